/**
 * An endless stream of events that happen now: new filings, steps of dossiers under way, late ones that are resolved at
 * last, and dossiers that a desk enters days after their receipt, some of them late already, so that every figure moves.
 *
 * Of the dossiers of the history it only resolves those that have nothing else left to do. So when the program is
 * started again and the history tells their planned closing too, they stay resolved; nothing is opened again.
 */
import { dayStart, localDay } from '../contract/time.ts';
import { computeDueAt } from '../pack/due-date.ts';
import { WORKING_DAY_MS } from '../pack/working-calendar.ts';
import { DossierLife } from './dossier-life.ts';
import type { DossierFile, TimedEvent } from './event-writer.ts';
import { drawChannel, drawFiling, ONLINE_SHARE, Serials } from './filing.ts';
import { planLife } from './life-plan.ts';
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
  /** The stream's own dossiers under way. */
  readonly #own: DossierLife[] = [];
  readonly #closing: DossierLife[];

  constructor({ province, random, underWay, target }: LiveOptions) {
    this.#province = province;
    this.#random = random;
    this.#target = target;
    this.#closing = underWay.filter((life) => life.onlyClosingLeft);
  }

  /** The next event, happening at `nowMs`. */
  next(nowMs: number): TimedEvent {
    const random = this.#random;
    if (random.chance(0.004)) return this.#start(this.#belated(nowMs), nowMs);
    if (this.#closing.length > 0 && random.chance(0.06)) return this.#advance(this.#closing, nowMs);
    const crowded = this.#own.length / this.#target;
    if (this.#own.length === 0 || random.chance(crowded < 1 ? 0.6 - 0.35 * crowded : 0.1)) {
      return this.#start(this.#filed(nowMs), nowMs);
    }
    return this.#advance(this.#own, nowMs);
  }

  #advance(lives: DossierLife[], nowMs: number): TimedEvent {
    const at = this.#random.integer(lives.length);
    const life = lives[at] as DossierLife;
    const event = life.advance(nowMs);
    if (life.nextMs === undefined) {
      lives[at] = lives.at(-1) as DossierLife;
      lives.pop();
    }
    return event;
  }

  #start(life: DossierLife, nowMs: number): TimedEvent {
    const event = life.advance(nowMs);
    if (life.nextMs !== undefined) this.#own.push(life);
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

/**
 * Serial numbers of the live stream grow with the time of the day, ten a second, far over those of the history: a
 * second run on the same day takes none that the first one gave.
 */
function leastSerial(clockMs: number): number {
  return 100_000 + Math.floor(clockMs / 100);
}
