/**
 * The periods that are kept up to date. The next day, month or year is counted before it begins, so that it takes the
 * place of the last one within a tick.
 */
import { randomUUID } from 'node:crypto';
import type { WatchPeriod } from '../../../contract/live.ts';
import { dayStart } from '../../../contract/time.ts';
import { watchKey } from '../../../contract/watch-period.ts';
import type { PeriodFigures } from './period-figures.ts';

/** So many periods are kept beside the current day, month and year; past it the least used one makes room. */
export const MAX_OTHER_PERIODS = 12;
/** A board that was asked for since is in use; live viewers ask at each tick. */
const IN_USE_MS = 5_000;
/** Time enough to count ten million dossiers on a busy machine. */
const PREPARE_MS = 600_000;

/** As many periods as can be kept are in use. */
export class PeriodsExhausted extends Error {
  override readonly name = 'PeriodsExhausted';
  readonly status = 429;

  constructor() {
    super(
      `too many periods are watched; accepted: today, this month, this year and up to ${MAX_OTHER_PERIODS} others in all; come again later`,
    );
  }
}

/** `create`: the empty board of the period that a watch names at an instant. `fill`: places every dossier in it. */
export interface KeptPeriodsDeps {
  create(watch: WatchPeriod, ofMs: number): PeriodFigures;
  fill(board: PeriodFigures, signal?: AbortSignal): Promise<void>;
}

export class KeptPeriods {
  readonly #boards = new Map<string, PeriodFigures>();
  /** Key -> the board that takes over when the period is over. */
  readonly #successors = new Map<string, PeriodFigures>();
  /** Boards that are counted for one answer. */
  readonly #moments = new Map<string, PeriodFigures>();
  readonly #deps: KeptPeriodsDeps;

  constructor(deps: KeptPeriodsDeps) {
    this.#deps = deps;
  }

  /** What viewers may see. */
  shown(): Iterable<PeriodFigures> {
    return this.#boards.values();
  }

  /** Every board that a change has to be placed in, the coming ones too. */
  *all(): Generator<PeriodFigures> {
    yield* this.#boards.values();
    yield* this.#successors.values();
    yield* this.#moments.values();
  }

  /** The board of the current year. */
  get year(): PeriodFigures {
    return this.#boards.get('year') as PeriodFigures;
  }

  /** Nobody watches it any more. */
  unwatch(key: string): void {
    const board = this.#boards.get(key);
    if (board) board.lastWatchedAt = 0;
  }

  /** Its board is kept and filled. */
  has(watch: WatchPeriod): boolean {
    return this.#boards.get(watchKey(watch))?.isFilled === true;
  }

