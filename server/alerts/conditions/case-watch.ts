/**
 * Watches the cases of one kind: looks at those that changed as soon as they may be told of, and at every open one now and then,
 * since time alone brings most conditions about. Counts on the way how many of each unit are late.
 */
import type { Board } from '../../state/board.ts';
import type { BoardTick } from '../../state/tick.ts';
import { codeOf, logCodeOf } from '../../state/cases/case-item.ts';
import type { AlertBook } from '../book/alert-book.ts';
import { Turn } from '../turn.ts';
import { CaseGate } from './case-gate.ts';
import type { CaseFinding, CaseRules } from './case-rules.ts';

/** A look at every open case. */
const SWEEP_EVERY_MS = 15_000;

/** Cases in progress. */
export interface UnitCases {
  inProgress: number;
  late: number;
}

/** What a look found. */
export interface CaseLook {
  /** What may be told. */
  findings: CaseFinding[];
  /** Ids of open alerts of the cases that were looked at of which no rule tells any more. */
  over: string[];
  /** Of a look at all open cases: by number of the unit as now; undefined: it was not one. */
  units: ReadonlyMap<number, UnitCases> | undefined;
}

export class CaseWatch {
  readonly board: Board;
  readonly #gate = new CaseGate(performance.now());
  /** Open cases; not known before the first sweep. */
  readonly #open = new Set<number>();
  /** Changed since the last look began. */
  #changed = new Set<number>();
  #sweepAt = 0;
  #scansAll = true;

  constructor(board: Board) {
    this.board = board;
  }

  /** `isWatched`: {@link CaseWatch.look} is called; otherwise only what came of late is kept. */
  afterTick(tick: BoardTick, isWatched: boolean): void {
    const elapsedMs = performance.now();
    for (const [row, eventTimeMs] of tick.arrivals)
      this.#gate.arrived(row, tick.nowMs - eventTimeMs, elapsedMs);
    this.#gate.forget(elapsedMs);
    if (!isWatched) return;
    for (const row of tick.arrivals.keys()) this.#changed.add(row);
    for (const row of tick.passed) this.#changed.add(row);
    // The clock or the calendar has moved more than the tick says.
    if (tick.deadlinesChanged || tick.countedAgain) this.#sweepAt = 0;
  }

  /** The next look is at every case: rules changed, a look was broken off, or this server comes to lead. */
  looksAgain(): void {
    this.#changed.clear();
    this.#open.clear();
    this.#scansAll = true;
    this.#sweepAt = 0;
  }

  /** In turns with other work. */
  async look(rules: CaseRules, book: AlertBook): Promise<CaseLook> {
    const isSweep = performance.now() >= this.#sweepAt;
    const scansAll = isSweep && this.#scansAll;
    // What comes while it looks is for the next look: this one is of the instant of its rules.
    const changed = this.#changed;
    this.#changed = new Set();
    if (isSweep) this.#sweepAt = performance.now() + SWEEP_EVERY_MS;
    if (scansAll) {
      this.#scansAll = false;
      await this.board.forEachRow((row) => this.#note(rules, row));
    }
    if (!isSweep) return { ...(await this.#lookAt(changed, rules, book)), units: undefined };
    const { rows, unknown } = await this.#rowsOfAlerts(book);
    const look = await this.#lookAt(new Set([...changed, ...this.#open, ...rows]), rules, book);
    return { ...look, over: [...look.over, ...unknown] };
  }

  /** Closed cases too, and alerts of cases that the board does not know. */
  async #rowsOfAlerts(book: AlertBook): Promise<{ rows: number[]; unknown: string[] }> {
    const { codes } = this.board.store;
    const [rows, unknown]: [number[], string[]] = [[], []];
    const turn = new Turn();
    for (const { id, kind, code } of book.alerts.values()) {
      if (turn.isOver) await turn.rest();
      if (kind !== this.board.kind || code === '') continue;
      const row = codes.get(logCodeOf(kind, code));
      if (row < 0) unknown.push(id);
      else rows.push(row);
    }
    return { rows, unknown };
  }

  async #lookAt(rows: Iterable<number>, rules: CaseRules, book: AlertBook) {
    const findings: CaseFinding[] = [];
    const over: string[] = [];
    const units = new Map<number, UnitCases>();
    const turn = new Turn();
    for (const row of rows) {
      if (turn.isOver) await turn.rest();
      this.#note(rules, row);
      const mayTell = this.#gate.isOpen(row, performance.now());
      const open = book.idsOfCase(this.board.kind, codeOf(this.board, row));
      const found = mayTell || open.size > 0 ? rules.findings(row) : [];
      for (const id of open) if (!found.some((finding) => finding.id === id)) over.push(id);
      if (mayTell) findings.push(...found);
      // What may not be told yet is looked at again.
      else if (this.#open.has(row)) this.#changed.add(row);
      if (this.#open.has(row)) count(units, rules.unitOf(row), rules.isLate(row));
    }
    return { findings, over, units };
  }

  #note(rules: CaseRules, row: number): void {
    if (rules.isOpen(row)) this.#open.add(row);
    else this.#open.delete(row);
  }
}

function count(units: Map<number, UnitCases>, unit: number, isLate: boolean): void {
  const counts = units.get(unit) ?? { inProgress: 0, late: 0 };
  units.set(unit, counts);
  counts.inProgress++;
  if (isLate) counts.late++;
}
