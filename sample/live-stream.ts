/**
 * An endless stream of events that happen now: new filings, steps of dossiers under way, late ones that are resolved at
 * last, and dossiers that a desk enters days after their receipt, some of them late already, so that every figure moves.
 *
 * Of the dossiers of the history it only resolves those that have nothing else left to do. So when the program is
 * started again and the history tells their planned closing too, they stay resolved; nothing is opened again.
 */
import type { DossierEvent } from '../contract/event.ts';
import { dayStart, localDay } from '../contract/time.ts';
import { computeDueAt } from '../pack/due-date.ts';
import { WORKING_DAY_MS } from '../pack/working-calendar.ts';
import { DossierLife } from './dossier-life.ts';
import type { DossierFile, TimedEvent } from './event-writer.ts';
import { drawChannel, drawFiling, leastSerial, ONLINE_SHARE, Serials } from './filing.ts';
import { planLife } from './life-plan.ts';
import { LivesUnderWay } from './lives-under-way.ts';
import type { Random } from './random.ts';
import type { SampleProvince } from './sample-province.ts';

export interface LiveOptions {
  province: SampleProvince;
  random: Random;
  /** Lives under way at the end of the history. */
  underWay: readonly DossierLife[];
  /** How many of the stream's own dossiers to keep under way. */
  target: number;
}

export class LiveStream {
  readonly #province: SampleProvince;
  readonly #random: Random;
  readonly #serials = new Serials();
  readonly #target: number;
  readonly #own = new LivesUnderWay<DossierEvent, DossierLife>();
  readonly #closing: LivesUnderWay<DossierEvent, DossierLife>;

  constructor({ province, random, underWay, target }: LiveOptions) {
    this.#province = province;
    this.#random = random;
    this.#target = target;
    this.#closing = new LivesUnderWay(underWay.filter((life) => life.onlyClosingLeft));
  }

  /** The stream's own dossiers under way. */
  get underWay(): readonly DossierLife[] {
    return this.#own.lives;
  }

  /** The next event, happening at `nowMs`. */
  next(nowMs: number): TimedEvent {
    const random = this.#random;
    if (random.chance(0.004)) return this.#start(this.#belated(nowMs), nowMs);
    if (this.#closing.size > 0 && random.chance(0.06)) return this.#closing.advanceAny(random, nowMs);
    const crowded = this.#own.size / this.#target;
    if (this.#own.size === 0 || random.chance(crowded < 1 ? 0.6 - 0.35 * crowded : 0.1)) {
      return this.#start(this.#filed(nowMs), nowMs);
    }
    return this.#own.advanceAny(random, nowMs);
  }

  #start(life: DossierLife, nowMs: number): TimedEvent {
    const event = life.advance(nowMs);
    this.#own.add(life);
    return event;
  }

  #file(nowMs: number, online: boolean): DossierFile {
    const day = localDay(nowMs);
    const clockMs = Math.floor((nowMs - dayStart(day)) / 1000) * 1000;
    return drawFiling(this.#random, {
      demand: this.#province.demand,
      serials: this.#serials,
      source: this.#province.source,
      day,
      channel: online ? drawChannel(this.#random, ONLINE_SHARE) : 'counter',
      clockMs,
      leastSerial: leastSerial(clockMs),
    });
  }

  #filed(nowMs: number): DossierLife {
    const file = this.#file(nowMs, true);
    return new DossierLife(
      file,
      planLife(this.#random, file, this.#province.calendar),
      this.#province.office,
    );
  }

  /** A dossier received days ago and entered only now; its due day has passed, or is near. */
  #belated(nowMs: number): DossierLife {
    const { calendar, office } = this.#province;
    const file = this.#file(nowMs, false);
    const legal = computeDueAt(file.procedure, nowMs, file.channel, calendar);
    const allowedMs = legal === null ? 0 : calendar.workingTimeBetween(nowMs, legal);
    const agoMs = allowedMs + this.#random.between(0.5, 5) * WORKING_DAY_MS;
    const receivedAtMs = Math.floor(Math.min(calendar.addWorkingTime(nowMs, -agoMs), nowMs) / 1000) * 1000;
    const received: DossierFile = { ...file, submittedAtMs: receivedAtMs };
    const rest = planLife(this.#random, file, calendar).filter(
      ({ kind }) =>
        kind === 'process' || kind === 'finish' || kind === 'return' || kind === 'finishAndReturn',
    );
    return new DossierLife(received, [{ kind: 'receive', timeMs: nowMs, receivedAtMs }, ...rest], office);
  }
}
