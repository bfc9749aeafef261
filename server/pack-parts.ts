/** The parts of the province pack that are taken while the server runs. */
import type { Logger } from 'pino';
import type { Wall } from '../contract/wall.ts';
import type { PackAlerts } from '../pack/alert-rule.ts';
import { ALERT_FILES, ALERT_FOLDERS, loadPackAlerts } from '../pack/load-alerts.ts';
import { CALENDAR_FILES, loadCalendar } from '../pack/load-pack.ts';
import { loadPackWalls, WALL_FILES } from '../pack/load-walls.ts';
import type { ProvincePack } from '../pack/province-pack.ts';
import { packStamp } from './pack-stamp.ts';
import type { PackPart } from './pack-watch.ts';
import type { DeadlineSettings } from './state/cases/deadlines.ts';

export interface PackStamps {
  calendar: string;
  alerts: string;
  walls: string;
}

/** To be asked before the pack is read, so that what changes meanwhile is noticed. */
export async function packStamps(dir: string): Promise<PackStamps> {
  return { calendar: await calendarStamp(dir), alerts: await alertStamp(dir), walls: await wallStamp(dir) };
}

const calendarStamp = (dir: string) => packStamp(dir, CALENDAR_FILES);
const alertStamp = (dir: string) => packStamp(dir, ALERT_FILES, ALERT_FOLDERS);
const wallStamp = (dir: string) => packStamp(dir, WALL_FILES);

export interface PackPartOptions<Part> {
  packDir: string;
  /** As it was read at the start: what is taken later may name its units, kinds and indicators. */
  pack: ProvincePack;
  stampInUse: string;
  /** The new one is whole and valid. */
  taken(part: Part): void;
  refused(trouble: string | undefined): void;
}

/** Office hours, holidays, swapped days and the lateness rule. */
export function calendarPart(
  { packDir, pack, stampInUse, taken, refused }: PackPartOptions<DeadlineSettings>,
  log: Logger,
): PackPart {
  warnOfFilledYears(log, pack.calendar.filledYears);
  return {
    place: 'calendar',
    name: 'calendar',
    stampInUse,
    stamp: () => calendarStamp(packDir),
    take: async () => {
      const { settings, calendar } = await loadCalendar(packDir, pack.units);
      taken({ latenessRule: settings.latenessRule, calendar });
      warnOfFilledYears(log, calendar.filledYears);
    },
    refused,
  };
}

/** Rules, contacts and chat templates. */
export function alertsPart({
  packDir,
  pack,
  stampInUse,
  taken,
  refused,
}: PackPartOptions<PackAlerts>): PackPart {
  return {
    place: 'alerts',
    name: 'set of alert rules and contacts',
    stampInUse,
    stamp: () => alertStamp(packDir),
    take: async () => taken(await loadPackAlerts(packDir, pack)),
    refused,
  };
}

export function wallsPart({ packDir, pack, stampInUse, taken, refused }: PackPartOptions<Wall[]>): PackPart {
  return {
    place: 'walls',
    name: 'set of walls',
    stampInUse,
    stamp: () => wallStamp(packDir),
    take: async () => taken(await loadPackWalls(packDir, pack)),
    refused,
  };
}

function warnOfFilledYears(log: Logger, years: readonly number[]): void {
  if (years.length === 0) return;
  log.warn(
    { years: yearRanges(years) },
    'calendar.csv has no public holidays for these years: those of the law are taken, swapped days are not known',
  );
}

/** Years in order as ranges: `2007-2018, 2028-2099`. */
function yearRanges(years: readonly number[]): string {
  const firsts = years.filter((year) => !years.includes(year - 1));
  const lasts = years.filter((year) => !years.includes(year + 1));
  return firsts.map((first, i) => (first === lasts[i] ? `${first}` : `${first}-${lasts[i]}`)).join(', ');
}
