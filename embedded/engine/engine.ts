import type { ServerResponse } from 'node:http';
import { Session } from 'chdb';
import type { Input } from './body-head.ts';
import { cancelOnClose } from './cancel.ts';
import { forgetEmptyDefault, useServersDefaultDatabase } from './default-database.ts';
import { EngineError } from './engine-error.ts';
import { LanePool } from './lane-pool.ts';
import { Lane } from './lane.ts';
import type { QueryRequest } from './request.ts';
import type { Answer } from './respond.ts';
import { Sessions } from './sessions.ts';
import { Spool } from './spool.ts';
import { quoteSql } from './sql-words.ts';
import { readStatement } from './statement.ts';
import type { EngineUser } from './users.ts';

/** Statements that only read, so they need not wait for a lane that may write. */
const READ_VERBS = new Set('SELECT WITH FROM VALUES SHOW DESC DESCRIBE EXPLAIN EXISTS CHECK KILL'.split(' '));
const STREAMED_VERBS = new Set(['SELECT', 'WITH', 'FROM']);
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

  private constructor(first: Session, dataDir: string, spoolDir: string, version: string, timezone: string) {
    this.#first = first;
    this.version = version;
    this.timezone = timezone;
    this.#writers = new LanePool(4, (index) => new Lane(`writer-${index}`, dataDir, false));
    this.#readers = new LanePool(8, (index) => new Lane(`reader-${index}`, dataDir, true));
    this.#sessions = new Sessions(dataDir);
    this.#spool = new Spool(spoolDir);
  }

  static async open(dataDir: string, spoolDir: string): Promise<Engine> {
    forgetEmptyDefault(dataDir);
    const session = new Session(dataDir);
    await useServersDefaultDatabase(session);
    const facts = await session.queryAsync('SELECT version(), timezone()', { format: 'TSV' });
    const [version = '', timezone = ''] = facts.text().trim().split('\t');
    return new Engine(session, dataDir, spoolDir, version, timezone);
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
    await this.#spool.with(head, rest, async (path) => {
      await this.#withLane(request, readonly, readonly, async (lane) => {
        const sql = insert.fromFile(quoteSql(path));
        await lane.prepare(request, sql);
        const result = await lane.run(sql, 'Null');
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
    if (statement.intoOutfile)
      throw EngineError.of(358, 'INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE is not allowed');
    answer.setFormat(statement.format ?? request.defaultFormat);
    const format = request.defaultFormat;
    const reads = READ_VERBS.has(statement.verb);
    const run = async (lane: Lane) => {
      await lane.prepare(request, sql);
      if (statement.changesSession) lane.forget(request.sessionId === undefined);
      if (STREAMED_VERBS.has(statement.verb)) {
        const stopCancel = cancelOnClose(this.#first, lane, response);
        try {
          await answer.send(lane.stream(sql, format), request.waitEndOfQuery);
        } finally {
          await stopCancel();
        }
        return;
      }
      const result = await lane.run(sql, format);
      answer.setSummary({
        readRows: result.rowsRead,
        readBytes: result.bytesRead,
        writtenRows: 0,
        elapsedSeconds: result.elapsedSeconds,
      });
      await answer.send(one(result.bytes), true);
    };
    try {
      await this.#withLane(request, readonly, readonly || reads, run);
    } catch (error) {
      // Begins like a read and is none, e.g. WITH ... INSERT.
      const refused = error instanceof EngineError && error.code === READONLY_CODE;
      if (!refused || readonly || !reads || response.headersSent) throw error;
      await this.#withLane(request, false, false, async (lane) => {
        await lane.prepare(request, sql);
        await answer.send(one((await lane.run(sql, format)).bytes), true);
      });
    }
    if (statement.verb === 'DROP') {
      this.#readers.forgetDatabases();
      this.#writers.forgetDatabases();
    }
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
