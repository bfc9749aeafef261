import { Session } from 'chdb';
import { EngineError, toEngineError } from './engine-error.ts';
import { quoteSql } from './sql-words.ts';

/** What a request wants its statement to run with. */
export interface LaneContext {
  database: string;
  settings: ReadonlyMap<string, string>;
  params: ReadonlyMap<string, string>;
}

export interface LaneResult {
  bytes: Uint8Array;
  rowsRead: number;
  bytesRead: number;
  elapsedSeconds: number;
}

/** Where the embedded engine's defaults differ from the server's, and `async_insert`, which only delays here. */
const BASELINE: ReadonlyMap<string, string> = new Map([
  ['async_insert', '0'],
  ['implicit_select', '0'],
  ['allow_introspection_functions', '0'],
]);

/**
 * One connection to the engine. It runs one statement at a time and keeps what was set for the last one, so that
 * clients which always send the same settings cost no extra statement.
 */
export class Lane {
  readonly name: string;
  readonly #dataDir: string;
  readonly #readonly: boolean;
  readonly #settings = new Map<string, string>();
  readonly #params = new Set<string>();
  #session: Session;
  #database = '';
  /** What is set is not known: the connection is opened again before the next statement. */
  #unclear = true;
  #used = false;
  /** A statement broke off: what it had written by then would stand before the next one's result. */
  #hasLeftovers = false;

  constructor(name: string, dataDir: string, readonly: boolean) {
    this.name = name;
    this.#dataDir = dataDir;
    this.#readonly = readonly;
    this.#session = new Session(dataDir);
  }

  /** Applies database, settings and parameters for `sql`, and takes back those of the statement before. */
  async prepare(context: LaneContext, sql: string): Promise<void> {
    if (this.#unclear || this.#wouldUseStaleParam(context, sql)) await this.#start();
    await this.clear();
    if (context.database !== this.#database) {
      await this.run(`USE \`${context.database.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``, 'Null');
      this.#database = context.database;
    }
    const changes: string[] = [];
    for (const key of this.#settings.keys()) {
      if (!context.settings.has(key)) {
        const usual = BASELINE.get(key);
        changes.push(`${key}=${usual === undefined ? 'DEFAULT' : quoteSql(usual)}`);
      }
    }
    for (const [key, value] of context.settings)
      if (this.#settings.get(key) !== value) changes.push(`${identifier(key)}=${quoteSql(value)}`);
    for (const [key, value] of context.params) {
      changes.push(`param_${identifier(key)}=${quoteSql(value)}`);
      this.#params.add(key);
    }
    if (changes.length === 0) return;
    this.#unclear = true;
    await this.run(`SET ${changes.join(', ')}`, 'Null');
    this.#unclear = false;
    this.#settings.clear();
    for (const [key, value] of context.settings) this.#settings.set(key, value);
  }

  /** Lets go of a statement that broke off: until then the engine holds what it had, and lists it as running. */
  async clear(): Promise<void> {
    if (!this.#hasLeftovers) return;
    this.#hasLeftovers = false;
    await this.run('SELECT 1', 'TabSeparated');
  }

  async run(sql: string, format: string): Promise<LaneResult> {
    try {
      const result = await this.#session.queryAsync(sql, { format });
      return {
        bytes: result.bytes(),
        rowsRead: result.rowsRead,
        bytesRead: result.bytesRead,
        elapsedSeconds: result.elapsed,
      };
    } catch (error) {
      this.#hasLeftovers = true;
      throw toEngineError(error);
    }
  }

  /** A SELECT's result in pieces; leaving the loop early cancels it. */
  async *stream(sql: string, format: string): AsyncGenerator<Uint8Array> {
    this.#hasLeftovers = true;
    try {
      for await (const chunk of this.#session.queryStream(sql, { format })) yield chunk.raw();
      this.#hasLeftovers = false;
    } catch (error) {
      throw toEngineError(error);
    }
  }

  /** After a statement that changed the session itself: `all` of it is to go, or only the database is not known. */
  forget(all: boolean): void {
    if (all) this.#unclear = true;
    this.#database = '';
  }

  close(): void {
    this.#session.close();
  }

  /** `log_comment` names the lane, so that its statement can be found in system.processes and cancelled. */
  async #start(): Promise<void> {
    if (this.#used) {
      this.#session.close();
      this.#session = new Session(this.#dataDir);
    }
    this.#used = true;
    this.#hasLeftovers = false;
    this.#database = '';
    this.#params.clear();
    this.#settings.clear();
    const baseline = [...BASELINE, ['log_comment', this.name] as const];
    if (this.#readonly) baseline.push(['readonly', '2']);
    await this.run(`SET ${baseline.map(([key, value]) => `${key}=${quoteSql(value)}`).join(', ')}`, 'Null');
    this.#unclear = false;
  }

  /** A parameter stays set in its connection, and the engine would substitute it where it should refuse. */
  #wouldUseStaleParam(context: LaneContext, sql: string): boolean {
    for (const key of this.#params)
      if (!context.params.has(key) && new RegExp(`\\{\\s*${key}\\s*:`).test(sql)) return true;
    return false;
  }
}

function identifier(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  throw EngineError.of(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'`);
}
