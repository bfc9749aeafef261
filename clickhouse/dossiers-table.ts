/** Table `dossier_states` and its view `dossiers`: the joined state of each dossier (schema/009_states_from_the_log.sql). */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Field } from '../contract/fields.ts';
import type { Told } from '../contract/join.ts';
import { selectRows } from './client.ts';
import { withinRanges, type LogRange } from './log-position.ts';
import {
  bigEndian,
  codeOf,
  codeToldMs,
  latestCode,
  latestNumber,
  latestTexts,
  numberOf,
  numberToldMs,
  textOf,
  textsToldMs,
} from './packed-fields.ts';
import type { RowReader } from './row-binary.ts';

const msOf = (column: string) => `toUnixTimestamp64Milli(${column})`;
const code = (field: Field) => [field, latestCode(field, field)] as const;
const time = (field: Field) => [field, latestNumber(field, msOf(field))] as const;

/** Column -> what the events of one dossier make of it. */
const JOINED = new Map<string, string>([
  code('status'),
  ['unit', latestTexts('unit', ['unitCode', 'unitName'])],
  code('channel'),
  [
    'procedure',
    latestTexts('procedure', [
      'procedureCode',
      'procedureName',
      'procedureField',
      'toString(procedureLevel)',
    ]),
  ],
  ['officer', latestTexts('officer', ['officerId', 'officerName'])],
  ['department', latestTexts('department', ['department'])],
  code('applicantType'),
  ...(['submittedAt', 'receivedAt', 'dueAt', 'finishedAt', 'returnedAt', 'refusedAt'] as const).map(time),
  code('paidOnline'),
  // A cleared fee is -1 in the log.
  ['feeVnd', latestNumber('feeVnd', 'feeVnd + 1')],
  code('digitised'),
  code('electronicResult'),
  code('vneidVerified'),
  ['step', latestTexts('step', [bigEndian(msOf('stepStartedAt')), bigEndian(msOf('stepDueAt'))])],
  code('returnChannel'),
]);

/** Joins a part of the log into the states; doing it again changes nothing. */
export async function joinDossiers(client: ClickHouseClient, ranges: readonly LogRange[]): Promise<void> {
  await client.command({
    query: `INSERT INTO dossier_states (code, firstEventMs, ${[...JOINED.keys()].join(', ')})
      SELECT code, ${msOf('min(eventTime)')}, ${[...JOINED.values()].join(', ')}
      FROM events WHERE ${withinRanges(ranges)} GROUP BY code`,
  });
}

/** A part of a dossier's state: rows of one code join field by field, the greatest (at, value) counts. */
export interface DossierStateRow {
  code: string;
  firstEventAt: number;
  status: Told<number>;
  /** [code, name], one of them empty. */
  unit: Told<readonly [string, string]>;
  channel: Told<number>;
  /** [code, name, field, online level code]. */
  procedure: Told<readonly [string, string, string, string]>;
  /** [id, name]. */
  officer: Told<readonly [string, string]>;
  receivedAt: Told<number>;
  dueAt: Told<number>;
  finishedAt: Told<number>;
}

function readState(reader: RowReader): DossierStateRow {
  return {
    code: reader.string(),
    firstEventAt: reader.int64(),
    status: [reader.int64(), reader.uint8()],
    unit: [reader.int64(), [reader.string(), reader.string()]],
    channel: [reader.int64(), reader.uint8()],
    procedure: [reader.int64(), [reader.string(), reader.string(), reader.string(), reader.string() || '0']],
    officer: [reader.int64(), [reader.string(), reader.string()]],
    receivedAt: [reader.int64(), reader.int64()],
    dueAt: [reader.int64(), reader.int64()],
    finishedAt: [reader.int64(), reader.int64()],
  };
}

const unpackCode = (field: Field) => `${codeToldMs(field)}, ${codeOf(field)}`;
const unpackTime = (field: Field) => `${numberToldMs(field)}, ${numberOf(field)}`;
const unpackTexts = (field: Field, count: number) =>
  [textsToldMs(field), ...Array.from({ length: count }, (_, i) => textOf(field, i + 1))].join(', ');

/** The state of all dossiers in parts: rows of one code may come several times, for the reader to join. */
export async function* readAllStates(client: ClickHouseClient): AsyncGenerator<DossierStateRow[]> {
  yield* selectRows(
    client,
    `SELECT code, firstEventMs, ${unpackCode('status')}, ${unpackTexts('unit', 2)}, ${unpackCode('channel')},
      ${unpackTexts('procedure', 4)}, ${unpackTexts('officer', 2)},
      ${unpackTime('receivedAt')}, ${unpackTime('dueAt')}, ${unpackTime('finishedAt')} FROM dossier_states`,
    {},
    readState,
  );
}
