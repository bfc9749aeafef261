/**
 * Who is known: the tables of identities and sessions as this server has read them, each second. While ClickHouse is away who is
 * signed in stays so, and nobody new can be.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { countIdentityRows, readIdentities, type StoredIdentity } from '../../clickhouse/identities-table.ts';
import { insertSessionEvents, readSessionEvents } from '../../clickhouse/sessions-table.ts';
import type { IdentityKind } from '../../contract/identity.ts';
import { secretHash } from '../../identity/secret.ts';
import { SharedCall } from '../../runtime/shared-call.ts';
import type { ServerFaults } from '../server-faults.ts';
import { eventOf, Sessions, type NewSession, type Session, type SessionTimes } from './sessions.ts';
import { TokenUses } from './token-uses.ts';
import { UseNotes } from './use-notes.ts';

const READ_EVERY_MS = 1_000;
/** Rows are seen a moment after the time that they bear: the last of them are read again. */
const OVERLAP_MS = 30_000;

export interface IdentitiesDeps {
  client: ClickHouseClient;
  times: SessionTimes;
  faults: ServerFaults;
}

/** Emits `looked` each second and after each change of its own: what was open to somebody may have ended, by time alone too. */
export class Identities extends EventEmitter<{ looked: [] }> {
  readonly sessions: Sessions;
  readonly tokenUses: TokenUses;
  readonly #notes = new UseNotes();
  readonly #client: ClickHouseClient;
  readonly #faults: ServerFaults;
  #byName = new Map<string, StoredIdentity>();
  /** Devices and programs by the hash of their secret. */
  #bySecret = new Map<string, StoredIdentity>();
  #rows = -1;
  /** By ClickHouse's clock, ms. */
  #readUpTo = 0;
  readonly #stopping = new AbortController();
  readonly #reading = new SharedCall(() => this.#read());
  #running: Promise<void> = Promise.resolve();

  constructor({ client, times, faults }: IdentitiesDeps) {
    super();
    this.#client = client;
    this.#faults = faults;
    this.sessions = new Sessions(times, this.#notes);
    this.tokenUses = new TokenUses(this.#notes);
  }

  /** The tables were read at least once. */
  get isLoaded(): boolean {
    return this.#rows >= 0;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Reads again what the tables have now. Rejects while ClickHouse is away. */
  refresh(): Promise<void> {
    return this.#reading.call();
  }

  /** Undefined when there is none, it was disabled or revoked, or its time is over. */
  named(kind: IdentityKind, name: string): StoredIdentity | undefined {
    return active(this.#byName.get(keyOf(kind, name)));
  }

  /** A device by the secret of its link, a program by its token. */
  bySecret(kind: 'device' | 'program', secret: string): StoredIdentity | undefined {
    const found = this.#bySecret.get(secretHash(secret));
    return found?.kind === kind ? active(found) : undefined;
  }

  /** Those of a kind by their names, also the disabled and revoked. */
  ofKind(kind: IdentityKind): StoredIdentity[] {
    return [...this.#byName.values()].filter((one) => one.kind === kind);
  }

  /** The session that a device's present link belongs to: the first that was opened by it. */
  openerOf({ name, secretNumber }: StoredIdentity): Session | undefined {
    return this.sessions
      .of('device', name)
      .filter((one) => one.secretNumber === secretNumber)
      .sort((a, b) => a.openedAt - b.openedAt || (a.session < b.session ? -1 : 1))[0];
  }

  /** Whose session it is; undefined when the session or its identity has ended. */
  ofSession(session: Session): StoredIdentity | undefined {
    const identity = this.named(session.kind, session.name);
    return identity?.secretNumber === session.secretNumber ? identity : undefined;
  }

  /** Stores a session and returns what its cookie is to hold. Rejects while ClickHouse is away. */
  async openSession(opened: NewSession): Promise<string> {
    const { secret, events } = this.sessions.open(opened);
    await insertSessionEvents(this.#client, events);
    this.sessions.take(events);
    if (events.length > 1) this.emit('looked');
    return secret;
  }

  /** Rejects while ClickHouse is away. */
  async endSessions(sessions: readonly Session[]): Promise<void> {
    if (sessions.length === 0) return;
    const events = sessions.map((session) => eventOf(session, 'ended'));
    await insertSessionEvents(this.#client, events);
    this.sessions.take(events);
    this.emit('looked');
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#reading.call();
      } catch (error) {
        // What is known holds; the next reading is a second away.
        this.#faults.failed(error, 'identities', 'who is known could not be read; trying again');
      }
      this.emit('looked');
      await sleep(READ_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #read(): Promise<void> {
    await this.#readIdentities();
    await this.#readSessions();
    await this.#writeUses();
    this.sessions.sweep();
  }

  async #readIdentities(): Promise<void> {
    const rows = await countIdentityRows(this.#client);
    if (rows === this.#rows) return;
    const all = await readIdentities(this.#client);
    this.#byName = new Map(all.map((one) => [keyOf(one.kind, one.name), one]));
    const withSecret = all.filter(({ kind, secretHash: hash }) => kind !== 'person' && hash !== '');
    this.#bySecret = new Map(withSecret.map((one) => [one.secretHash, one]));
    this.#rows = rows;
  }

  async #readSessions(): Promise<void> {
    const from = Math.max(0, this.#readUpTo - OVERLAP_MS);
    const events = await readSessionEvents(this.#client, from);
    this.sessions.take(events);
    this.tokenUses.take(events.filter(({ kind }) => kind === 'program'));
    this.#readUpTo = Math.max(this.#readUpTo, events.at(-1)?.at ?? 0);
  }

  async #writeUses(): Promise<void> {
    const uses = this.#notes.takeUnwritten();
    if (uses.length === 0) return;
    try {
      await insertSessionEvents(this.#client, uses);
    } catch (error) {
      this.#notes.giveBack(uses);
      throw error;
    }
  }
}

function keyOf(kind: IdentityKind, name: string): string {
  return `${kind} ${name}`;
}

function active(identity: StoredIdentity | undefined): StoredIdentity | undefined {
  if (!identity || identity.isDisabled) return undefined;
  return identity.expiresAt > 0 && identity.expiresAt <= Date.now() ? undefined : identity;
}
