/** Draws the filing of one dossier: where, what, how and at what time of the day. */
import type { Channel } from '../contract/status.ts';
import { dayStart } from '../contract/time.ts';
import type { Demand, Desk } from './demand.ts';
import { dossierCode, type DossierFile } from './event-writer.ts';
import type { Random } from './random.ts';

const HOUR_MS = 3_600_000;
/** Desks are busiest at mid-morning and after lunch: centre and half-width of each hump, hours. */
const HUMPS = [
  { centre: 9, width: 1.5, start: 7.5, end: 11.5 },
  { centre: 14.4, width: 1.4, start: 13, end: 17 },
] as const;

/** Numbers the dossiers of each agency and day, from 1, or from a higher number on. */
export class Serials {
  readonly #last = new Map<string, number>();

  next(agencyId: string, day: number, least = 1): number {
    const key = `${agencyId}-${day}`;
    const serial = Math.max((this.#last.get(key) ?? 0) + 1, least);
    this.#last.set(key, serial);
    return serial;
  }
}

/**
 * Serial numbers of the live stream grow with the time of the day, ten a second, far over those of the history: a
 * second run on the same day takes none that the first one gave.
 */
export function leastSerial(clockMs: number): number {
  return 100_000 + Math.floor(clockMs / 100);
}

/** ms after midnight within office hours 07:30-11:30 and 13:00-17:00, in two humps. */
export function officeClock(random: Random): number {
  const hump = random.chance(0.58) ? HUMPS[0] : HUMPS[1];
  for (;;) {
    const hour = hump.centre + (random.next() + random.next() + random.next() - 1.5) * 1.3 * hump.width;
    if (hour > hump.start && hour < hump.end) return hour * HOUR_MS;
  }
}

/** People file online mostly while desks are open, but also in the evening. */
export function onlineClock(random: Random): number {
  return random.chance(0.72) ? officeClock(random) : random.between(6, 23) * HOUR_MS;
}

/** Online for about two thirds of what can be filed online; else the counter, rarely the post. */
export function drawChannel(random: Random, onlineShare: number): Channel {
  if (random.chance(onlineShare)) return 'online';
  return random.chance(0.04) ? 'postal' : 'counter';
}

export interface FilingOptions {
  demand: Demand;
  serials: Serials;
  source: string;
  day: number;
  /** When told, they stand. */
  channel?: Channel;
  desk?: Desk;
  clockMs?: number;
  /** Serial numbers start here. */
  leastSerial?: number;
}

export const ONLINE_SHARE = 0.645;

export function drawFiling(random: Random, options: FilingOptions): DossierFile {
  const desk = options.desk ?? options.demand.drawDesk(random);
  const procedure = desk.procedures.draw(random);
  let channel = options.channel ?? drawChannel(random, ONLINE_SHARE);
  if (options.channel === undefined && procedure.onlineLevel === 'information') channel = 'counter';
  const clockMs = options.clockMs ?? (channel === 'online' ? onlineClock(random) : officeClock(random));
  const serial = options.serials.next(desk.agencyId, options.day, options.leastSerial);
  return {
    code: dossierCode(desk.agencyId, options.day, serial),
    source: options.source,
    desk,
    procedure,
    channel,
    applicantType: random.chance(desk.unit.level === 'department' ? 0.35 : 0.04) ? 'business' : 'citizen',
    officer: random.pick(desk.officers),
    submittedAtMs: dayStart(options.day) + Math.floor(clockMs / 1000) * 1000,
    digitised: random.chance(0.55),
    vneidVerified: channel === 'online' && random.chance(0.6),
    returnChannel: random.chance(0.12)
      ? 'postal'
      : channel === 'online' && random.chance(0.4)
        ? 'online'
        : 'counter',
  };
}
