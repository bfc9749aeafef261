/** Table `dossiers`: the joined state of each dossier (schema/002_dossiers.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import { selectRows } from './client.ts';
import type { RowReader } from './row-binary.ts';

/** One field: when it was told (ms, 0 = never) and the value. */
export type Timed<Value> = readonly [at: number, value: Value];

/** A part of a dossier's state: rows of one code join field by field, the greatest (at, value) counts. */
export interface DossierStateRow {
  code: string;
  firstEventAt: number;
  status: Timed<number>;
  /** [code, name] as told, one of them may be empty. */
  unit: Timed<readonly [string, string]>;
  channel: Timed<number>;
  /** [code, name, field, online level code]. */
  procedure: Timed<readonly [string, string, string, string]>;
  /** [id, name]. */
  officer: Timed<readonly [string, string]>;
  receivedAt: Timed<number>;
  dueAt: Timed<number>;
  finishedAt: Timed<number>;
}

function readState(reader: RowReader): DossierStateRow {
  return {
    code: reader.string(),
    firstEventAt: reader.int64(),
    status: [reader.int64(), reader.uint8()],
    unit: [reader.int64(), [reader.string(), reader.string()]],
    channel: [reader.int64(), reader.uint8()],
    procedure: [reader.int64(), [reader.string(), reader.string(), reader.string(), String(reader.uint8())]],
    officer: [reader.int64(), [reader.string(), reader.string()]],
    receivedAt: [reader.int64(), reader.int64()],
    dueAt: [reader.int64(), reader.int64()],
    finishedAt: [reader.int64(), reader.int64()],
  };
}

/** The state of all dossiers in parts: rows of one code may come several times, for the reader to join. */
export async function* readAllStates(client: ClickHouseClient): AsyncGenerator<DossierStateRow[]> {
  yield* selectRows(
    client,
    `SELECT code, firstEventAt, status, unit, channel, procedure, officer, receivedAt, dueAt, finishedAt FROM dossiers`,
    {},
    readState,
  );
}

/** All that is known of one dossier; times in ms, 0 = none; codes as stored. */
export interface DossierRecord {
  code: string;
  statusAt: number;
  applicantType: number;
  submittedAt: number;
  returnedAt: number;
  refusedAt: number;
  paidOnline: number;
  feeVnd: number;
  feeTold: boolean;
  digitised: number;
  electronicResult: number;
  vneidVerified: number;
  returnChannel: number;
  department: string;
}

function readRecord(reader: RowReader): DossierRecord {
  return {
    code: reader.string(),
    statusAt: reader.int64(),
    applicantType: reader.uint8(),
    submittedAt: reader.int64(),
    returnedAt: reader.int64(),
    refusedAt: reader.int64(),
    paidOnline: reader.uint8(),
    feeVnd: reader.int64(),
    feeTold: reader.uint8() === 1,
    digitised: reader.uint8(),
    electronicResult: reader.uint8(),
    vneidVerified: reader.uint8(),
    returnChannel: reader.uint8(),
    department: reader.string(),
  };
}

/** What the lists do not show of one dossier; undefined when the code is not known. */
export async function readDossier(
  client: ClickHouseClient,
  code: string,
): Promise<DossierRecord | undefined> {
  const query = `SELECT code, max(status).1, max(applicantType).2, max(submittedAt).2, max(returnedAt).2,
      max(refusedAt).2, max(paidOnline).2, max(feeVnd).2, max(feeVnd).1 > toDateTime64(0, 3, 'UTC'),
      max(digitised).2, max(electronicResult).2, max(vneidVerified).2, max(returnChannel).2,
      max(department).2
    FROM dossiers WHERE code = {code:String} GROUP BY code`;
  for await (const rows of selectRows(client, query, { code }, readRecord)) return rows[0];
  return undefined;
}
