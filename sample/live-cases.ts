/**
 * An endless stream of events of cases that happen now: new ones, steps of those under way, late ones that are closed at
 * last, and some that were received days ago and are entered only now, many of them late already.
 *
 * Of the cases of the history it only closes those that have nothing else left to do, as live-stream.ts does.
 */
import { dayStart, localDay } from '../contract/time.ts';
import { WORKING_DAY_MS } from '../pack/working-calendar.ts';
import type { CaseEvent, TimedCaseEvent } from './case-event.ts';
import { drawCase } from './case-filing.ts';
import { CaseLife } from './case-life.ts';
import { planCase } from './case-plan.ts';
import type { DossierLife } from './dossier-life.ts';
import { toSecond } from './event-writer.ts';
import { leastSerial, Serials } from './filing.ts';
import { LivesUnderWay } from './lives-under-way.ts';
import { WeightedChoice, type Random } from './random.ts';
import type { SampleKind } from './sample-kind.ts';
import type { SampleProvince } from './sample-province.ts';

export interface LiveCasesOptions {
  province: SampleProvince;
  random: Random;
  /** Cases under way at the end of the history. */
  underWay: readonly CaseLife[];
  /** How many of the stream's own cases to keep under way. */
  target: number;
}

/** Cases entered late are received up to so many working days ago. */
const ENTERED_DAYS = 25;

export class LiveCases {
  readonly #province: SampleProvince;
  readonly #random: Random;
  readonly #kinds: WeightedChoice<SampleKind>;
  readonly #timed: readonly SampleKind[];
  readonly #target: number;
  readonly #serials = new Serials();
  readonly #own = new LivesUnderWay<CaseEvent, CaseLife>();
  readonly #closing: LivesUnderWay<CaseEvent, CaseLife>;

  /** The province has to have kinds. */
  constructor({ province, random, underWay, target }: LiveCasesOptions) {
    this.#province = province;
    this.#random = random;
    this.#kinds = new WeightedChoice(province.kinds, ({ story }) => story.perDay);
    this.#timed = province.kinds.filter(({ kind }) => kind.clock !== null);
    this.#target = target;
    this.#closing = new LivesUnderWay(underWay.filter((life) => life.onlyClosingLeft));
  }

  /** The next event, happening at `nowMs`; `dossiers` are those that a case may be of. */
  next(nowMs: number, dossiers: readonly DossierLife[]): TimedCaseEvent {
    const random = this.#random;
    if (this.#timed.length > 0 && random.chance(0.02)) return this.#enter(random.pick(this.#timed), nowMs);
    if (this.#closing.size > 0 && random.chance(0.06)) return this.#closing.advanceAny(random, nowMs);
    const crowded = this.#own.size / this.#target;
    if (this.#own.size === 0 || random.chance(crowded < 1 ? 0.6 - 0.35 * crowded : 0.1)) {
      const life = this.#file(this.#kinds.draw(random), nowMs, nowMs, dossiers);
      const event = life.advance(nowMs);
      this.#own.add(life);
      return event;
    }
    return this.#own.advanceAny(random, nowMs);
  }

  #enter(kind: SampleKind, nowMs: number): TimedCaseEvent {
    const { calendar } = this.#province;
    const agoMs = this.#random.between(0.5, ENTERED_DAYS) * WORKING_DAY_MS;
    const receivedMs = toSecond(Math.min(calendar.addWorkingTime(nowMs, -agoMs), nowMs));
    const life = this.#file(kind, nowMs, receivedMs, [], this.#random.chance(0.5));
    const event = life.enter(nowMs);
    this.#own.add(life);
    return event;
  }

  #file(
    kind: SampleKind,
    nowMs: number,
    receivedMs: number,
    dossiers: readonly DossierLife[],
    late?: boolean,
  ): CaseLife {
    const day = localDay(nowMs);
    const filed = drawCase(this.#random, {
      province: this.#province,
      kind,
      day,
      serial: this.#serials.next(kind.kind.kind, day, leastSerial(nowMs - dayStart(day))),
      timeMs: receivedMs,
      dossiers,
      afterDossier: false,
    });
    const path = kind.drawPath(this.#random);
    return new CaseLife(filed, planCase(this.#random, this.#province, kind.kind, filed, path, late));
  }
}
