/** Table `case_notes`: what people write to a case (schema/case_notes.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { NoteSort } from '../contract/case-note.ts';
import { selectJson } from './client.ts';

export interface CaseNoteRow {
  id: string;
  kind: string;
  code: string;
  sort: NoteSort;
  identity: string;
  who: string;
  text: string;
  told: string[];
}

export interface StoredNote extends Omit<CaseNoteRow, 'kind' | 'code'> {
  /** ms, by ClickHouse's clock. */
  at: number;
}

export async function insertCaseNote(client: ClickHouseClient, row: CaseNoteRow): Promise<void> {
  await client.insert({ table: 'case_notes', values: [row], format: 'JSONEachRow' });
}

/** The newest first, one that was sent again once. */
export async function readCaseNotes(
  client: ClickHouseClient,
  kind: string,
  code: string,
): Promise<StoredNote[]> {
  const rows = await selectJson<StoredNote>(
    client,
    `SELECT toFloat64(toUnixTimestamp64Milli(case_notes.at)) AS at, id, toString(case_notes.sort) AS sort, identity, who, text, told
     FROM case_notes WHERE kind = {kind:String} AND code = {code:String}
     ORDER BY case_notes.at, id LIMIT 1 BY id`,
    { kind, code },
  );
  return rows.reverse();
}

/** How many notes an identity has written since an instant, to all cases; `nowMs` of ClickHouse's clock. */
export async function countNotesOf(
  client: ClickHouseClient,
  identity: string,
  sinceHours: number,
): Promise<{ notes: number; nowMs: number }> {
  const [row] = await selectJson<{ notes: number; nowMs: number }>(
    client,
    `SELECT toFloat64(count()) AS notes, toFloat64(toUnixTimestamp64Milli(now64(3))) AS nowMs
     FROM case_notes WHERE identity = {identity:String} AND at > now64(3) - toIntervalHour({sinceHours:UInt32})`,
    { identity, sinceHours },
  );
  if (!row) throw new Error('a count came without a row');
  return row;
}
