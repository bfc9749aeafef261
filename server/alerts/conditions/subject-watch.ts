/** Watches what is no case: late rates of units, a silent feed, dead letters, indicators and their targets. */
import type { AlertFacts } from '../../../contract/alerts.ts';
import type { IndicatorItem } from '../../../contract/indicator.ts';
import type { Wording } from '../../../contract/kind.ts';
import { formatTime } from '../../../contract/time.ts';
import type { AlertRule } from '../../../pack/alert-rule.ts';
import type { WorkingCalendar } from '../../../pack/working-calendar.ts';
import { LateRates } from './late-rates.ts';
import type { UnitCases } from './case-watch.ts';

/** What a look says of one subject of a rule. */
export interface SubjectFinding {
  rule: AlertRule;
  kind: string;
  /** Code of the unit; '' of the province. */
  unit: string;
  subject: string;
  /** Undefined: neither begins nor ends. */
  holds: boolean | undefined;
  value: number | null;
  limit: number | null;
}

export interface SubjectSources {
  /** The working calendar of the province. */
  calendar: () => WorkingCalendar;
  /** The latest event time counted, ms; 0 while there is none. */
  dataTimeMs: () => number;
  /** Dead letters that came since an instant. */
  deadLettersSince: (fromMs: number) => Promise<number>;
  /** What people read of an indicator. */
  nameOf: (indicator: string) => Wording;
  /** Indicators of the province as they stand. */
  indicators: () => Promise<IndicatorItem[]>;
}

/** Indicators are told by the day at the most, and dear to read. */
const INDICATORS_EVERY_MS = 60_000;

export class SubjectWatch {
  readonly #sources: SubjectSources;
  readonly #rates = new LateRates();
  #indicators: IndicatorItem[] = [];
  #indicatorsAt = -Infinity;
  /** Key of rule and subject -> what was seen last. */
  readonly #seen = new Map<string, Pick<SubjectFinding, 'value' | 'limit'>>();

  constructor(sources: SubjectSources) {
    this.#sources = sources;
  }

  /** What a rule is about now, for a message. `since`, ms. */
  factsOf(
    of: Pick<SubjectFinding, 'kind' | 'unit' | 'subject'> & { rule: string },
    sinceMs: number,
  ): AlertFacts {
    const { value, limit } = this.#seen.get(keyOf(of)) ?? { value: null, limit: null };
    const subject = of.subject === '' ? null : this.#sources.nameOf(of.subject);
    return { subject, value, limit, since: formatTime(sinceMs) };
  }

  /** `units`: of the units of a kind, by code. */
  lateRates(
    rules: readonly AlertRule[],
    kind: string,
    units: ReadonlyMap<string, UnitCases>,
    nowMs: number,
  ): SubjectFinding[] {
    return this.#note(
      rules.flatMap((rule) => {
        if (rule.condition !== 'lateRate' || !rule.kinds.includes(kind)) return [];
        return [...units].map(([unit, cases]) => {
          const key = keyOf({ rule: rule.rule, kind, unit, subject: '' });
          const holds = this.#rates.holds(rule, key, cases, nowMs);
          const value = cases.inProgress === 0 ? 0 : cases.late / cases.inProgress;
          return { rule, kind, unit, subject: '', holds, value, limit: rule.above };
        });
      }),
    );
  }

  async others(rules: readonly AlertRule[], nowMs: number): Promise<SubjectFinding[]> {
    const findings: SubjectFinding[] = [];
    for (const rule of rules) findings.push(...(await this.#other(rule, nowMs)));
    return this.#note(findings);
  }

  async #other(rule: AlertRule, nowMs: number): Promise<SubjectFinding[]> {
    const ofProvince = { rule, kind: '', unit: '' };
    if (rule.condition === 'feedSilent') {
      const dataTimeMs = this.#sources.dataTimeMs();
      // Before the first event there is no feed that could have gone silent.
      if (dataTimeMs === 0) return [];
      const silentMs = Math.max(0, this.#sources.calendar().workingTimeBetween(dataTimeMs, nowMs));
      const holds = silentMs >= rule.afterMs;
      return [{ ...ofProvince, subject: '', holds, value: silentMs / 60_000, limit: rule.afterMs / 60_000 }];
    }
    if (rule.condition === 'deadLettersGrowing') {
      const value = await this.#sources.deadLettersSince(nowMs - rule.withinMs);
      return [{ ...ofProvince, subject: '', holds: value > rule.moreThan, value, limit: rule.moreThan }];
    }
    if (rule.condition !== 'offTarget') return [];
    if (performance.now() - this.#indicatorsAt >= INDICATORS_EVERY_MS) {
      this.#indicators = await this.#sources.indicators();
      this.#indicatorsAt = performance.now();
    }
    return this.#indicators
      .filter(({ code }) => rule.indicators.includes(code))
      .map(({ code, value, met, target }) => ({
        ...ofProvince,
        subject: code,
        holds: met === null ? undefined : !met,
        value,
        limit: target?.atLeast ?? target?.atMost ?? null,
      }));
  }

  #note(findings: SubjectFinding[]): SubjectFinding[] {
    for (const { rule, kind, unit, subject, value, limit } of findings)
      this.#seen.set(keyOf({ rule: rule.rule, kind, unit, subject }), { value, limit });
    return findings;
  }
}

function keyOf({
  rule,
  kind,
  unit,
  subject,
}: {
  rule: string;
  kind: string;
  unit: string;
  subject: string;
}): string {
  return [rule, kind, unit, subject].join('\n');
}