  /**
   * The board of a period, kept up to date from now on; built when nobody has asked for it before.
   *
   * @throws PeriodsExhausted
   */
  async keep(watch: WatchPeriod, nowMs: number, signal?: AbortSignal): Promise<PeriodFigures> {
    const key = watchKey(watch);
    let board = this.#boards.get(key);
    if (!board) {
      // Periods that were only asked for make room for one that is watched.
      if (!this.#makeRoom(watch, ({ lastWatchedAt }) => lastWatchedAt >= nowMs - IN_USE_MS))
        throw new PeriodsExhausted();
      board = this.#build(this.#boards, key, watch, nowMs, signal);
    }
    board.lastWatchedAt = nowMs;
    board.lastUsedAt = nowMs;
    await board.filled;
    return board;
  }

  /** The figures of a period at this moment; not kept when as many as can be are in use. */
  async moment(watch: WatchPeriod, nowMs: number, signal?: AbortSignal): Promise<PeriodFigures> {
    const key = watchKey(watch);
    let board = this.#boards.get(key);
    if (!board) {
      if (!this.#makeRoom(watch, ({ lastUsedAt }) => lastUsedAt >= nowMs - IN_USE_MS))
        return this.#once(watch, nowMs, signal);
      board = this.#build(this.#boards, key, watch, nowMs, signal);
    }
    board.lastUsedAt = nowMs;
    await board.filled;
    return board;
  }

  /** Counted for one answer. */
  async #once(watch: WatchPeriod, nowMs: number, signal?: AbortSignal): Promise<PeriodFigures> {
    const key = randomUUID();
    try {
      const board = this.#build(this.#moments, key, watch, nowMs, signal);
      await board.filled;
      return board;
    } finally {
      this.#moments.delete(key);
    }
  }

  /** Brings every board's instants to a moment; returns the boards that took the place of those which are over. */
  moveTo(nowMs: number): Set<PeriodFigures> {
    const renewed = new Set<PeriodFigures>();
    for (const [key, board] of this.#boards) {
      if (!board.isOver(nowMs + PREPARE_MS)) continue;
      let next = this.#successors.get(key);
      if (next === undefined || next.isOver(nowMs)) {
        const ofMs = Math.max(nowMs, dayStart(board.period.toDay + 1));
        next = this.#build(this.#successors, key, board.watch, ofMs);
      }
      if (!board.isOver(nowMs) || !next.isFilled) continue;
      next.lastUsedAt = board.lastUsedAt;
      next.lastWatchedAt = board.lastWatchedAt;
      this.#boards.set(key, next);
      this.#successors.delete(key);
      renewed.add(next);
    }
    for (const board of this.all()) board.moveTo(nowMs);
    return renewed;
  }

  /** Boards of the kept periods as of an instant, empty; filled they take over by {@link KeptPeriods.replace}. */
  countedAgain(nowMs: number): Map<string, PeriodFigures> {
    return new Map([...this.#boards].map(([key, { watch }]) => [key, this.#deps.create(watch, nowMs)]));
  }

  /** Those that are counted for one answer. */
  momentary(): Iterable<PeriodFigures> {
    return this.#moments.values();
  }

  /** What was about to begin is built when its time comes. */
  replace(filled: ReadonlyMap<string, PeriodFigures>, nowMs: number): void {
    this.#successors.clear();
    for (const [key, board] of filled) {
      const before = this.#boards.get(key);
      if (!before) continue;
      board.isFilled = true;
      // Theirs lie ahead.
      board.lastUsedAt = nowMs;
      board.lastWatchedAt = before.lastWatchedAt === 0 ? 0 : nowMs;
      this.#boards.set(key, board);
    }
  }

  /** Changes that arrive while it is filled are placed by the ticks, and again by the scan: the last one counts. */
  #build(
    into: Map<string, PeriodFigures>,
    key: string,
    watch: WatchPeriod,
    ofMs: number,
    signal?: AbortSignal,
  ): PeriodFigures {
    const board = this.#deps.create(watch, ofMs);
    into.set(key, board);
    board.filled = this.#deps.fill(board, signal).then(() => {
      board.isFilled = true;
    });
    // Who waits for it is told why; it is built again for who asks next.
    board.filled.catch(() => {
      if (into.get(key) === board) into.delete(key);
    });
    return board;
  }

  /** Whether the board of a period can be kept; drops the one that was not used for the longest. */
  #makeRoom(watch: WatchPeriod, isInUse: (board: PeriodFigures) => boolean): boolean {
    if (isNamed(watch)) return true;
    const others = [...this.#boards.entries()].filter(([, board]) => !isNamed(board.watch));
    if (others.length < MAX_OTHER_PERIODS) return true;
    const [idle] = others
      .filter(([, board]) => !isInUse(board))
      .sort(([, a], [, b]) => a.lastUsedAt - b.lastUsedAt);
    if (idle === undefined) return false;
    this.#successors.delete(idle[0]);
    return this.#boards.delete(idle[0]);
  }
}

/** The current day, month or year: always there for everybody. */
export function isNamed(watch: WatchPeriod): boolean {
  return typeof watch === 'string';
}
