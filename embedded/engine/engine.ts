import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Session } from 'chdb';
import type { Input } from './body-head.ts';
import { cancelOnClose } from './cancel.ts';
import { forgetEmptyDefault, useServersDefaultDatabase } from './default-database.ts';
import { requireClosed, requireClosedValues } from './closed.ts';
import { EngineError } from './engine-error.ts';
import { isStreamed } from './formats.ts';
import { LanePool } from './lane-pool.ts';
import { Lane } from './lane.ts';
import type { QueryRequest } from './request.ts';
import type { Answer } from './respond.ts';
import { Sessions } from './sessions.ts';
import { Spool } from './spool.ts';
import { quoteSql } from './sql-words.ts';
import { readStatement } from './statement.ts';
import type { EngineUser } from './users.ts';

export interface EnginePlace {
  dataDir: string;
  spoolDir: string;
  /** Its users reach neither files nor the network. */
  isClosed: boolean;
}

/** Statements that only read, so they need not wait for a lane that may write. */
const READ_VERBS = new Set('SELECT WITH FROM VALUES SHOW DESC DESCRIBE EXPLAIN EXISTS CHECK KILL'.split(' '));
const SELECTING_VERBS = new Set(['SELECT', 'WITH', 'FROM']);
/** What the engine may do; the first connection brings it for all. */
const CLOSED = fileURLToPath(new URL('closed.xml', import.meta.url));
const READONLY_CODE = 164;
const STOP_MS = 5_000;

/**
 * The embedded engine on one data folder. A connection runs one statement at a time, so there are two kinds of
 * lanes: those that may write, and read-only ones, where the engine itself refuses a write. A report takes a read
 * lane for itself; inserts and short reads have others.
 */
export class Engine {
  readonly version: string;
  readonly timezone: string;
  readonly #writers: LanePool;
  readonly #readers: LanePool;
  readonly #sessions: Sessions;
  readonly #spool: Spool;
  /** Keeps the engine running, and cancels statements of the others. */
  readonly #first: Session;

  readonly #isClosed: boolean;

  private constructor(first: Session, place: EnginePlace, version: string, timezone: string) {
    const { dataDir, spoolDir } = place;
    this.#first = first;
    this.#isClosed = place.isClosed;
    this.version = version;
    this.timezone = timezone;
    this.#writers = new LanePool(4, (index) => new Lane(`writer-${index}`, dataDir, false));
    this.#readers = new LanePool(8, (index) => new Lane(`reader-${index}`, dataDir, true));
    this.#sessions = new Sessions(dataDir);
    this.#spool = new Spool(spoolDir);
  }

  static async open(place: EnginePlace): Promise<Engine> {
    forgetEmptyDefault(place.dataDir);
    const connectionArgs = place.isClosed ? [`--config-file=${CLOSED}`] : [];
    const session = new Session(place.dataDir, { connectionArgs });
    await useServersDefaultDatabase(session);
    const facts = await session.queryAsync('SELECT version(), timezone()', { format: 'TSV' });
    const [version = '', timezone = ''] = facts.text().trim().split('\t');
    return new Engine(session, place, version, timezone);
  }

