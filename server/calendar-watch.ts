/**
 * Notices when the calendar of the province pack changes while the server runs: office hours, holidays, swapped days and
 * the lateness rule. Looks at the files' times each second, which works on every file system and mount; a file that is
 * being written is taken when it has stood still for one look.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CALENDAR_FILES, loadCalendar } from '../pack/load-pack.ts';
import { PackError } from '../pack/pack-error.ts';
import type { Unit } from '../pack/province-pack.ts';
import { FAULT_TOLD, type ServerFaults } from './server-faults.ts';
import type { DeadlineSettings } from './state/cases/deadlines.ts';

const LOOK_EVERY_MS = 1_000;

export interface CalendarWatchOptions {
  packDir: string;
  /** The units that the calendar may name. */
  units: readonly Unit[];
  /** What {@link calendarStamp} said before the calendar in use was read. */
  stamp: string;
  /** The new calendar is whole and valid. */
  taken(settings: DeadlineSettings): void;
  /** Why it cannot be taken; the one before stands. Undefined once it can. */
  refused(trouble: string | undefined): void;
  faults: ServerFaults;
  log: Logger;
}

export class CalendarWatch {
  readonly #options: CalendarWatchOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: CalendarWatchOptions) {
    this.#options = options;
  }

  /** `filledYears`: of the calendar in use. */
  start(filledYears: readonly number[]): void {
    warnOfFilledYears(this.#options.log, filledYears);
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { packDir } = this.#options;
    let inUse = this.#options.stamp;
    let lastSeen = inUse;
    while (!this.#stopping.signal.aborted) {
      const seen = await calendarStamp(packDir);
      if (seen !== inUse && seen === lastSeen) {
        inUse = seen;
        await this.#take();
      }
      lastSeen = seen;
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  async #take(): Promise<void> {
    const { packDir, units, taken, refused, faults, log } = this.#options;
    try {
      const { settings, calendar } = await loadCalendar(packDir, units);
      taken({ latenessRule: settings.latenessRule, calendar });
      refused(undefined);
      log.info('the changed calendar is taken');
      warnOfFilledYears(log, calendar.filledYears);
    } catch (error) {
      if (!(error instanceof PackError)) {
        refused(FAULT_TOLD);
        return void faults.failed(error, 'calendar', 'a changed calendar could not be read');
      }
      const trouble = error.message;
      refused(trouble);
      log.error({ trouble }, 'the changed calendar is not taken; the one before stands');
    }
  }
}

/** Differs when one of the files was changed, replaced, added or removed. */
export async function calendarStamp(packDir: string): Promise<string> {
  const stamps = await Promise.all(
    CALENDAR_FILES.map(async (file) => {
      const stats = await stat(join(packDir, file)).catch(() => undefined);
      return stats ? [stats.mtimeMs, stats.ctimeMs, stats.size, stats.ino] : 'none';
    }),
  );
  return JSON.stringify(stamps);
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
