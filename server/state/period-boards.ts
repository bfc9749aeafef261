/**
 * The periods that are kept up to date. The next day, month or year is counted before it begins, so that it takes the
 * place of the last one within a tick.
 */
import { randomUUID } from 'node:crypto';
import type { WatchPeriod } from '../../contract/live.ts';
import { dayStart } from '../../contract/time.ts';
import { watchKey } from '../../contract/watch-period.ts';
import type { PeriodBoard } from './period-board.ts';

/** So many periods are kept; past it the one that nobody asked for the longest makes room. */
const MAX_BOARDS = 12;
/** A board that was asked for since is in use; live viewers ask at each tick. */
const IN_USE_MS = 5_000;
/** Time enough to count ten million dossiers on a busy machine. */
const PREPARE_MS = 600_000;
const ALWAYS_KEPT = 'year';

/** As many periods as can be kept are in use. */
export class PeriodsExhausted extends Error {
  override readonly name = 'PeriodsExhausted';
  readonly status = 429;

  constructor() {
    super(`too many periods are watched; accepted: up to ${MAX_BOARDS} at a time`);
  }
}

/** `create`: the empty board of the period that a watch names at an instant. `fill`: places every dossier in it. */
export interface PeriodBoardsDeps {
  create(watch: WatchPeriod, ofMs: number): PeriodBoard;
  fill(board: PeriodBoard): Promise<void>;
}

export class PeriodBoards {
  private readonly boards = new Map<string, PeriodBoard>();
  /** Key -> the board that takes over when the period is over. */
  private readonly successors = new Map<string, PeriodBoard>();
  /** Boards that are counted for one answer. */
  private readonly moments = new Map<string, PeriodBoard>();
  private readonly deps: PeriodBoardsDeps;

  constructor(deps: PeriodBoardsDeps) {
    this.deps = deps;
  }

  /** What viewers may see. */
  shown(): Iterable<PeriodBoard> {
    return this.boards.values();
  }

  /** Every board that a change has to be placed in, the coming ones too. */
  *all(): Generator<PeriodBoard> {
    yield* this.boards.values();
    yield* this.successors.values();
    yield* this.moments.values();
  }

  /** The board of the current year. */
  get year(): PeriodBoard {
    return this.boards.get(ALWAYS_KEPT) as PeriodBoard;
  }

  /**
   * The board of a period, kept up to date from now on; built when nobody has asked for it before.
   *
   * @throws PeriodsExhausted
   */
  async keep(watch: WatchPeriod, nowMs: number): Promise<PeriodBoard> {
    const key = watchKey(watch);
    let board = this.boards.get(key);
    if (!board) {
      if (!this.makeRoom(nowMs)) throw new PeriodsExhausted();
      board = this.build(this.boards, key, watch, nowMs);
    }
    board.lastUsedAt = nowMs;
    await board.filled;
    return board;
  }

  /** The figures of a period at this moment; not kept when as many as can be are in use. */
  async moment(watch: WatchPeriod, nowMs: number): Promise<PeriodBoard> {
    if (this.boards.has(watchKey(watch)) || this.makeRoom(nowMs)) return this.keep(watch, nowMs);
    const key = randomUUID();
    try {
      const board = this.build(this.moments, key, watch, nowMs);
      await board.filled;
      return board;
    } finally {
      this.moments.delete(key);
    }
  }

  /** Brings every board's instants to a moment; returns the boards that took the place of those which are over. */
  moveTo(nowMs: number): Set<PeriodBoard> {
    const renewed = new Set<PeriodBoard>();
    for (const [key, board] of this.boards) {
      if (!board.isOver(nowMs + PREPARE_MS)) continue;
      let next = this.successors.get(key);
      if (next === undefined || next.isOver(nowMs)) {
        const ofMs = Math.max(nowMs, dayStart(board.period.toDay + 1));
        next = this.build(this.successors, key, board.watch, ofMs);
      }
      if (!board.isOver(nowMs) || !next.isFilled) continue;
      next.lastUsedAt = board.lastUsedAt;
      this.boards.set(key, next);
      this.successors.delete(key);
      renewed.add(next);
    }
    for (const board of this.all()) board.moveTo(nowMs);
    return renewed;
  }

  /** Changes that arrive while it is filled are placed by the ticks, and again by the scan: the last one counts. */
  private build(into: Map<string, PeriodBoard>, key: string, watch: WatchPeriod, ofMs: number): PeriodBoard {
    const board = this.deps.create(watch, ofMs);
    into.set(key, board);
    board.filled = this.deps.fill(board).then(() => {
      board.isFilled = true;
    });
    // Who waits for it is told why; it is built anew for who asks next.
    board.filled.catch(() => {
      if (into.get(key) === board) into.delete(key);
    });
    return board;
  }

  /** Whether one more board can be kept; drops the one that was not used for the longest. */
  private makeRoom(nowMs: number): boolean {
    if (this.boards.size < MAX_BOARDS) return true;
    const [idle] = [...this.boards.entries()]
      .filter(([key, { lastUsedAt }]) => key !== ALWAYS_KEPT && lastUsedAt < nowMs - IN_USE_MS)
      .sort(([, a], [, b]) => a.lastUsedAt - b.lastUsedAt);
    if (idle === undefined) return false;
    this.successors.delete(idle[0]);
    return this.boards.delete(idle[0]);
  }
}