  /** Runs one request's statement and sends its answer; what it throws before that is the answer. */
  async execute(
    request: QueryRequest,
    input: Input,
    user: EngineUser,
    answer: Answer,
    response: ServerResponse,
  ): Promise<void> {
    const readonly = user.readonly || request.readonly;
    if (input.kind === 'statement') return this.#statement(request, input.sql, readonly, answer, response);
    const { insert, head, rest } = input;
    if (this.#isClosed) requireClosed(insert.text);
    await this.#spool.with(head, rest, async (path) => {
      if (this.#isClosed && insert.format === 'Values') requireClosedValues(path);
      await this.#withLane(request, readonly, readonly, async (lane) => {
        const statements = insert.fromFile(quoteSql(path));
        await lane.prepare(request, statements.join('\n'));
        // The statements before the last one leave a temporary table in the lane.
        if (statements.length > 1) lane.forget(true);
        for (const sql of statements.slice(0, -1)) await lane.run(sql, 'Null');
        const result = await lane.run(statements.at(-1) as string, 'Null');
        answer.setFormat(request.defaultFormat);
        answer.setSummary({
          readRows: result.rowsRead,
          readBytes: result.bytesRead,
          writtenRows: result.rowsRead,
          elapsedSeconds: result.elapsedSeconds,
        });
      });
    });
    await answer.send(nothing(), true);
  }

  async #statement(
    request: QueryRequest,
    sql: string,
    readonly: boolean,
    answer: Answer,
    response: ServerResponse,
  ): Promise<void> {
    const statement = readStatement(sql);
    if (statement.verb === '')
      throw EngineError.of(62, 'SYNTAX_ERROR', 'Syntax error: failed at position 1: Empty query');
    if (this.#isClosed) requireClosed(sql);
    const written = statement.format ?? request.defaultFormat;
    answer.setFormat(written);
    const format = request.defaultFormat;
    const reads = READ_VERBS.has(statement.verb);
    const run = async (lane: Lane) => {
      await lane.prepare(request, sql);
      if (statement.changesSession) lane.forget(request.sessionId === undefined);
      const selects = SELECTING_VERBS.has(statement.verb);
      // The client may have gone away while its statement waited for the lane.
      if (selects && response.destroyed) return;
      const stopCancel = selects && cancelOnClose(this.#first, lane, response);
      try {
        if (stopCancel && isStreamed(written))
          return await answer.send(lane.stream(sql, format), request.waitEndOfQuery);
        await this.#whole(lane, sql, format, answer);
      } finally {
        if (stopCancel) await stopCancel();
        if (response.destroyed) await lane.clear();
      }
    };
    try {
      await this.#withLane(request, readonly, readonly || reads, run);
    } catch (error) {
      // Begins like a read and is none, e.g. WITH ... INSERT.
      const refused = error instanceof EngineError && error.code === READONLY_CODE;
      if (!refused || readonly || !reads || response.headersSent) throw error;
      await this.#withLane(request, false, false, async (lane) => {
        await lane.prepare(request, sql);
        await this.#whole(lane, sql, format, answer);
      });
    }
    if (statement.verb === 'DROP') {
      this.#readers.forgetDatabases();
      this.#writers.forgetDatabases();
    }
  }

  async #whole(lane: Lane, sql: string, format: string, answer: Answer): Promise<void> {
    const result = await lane.run(sql, format);
    answer.setSummary({
      readRows: result.rowsRead,
      readBytes: result.bytesRead,
      writtenRows: 0,
      elapsedSeconds: result.elapsedSeconds,
    });
    await answer.send(one(result.bytes), true);
  }

  /** In the request's own session, whose lane is the user's kind, or else in any lane that may do it. */
  async #withLane(
    request: QueryRequest,
    readonly: boolean,
    reads: boolean,
    use: (lane: Lane) => Promise<void>,
  ): Promise<void> {
    if (request.sessionId !== undefined) return this.#sessions.with(request.sessionId, readonly, use);
    const pool = reads ? this.#readers : this.#writers;
    const lane = await pool.acquire();
    try {
      await use(lane);
    } finally {
      pool.release(lane);
    }
  }

  /** Cancels reads, waits for writes, closes; false when a statement goes on regardless. */
  async close(): Promise<boolean> {
    const drained = Promise.all([this.#readers.drain(), this.#writers.drain(), this.#sessions.drain()]).then(
      () => true,
    );
    await this.#first.queryAsync("KILL QUERY WHERE Settings['log_comment'] LIKE 'reader-%' ASYNC");
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), STOP_MS).unref());
    if (!(await Promise.race([drained, late]))) return false;
    this.#readers.close();
    this.#writers.close();
    this.#sessions.close();
    this.#first.close();
    return true;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
