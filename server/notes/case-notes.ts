/** Writes and reads notes on cases, within bounds: of a case, of who writes, and one after the other. */
import type { ClickHouseClient } from '@clickhouse/client';
import {
  countNotesOf,
  insertCaseNote,
  readCaseNotes,
  type CaseNoteRow,
  type StoredNote,
} from '../../clickhouse/case-notes-table.ts';
import { MAX_CASE_NOTES, MAX_NOTES_A_DAY } from '../../contract/case-note.ts';
import type { Asker, Turnstile } from '../admission/turnstile.ts';

const DAY_HOURS = 24;
const HOUR_MS = 3_600_000;

/** A bound of the notes is reached, or the id is another note's. */
export class NoteRefused extends Error {
  override readonly name = 'NoteRefused';
  readonly status: 409 | 429;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: 409 | 429, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class CaseNotes {
  /** Refused because a case has as many as it keeps, or one identity has written as many as it may. */
  readonly refused = { case: 0, identity: 0 };
  readonly #client: ClickHouseClient;
  readonly #writes: Turnstile;

  constructor(client: ClickHouseClient, writes: Turnstile) {
    this.#client = client;
    this.#writes = writes;
  }

  /** The newest first. */
  of(kind: string, code: string): Promise<StoredNote[]> {
    return readCaseNotes(this.#client, kind, code);
  }

  /**
   * Answers the note as it stands; one that was sent before is not written again, and `isNew` is false. `before`: what is to be
   * done first, once; it answers who is told.
   *
   * @throws NoteRefused, TooMuchAsked, GivenUp
   */
  add(
    asker: Asker,
    row: Omit<CaseNoteRow, 'told'>,
    before: (written: readonly StoredNote[], nowMs: number) => Promise<string[]> = () => Promise.resolve([]),
  ): Promise<{ note: StoredNote; isNew: boolean }> {
    // Begun, it is done, whoever waits: what was half done could be neither repeated nor seen.
    return this.#writes.run(asker, `note ${JSON.stringify(row)}`, () => this.#write(row, before));
  }

  async #write(
    row: Omit<CaseNoteRow, 'told'>,
    before: (written: readonly StoredNote[], nowMs: number) => Promise<string[]>,
  ): Promise<{ note: StoredNote; isNew: boolean }> {
    const { kind, code, id, identity } = row;
    const [written, lately] = await Promise.all([
      this.of(kind, code),
      countNotesOf(this.#client, identity, DAY_HOURS),
    ]);
    const known = written.find((one) => one.id === id);
    if (known) return { note: sameOr409(known, row), isNew: false };
    this.#demandRoom(written.length, lately.notes);
    const told = await before(written, lately.nowMs);
    await insertCaseNote(this.#client, { ...row, told });
    const note = (await this.of(kind, code)).find((one) => one.id === id);
    return { note: note ?? { ...row, told, at: lately.nowMs }, isNew: true };
  }

  #demandRoom(ofCase: number, ofIdentity: number): void {
    if (ofCase >= MAX_CASE_NOTES) {
      this.refused.case++;
      throw new NoteRefused(
        409,
        `the case has ${ofCase} notes; accepted: up to ${MAX_CASE_NOTES} of one case`,
      );
    }
    if (ofIdentity >= MAX_NOTES_A_DAY) {
      this.refused.identity++;
      throw new NoteRefused(
        429,
        `you have written ${ofIdentity} notes within ${DAY_HOURS} hours; accepted: up to ${MAX_NOTES_A_DAY}`,
        HOUR_MS / 1_000,
      );
    }
  }
}

function sameOr409(known: StoredNote, { sort, identity, text, id }: Omit<CaseNoteRow, 'told'>): StoredNote {
  if (known.sort === sort && known.identity === identity && known.text === text) return known;
  throw new NoteRefused(
    409,
    `the id ${id} is that of another note; accepted: an id of its own for each note`,
  );
}
