/** Of which cases of a kind the rules of the pack tell, at one moment. */
import type { AlertRule } from '../../../pack/alert-rule.ts';
import { begunStages } from '../../../pack/case-due.ts';
import { NEVER_DUE, progressOutcome } from '../../../contract/counting.ts';
import { CASE_CONDITIONS, type Condition } from '../../../contract/alerts.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import { localDay } from '../../../contract/time.ts';
import type { Board } from '../../state/board.ts';
import { caseTimes } from '../../state/cases/due-rule.ts';
import { emptyFacts } from '../../state/cases/case-store.ts';
import { instantsNow } from '../../state/cases/case-list.ts';
import { codeOf } from '../../state/cases/case-item.ts';
import { alertId, type AlertSubject } from '../book/alert.ts';

export type CaseRule = Extract<AlertRule, { condition: 'dueSoon' | 'late' | 'stageOverdue' }>;

/** A rule tells of a case. */
export interface CaseFinding extends AlertSubject {
  id: string;
  rule: string;
  row: number;
  /** Number of the unit as now. */
  unit: number;
}

/** What a rule says of a case or of one of its stages, and by which figures. Working time, ms. */
export interface CaseVerdict extends Pick<AlertSubject, 'rule' | 'subject' | 'dueAt'> {
  holds: boolean;
  by:
    | { is: 'undated' }
    | { is: 'late'; workingDays: number }
    /** `mostMs`: the rule tells from so little on. */
    | { is: 'inTime'; leftMs: number; mostMs: number | undefined }
    /** A stage or step; the rule tells of what is overdue. */
    | { is: 'stage' };
}

/** Dossier code -> when the step that it is at was due, ms. */
export type OverdueSteps = ReadonlyMap<string, number>;

/** Those of the rules that tell of cases of a kind. */
export function caseRulesOf(rules: readonly AlertRule[], kind: string): CaseRule[] {
  return rules.filter(
    (rule): rule is CaseRule =>
      (CASE_CONDITIONS as readonly Condition[]).includes(rule.condition) &&
      'kinds' in rule &&
      rule.kinds.includes(kind),
  );
}

export class CaseRules {
  readonly board: Board;
  readonly rules: readonly CaseRule[];
  readonly #facts = emptyFacts();
  readonly #steps: OverdueSteps;
  readonly #instants;

  /** As of the board's last tick. `rules`: those that name the board's kind. */
  constructor(board: Board, rules: readonly CaseRule[], steps: OverdueSteps) {
    this.board = board;
    this.rules = rules;
    this.#steps = steps;
    this.#instants = instantsNow(board);
  }

  /** It is being handled; nothing is told of any other. */
  isOpen(row: number): boolean {
    const { store } = this.board;
    return store.exists(row) && store.factsOf(row, this.#facts).group === 'inProgress';
  }

  /** It is open, and time has reached it. */
  isUnderWay(row: number): boolean {
    return this.isOpen(row) && this.#facts.receivedAt <= this.board.asOfMs;
  }

  /** What is to be told of a case. */
  findings(row: number): CaseFinding[] {
    if (this.rules.length === 0 || !this.isUnderWay(row)) return [];
    return this.rules
      .flatMap((rule) => this.verdicts(rule, row))
      .flatMap((verdict) => (verdict.holds ? [this.#finding(verdict, row)] : []));
  }

  /** What a rule says of a case that is under way. */
  verdicts(rule: CaseRule, row: number): CaseVerdict[] {
    if (rule.condition === 'stageOverdue') return this.#stages(rule.rule, row);
    const { board } = this;
    const { dueAt, receivedAt } = board.store.factsOf(row, this.#facts);
    const of = { rule: rule.rule, subject: '', dueAt };
    if (dueAt === 0 || dueAt === NEVER_DUE) return [{ ...of, holds: false, by: { is: 'undated' } }];
    const unit = board.unitNumber(row);
    const calendar = board.deadlines.calendarOfUnit(unit);
    if (progressOutcome(dueAt, this.#instants.of(unit)) === 'late') {
      const workingDays = calendar.workingDaysAfter(localDay(dueAt), localDay(board.asOfMs));
      const holds = rule.condition === 'late' && workingDays >= rule.workingDays;
      return [{ ...of, holds, by: { is: 'late', workingDays } }];
    }
    const leftMs = Math.max(0, calendar.workingTimeBetween(board.asOfMs, dueAt));
    if (rule.condition === 'late')
      return [{ ...of, holds: false, by: { is: 'inTime', leftMs, mostMs: undefined } }];
    const mostMs =
      'leftMs' in rule ? rule.leftMs : rule.leftShare * calendar.workingTimeBetween(receivedAt, dueAt);
    return [{ ...of, holds: leftMs <= mostMs, by: { is: 'inTime', leftMs, mostMs } }];
  }

  isLate(row: number): boolean {
    const { dueAt } = this.board.store.factsOf(row, this.#facts);
    return progressOutcome(dueAt, this.#instants.of(this.board.unitNumber(row))) === 'late';
  }

  /** Within its kind. */
  codeOf(row: number): string {
    return codeOf(this.board, row);
  }

  /** Number of a case's unit as now: who took over is who has to act. */
  unitOf(row: number): number {
    return this.board.directory.editions.asNow.holderOf[this.board.unitNumber(row)] as number;
  }

  #finding(
    { rule, subject, dueAt }: Pick<AlertSubject, 'rule' | 'subject' | 'dueAt'>,
    row: number,
  ): CaseFinding {
    const of = { rule, kind: this.board.kind, code: this.codeOf(row), subject, dueAt };
    return { ...of, id: alertId(of), row, unit: this.unitOf(row) };
  }

  /** Those that run. */
  #stages(rule: string, row: number): CaseVerdict[] {
    const { board } = this;
    const { kind } = board.counting;
    const by = { is: 'stage' } as const;
    if (kind.kind === DOSSIER) {
      const stepDueAt = this.#steps.get(board.store.codes.textOf(row));
      return stepDueAt === undefined ? [] : [{ rule, subject: 'step', dueAt: stepDueAt, holds: true, by }];
    }
    const calendar = board.deadlines.calendarOfUnit(board.unitNumber(row));
    return begunStages(kind, caseTimes(kind, board.store, row), calendar)
      .filter(({ endedAt, dueAt }) => endedAt === 0 && dueAt !== 0)
      .map(({ stage, dueAt }) => ({ rule, subject: stage.name, dueAt, holds: dueAt < board.asOfMs, by }));
  }
}
