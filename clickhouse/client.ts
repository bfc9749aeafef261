/** The connection to ClickHouse, one client per role, so that a long report holds up neither an insert nor a tick. */
import {
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { setMaxListeners } from 'node:events';
import { addAbortSignal } from 'node:stream';
import { Outage } from '../errors/outage.ts';
import { readRows, visitRows, type RowReader } from './row-binary.ts';

export interface ClickHouseConfig {
  url: string;
  user: string;
  password: string;
  database: string;
}

/**
 * `insert`: ingest's writes; `check`: its checks of the ledger; `board`: the tick and the wall; `report`: long reads; `alert`: the alert log; `mark`: the
 * marks of the ticks; `identity`: who is known, sessions and the audit log.
 */
export type ClientRole = 'insert' | 'check' | 'board' | 'report' | 'alert' | 'mark' | 'identity' | 'migrate';

/** By default a value whose column is missing would be dropped silently. */
const NOTHING_DROPPED: ClickHouseSettings = { input_format_skip_unknown_fields: 0 };

const ROLE_SETTINGS: Record<ClientRole, ClickHouseSettings> = {
  // An asynchronous insert would be acknowledged before its own errors are known; ingest batches itself. Rows that one insert
  // holds twice are joined by the merges: doing it before the write halves the speed of a back-fill. The merges also build the
  // filter on the code, which is a quarter of the cost of an insert of a few rows.
  insert: {
    ...NOTHING_DROPPED,
    async_insert: 0,
    wait_end_of_query: 1,
    optimize_on_insert: 0,
    materialize_skip_indexes_on_insert: 0,
  },
  // In one thread: ticks and inserts keep the processor.
  check: {
    ...NOTHING_DROPPED,
    async_insert: 0,
    wait_end_of_query: 1,
    max_threads: 1,
    max_execution_time: 300,
  },
  board: { readonly: '2' },
  report: { readonly: '2', max_execution_time: 300, cancel_http_readonly_queries_on_client_close: 1 },
  alert: { ...NOTHING_DROPPED, async_insert: 0, wait_end_of_query: 1 },
  mark: { ...NOTHING_DROPPED, async_insert: 0, wait_end_of_query: 1 },
  identity: { ...NOTHING_DROPPED, async_insert: 0, wait_end_of_query: 1 },
  migrate: {},
};

const REQUEST_TIMEOUT_MS: Record<ClientRole, number> = {
  insert: 30_000,
  check: 300_000,
  board: 120_000,
  report: 300_000,
  alert: 30_000,
  mark: 30_000,
  // A sign-in waits for it.
  identity: 10_000,
  migrate: 300_000,
};

/** `timeoutMs`: a request whose connection is silent for this long has failed. */
export function connect(
  config: ClickHouseConfig,
  role: ClientRole,
  timeoutMs = REQUEST_TIMEOUT_MS[role],
): ClickHouseClient {
  const client = createClient({
    url: config.url,
    username: config.user,
    password: config.password,
    database: config.database,
    application: `dossier-monitor-${role}`,
    clickhouse_settings: ROLE_SETTINGS[role],
    request_timeout: timeoutMs,
    // Errors reach the caller, which logs them.
    log: { level: ClickHouseLogLevel.OFF },
    // The server closes idle connections after 10 s (3 s in ClickHouse Cloud): ours go first.
    keep_alive: { enabled: true, idle_socket_ttl: 2_500 },
  });
  for (const name of ['query', 'exec', 'command', 'insert'] as const) nameOutages(client, name);
  return client;
}

/**
 * A request fails either with ClickHouse's own answer or with an outage, whatever the client calls that (a timeout, a proxy's
 * page, a name that is not found).
 */
function nameOutages(client: ClickHouseClient, name: 'query' | 'exec' | 'command' | 'insert'): void {
  const ask = client[name].bind(client) as (params: never) => Promise<unknown>;
  const asked = async (params: never): Promise<unknown> => {
    try {
      return await ask(params);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof ClickHouseError || isProgramming(error)) throw error;
      throw new Outage(error.message || 'ClickHouse answers without a reason', { cause: error });
    }
  };
  Object.assign(client, { [name]: asked });
}

function isProgramming(error: Error): boolean {
  return [TypeError, RangeError, SyntaxError, ReferenceError].some((kind) => error instanceof kind);
}

/** The same connection for reads that end when the signal aborts, at the server too. */
export function abortable(client: ClickHouseClient, signal: AbortSignal): ClickHouseClient {
  const bound = Object.create(client) as ClickHouseClient;
  // Each read that belongs to a request listens until that is answered.
  setMaxListeners(0, signal);
  bound.query = async (params) => {
    signal.throwIfAborted();
    const result = await client.query({ ...params, abort_signal: signal });
    signal.addEventListener('abort', () => result.close(), { once: true });
    return result;
  };
  bound.exec = async (params) => {
    signal.throwIfAborted();
    const result = await client.exec({ ...params, abort_signal: signal });
    addAbortSignal(signal, result.stream);
    return result;
  };
  return bound;
}

/** Runs a query and reads its rows as RowBinary, in arrays as they arrive. `query` has no FORMAT clause. */
export async function* selectRows<Row>(
  client: ClickHouseClient,
  query: string,
  params: Record<string, unknown>,
  parse: (reader: RowReader) => Row,
): AsyncGenerator<Row[]> {
  const { stream } = await client.exec({ query: `${query} FORMAT RowBinary`, query_params: params });
  yield* readRows(stream as AsyncIterable<Buffer>, parse);
}

/** As {@link selectRows} for millions of rows: `read` reads one at a time, as of visitRows. */
export async function selectEachRow(
  client: ClickHouseClient,
  query: string,
  read: (reader: RowReader) => void,
): Promise<void> {
  const { stream } = await client.exec({ query: `${query} FORMAT RowBinary` });
  await visitRows(stream as AsyncIterable<Buffer>, read);
}

/** All rows of a small JSON result. */
export async function selectJson<Row>(
  client: ClickHouseClient,
  query: string,
  params: Record<string, unknown> = {},
): Promise<Row[]> {
  const result = await client.query({ query, query_params: params, format: 'JSONEachRow' });
  return result.json<Row>();
}
