/** The events of cases of the pack's kinds (contract/case-event.ts). */
import { canonicalCode } from '../../contract/canonical.ts';
import { caseEventSchemas, CASE_TYPES, type CaseEvent } from '../../contract/case-event.ts';
import { CASE, caseFields, caseKey } from '../../contract/case-fields.ts';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import { TYPES_OF } from '../../contract/event-types.ts';
import type { Telling } from '../../contract/field-types.ts';
import type { Kind } from '../../contract/kind.ts';
import { STREAMS } from '../../contract/streams.ts';
import { fieldsReader } from '../decoding/event-fields.ts';
import { describeIssue, describeValue } from '../decoding/refusal.ts';
import { readMembers, toldMembers, type StreamEvents } from './stream-events.ts';

const READ_OF_SNAPSHOT = readMembers(['kind', 'code', ...toldMembers(CASE, 'snapshot')]);
const READ_OF = new Map<unknown, ReadonlySet<string>>([
  [CASE_TYPES.progress, readMembers(['kind', 'code', ...toldMembers(CASE, 'progress')])],
]);

const tellingOf = (type: unknown): Telling => (type === CASE_TYPES.progress ? 'progress' : 'snapshot');

export function caseEvents(kinds: readonly Kind[]): StreamEvents<CaseEvent> {
  // The dossier's events have a stream of their own.
  const own = new Map(
    kinds
      .filter(({ kind }) => kind !== DOSSIER_KIND.kind)
      .map((kind) => {
        const fields = caseFields(kind);
        const read = {
          snapshot: fieldsReader(fields, 'snapshot'),
          progress: fieldsReader(fields, 'progress'),
        };
        return [kind.kind, { schemas: caseEventSchemas(kind), read }];
      }),
  );
  const accepted = [...own.keys()].join(', ') || 'none, the pack has no kinds';
  return {
    stream: STREAMS.case,
    types: TYPES_OF.case,
    membersOf: (type) => READ_OF.get(type) ?? READ_OF_SNAPSHOT,
    check: (json) => {
      const { type, data } = json as { type: string; data?: unknown };
      if (typeof data !== 'object' || data === null || Array.isArray(data))
        return { refusal: { field: 'data', reason: `data is ${describeValue(data)}; accepted: object` } };
      const { kind } = data as { kind?: unknown };
      const of = typeof kind === 'string' ? own.get(kind) : undefined;
      if (!of)
        return {
          refusal: {
            field: 'data.kind',
            reason: `data.kind is ${describeValue(kind)}; accepted: ${accepted}`,
          },
        };
      const result = of.schemas[tellingOf(type)].safeParse(json);
      return result.success ? { event: result.data } : { refusal: describeIssue(result.error, json) };
    },
    codeOf: ({ data: { kind, code } }) => caseKey(kind, code),
    isKey: (key, { data: { kind, code } }) =>
      key.startsWith(`${kind}/`) && canonicalCode(key.slice(kind.length + 1)) === code,
    keyWords: { of: 'data.kind and data.code', accepted: 'KIND/CODE' },
    fieldsOf: ({ type, data }) => {
      const of = own.get(data.kind);
      if (!of) throw new Error(`an event of kind ${data.kind} was checked without one`);
      return of.read[tellingOf(type)](data);
    },
    correctionOf: () => '',
  };
}
