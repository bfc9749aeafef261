/** The events of one kind of cases: the whole log of dossiers, a part of the log of cases. */
import { caseKey } from '../contract/case-fields.ts';
import { DOSSIER } from '../contract/dossier-kind.ts';
import type { KindCounting } from '../contract/kind-counting.ts';
import { CASE_LOG, DOSSIER_LOG, type LogTables, type StreamLog } from './stream-log.ts';

export interface KindLog extends LogTables {
  fields: StreamLog['fields'];
  counting: KindCounting;
  /** The condition of its events, in SQL. */
  isOfKind: string;
  /** What stands before the code of each case in the log. */
  prefix: string;
}

export function kindLog(counting: KindCounting): KindLog {
  const { kind } = counting.kind;
  const isDossier = kind === DOSSIER;
  const { stream, events, states, fields }: StreamLog = isDossier ? DOSSIER_LOG : CASE_LOG;
  const prefix = isDossier ? '' : caseKey(kind, '');
  const isOfKind = isDossier ? '1' : `startsWith(code, '${prefix}')`;
  return { stream, events, states, fields, counting, isOfKind, prefix };
}
