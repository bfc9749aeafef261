/**
 * Plans the life of a case along a path of its kind's story: when each step is taken, which unit it goes to, and a
 * closing within the limit of its kind or, now and then, behind it.
 */
import type { CaseMoment, Kind, Limit } from '../contract/kind.ts';
import type { StatusGroup } from '../contract/status.ts';
import { formatDay, localDay } from '../contract/time.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../pack/working-calendar.ts';
import type { CaseFields } from './case-event.ts';
import type { FiledCase } from './case-filing.ts';
import type { CaseStep } from './case-life.ts';
import type { Path, StoryStep } from './case-story.ts';
import type { Desk } from './demand.ts';
import { toSecond } from './event-writer.ts';
import type { Random } from './random.ts';
import type { SampleProvince } from './sample-province.ts';
import { timeText } from './time-text.ts';

const MINUTE_MS = 60_000;
/** Share of late cases where the late factor of the unit is 1. */
const LATE_SHARE = 0.05;
/** Working days that a case without any limit takes on average. */
const NO_LIMIT_DAYS = 3;

export function planCase(
  random: Random,
  province: SampleProvince,
  kind: Kind,
  filed: FiledCase,
  path: Path,
  late = random.chance(Math.min(0.3, LATE_SHARE * filed.desk.lateFactor)),
): CaseStep[] {
  return new CasePlanner(random, province, kind, filed, late).plan(path);
}

class CasePlanner {
  readonly #random: Random;
  readonly #province: SampleProvince;
  readonly #calendar: WorkingCalendar;
  readonly #kind: Kind;
  readonly #filed: FiledCase;
  readonly #late: boolean;
  readonly #groups: ReadonlyMap<string, StatusGroup>;
  /** Moments told so far, ms. */
  readonly #told = new Map<CaseMoment, number>();
  #unit: string | undefined;
  #desk: Desk;
  /** The due date that stands in the place of the limit. */
  #dueMs: number | null;
  #nowMs: number;

  constructor(random: Random, province: SampleProvince, kind: Kind, filed: FiledCase, late: boolean) {
    this.#random = random;
    this.#province = province;
    this.#calendar = province.calendar;
    this.#kind = kind;
    this.#filed = filed;
    this.#late = late;
    this.#groups = new Map(kind.statuses.map(({ code, group }) => [code, group]));
    this.#desk = filed.desk;
    this.#unit = filed.fields.unit?.code ?? undefined;
    this.#dueMs = filed.dueAtMs;
    this.#nowMs = filed.receivedAtMs;
    this.#told.set('receivedAt', filed.receivedAtMs);
  }

  plan({ steps }: Path): CaseStep[] {
    return steps.map((step, i) => {
      if (i > 0) this.#nowMs = Math.max(this.#nowMs + 1000, toSecond(this.#timeOf(step)));
      const group = this.#groups.get(step.status);
      const fields: CaseFields = {
        status: step.status,
        ...(step.transfer ? this.#transfer() : {}),
        ...(step.extendedByDays === undefined ? {} : this.#extend(step)),
        ...(step.outcome === undefined ? {} : { outcome: step.outcome }),
        ...this.#score(step),
      };
      const tells = step.tells ?? [];
      for (const field of tells) {
        if (field !== 'suspendedFrom' && field !== 'suspendedTo') this.#told.set(field, this.#nowMs);
      }
      return { timeMs: this.#nowMs, fields, tells, open: group === 'inProgress' || group === 'paused' };
    });
  }

  #timeOf(step: StoryStep): number {
    const random = this.#random;
    if (step.minutes) return this.#nowMs + random.between(...step.minutes) * MINUTE_MS;
    if (step.days)
      return this.#calendar.addWorkingTime(this.#nowMs, random.between(...step.days) * WORKING_DAY_MS);
    const endMs = this.#endMs(step.status);
    if (endMs === null)
      return this.#calendar.addWorkingTime(this.#nowMs, random.exponential(NO_LIMIT_DAYS) * WORKING_DAY_MS);
    if (this.#late) {
      // A whole working day after the end is another day, so late by any rule.
      const lateMs = (1 + random.exponential(3)) * WORKING_DAY_MS;
      return this.#calendar.addWorkingTime(Math.max(endMs, this.#nowMs), lateMs);
    }
    const leftMs = Math.max(0, this.#calendar.workingTimeBetween(this.#nowMs, endMs));
    return this.#calendar.addWorkingTime(this.#nowMs, leftMs * random.between(0.1, 0.95));
  }

  /** When the time ends in which the case is to get this status; null when nothing limits it. */
  #endMs(status: string): number | null {
    if (this.#dueMs !== null) return this.#dueMs;
    const startMs = this.#startMs;
    const limit = this.#limit(status, formatDay(localDay(startMs)));
    if (limit === undefined) return null;
    return limit.unit === 'workingDay'
      ? this.#calendar.addWorkingTime(startMs, limit.amount * WORKING_DAY_MS)
      : this.#afterDays(startMs, limit.amount);
  }

  /** When the clock started: the first of its moments that is told. */
  get #startMs(): number {
    const told = this.#kind.clock?.from.find((moment) => this.#told.has(moment));
    return (told && this.#told.get(told)) ?? this.#filed.receivedAtMs;
  }

  #limit(status: string, day: string): Limit | undefined {
    const { category } = this.#filed.fields;
    const rank = (limit: Limit) =>
      `${limit.status === null ? 0 : 1}${limit.category === null ? 0 : 1}${limit.validFrom ?? ''}`;
    return this.#kind.limits
      .filter((limit) => (limit.status ?? status) === status && (limit.category ?? category) === category)
      .filter((limit) => (limit.validFrom ?? day) <= day)
      .reduce<Limit | undefined>(
        (best, limit) => (best && rank(best) >= rank(limit) ? best : limit),
        undefined,
      );
  }

  /** The end of the first working day after some calendar days. */
  #afterDays(fromMs: number, days: number): number {
    return this.#calendar.closing(this.#calendar.workingDayFrom(localDay(fromMs) + days));
  }

  #transfer(): CaseFields {
    const from = this.#unit;
    // The desk that the case was meant for comes first, then others.
    this.#desk = from === this.#desk.unit.officialCode ? this.#otherDesk() : this.#desk;
    this.#unit = this.#desk.unit.officialCode;
    return {
      unit: { code: this.#unit },
      ...(from === undefined ? {} : { fromUnit: { code: from } }),
      officer: this.#random.pick(this.#desk.officers),
    };
  }

  #otherDesk(): Desk {
    const { demand } = this.#province;
    const drawn = demand.drawDesk(this.#random);
    return drawn === this.#desk ? (demand.desks.find((desk) => desk !== drawn) ?? drawn) : drawn;
  }

  #extend(step: StoryStep): CaseFields {
    const endMs = this.#endMs(step.status) ?? this.#nowMs;
    this.#dueMs = this.#afterDays(endMs, step.extendedByDays ?? 0);
    return { extendedTo: timeText(this.#dueMs) };
  }

  /** Of two draws the better one: most people are content. */
  #score({ score }: StoryStep): CaseFields {
    if (score === undefined || !this.#kind.measures.includes('score')) return {};
    const [least, most] = score;
    const draw = () => least + this.#random.integer(most - least + 1);
    return { score: Math.max(draw(), draw()) };
  }
}
