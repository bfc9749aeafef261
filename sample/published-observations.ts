/**
 * Published figures of indicators, as data: `sample/observations/NAME.csv`, one row for each observation. NAME is the folder of
 * the pack that has the indicators, a hyphen and the year. A new one is a new file.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { observationKey, type Observed } from '../contract/observation.ts';
import { dayStart, parseDay } from '../contract/time.ts';
import { readDate, readNumber, readText } from '../pack/cell-readers.ts';
import { parseCsvTable } from '../pack/csv-table.ts';
import type { TimedEvent } from './event-writer.ts';
import { timeText } from './time-text.ts';

const DIR = new URL('observations/', import.meta.url);
const FIGURES = ['value', 'numerator', 'denominator', 'of'] as const;
const COLUMNS = {
  required: ['indicator', 'scope', 'breakdown', 'period', ...FIGURES, 'told', 'source'],
} as const;

export interface ObservationEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: 'observation.v1';
  time: string;
  data: Observed & { [Figure in (typeof FIGURES)[number]]?: number };
}

export interface PublishedObservations {
  /** Absolute path of the pack. */
  packDir: string;
  events: TimedEvent<ObservationEvent>[];
}

export function observationNames(): string[] {
  return readdirSync(DIR).flatMap((file) => (file.endsWith('.csv') ? file.slice(0, -4) : []));
}

/** Those of a pack; none of a folder that is no sample pack. */
export async function observationsOfPack(packDir: string): Promise<TimedEvent<ObservationEvent>[]> {
  const published = await Promise.all(observationNames().map(loadObservations));
  return published.filter((one) => one.packDir === resolve(packDir)).flatMap(({ events }) => events);
}

/** Events and their ids are the same on every run. */
export async function loadObservations(name: string): Promise<PublishedObservations> {
  const file = `${name}.csv`;
  const pack = name.replace(/-\d{4}$/, '');
  const rows = parseCsvTable<(typeof COLUMNS.required)[number]>(
    file,
    await readFile(new URL(file, DIR), 'utf8'),
    COLUMNS,
  );
  const events = rows.map(({ line, cells }): TimedEvent<ObservationEvent> => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const observed: Observed = {
      indicator: readText(where('indicator'), cells.indicator),
      scope: readText(where('scope'), cells.scope),
      breakdown: cells.breakdown,
      period: readText(where('period'), cells.period),
    };
    const told = FIGURES.filter((figure) => cells[figure] !== '');
    const timeMs = dayStart(parseDay(readDate(where('told'), cells.told)) as number);
    return {
      timeMs,
      event: {
        specversion: '1.0',
        id: `${name} ${observationKey(observed)}`,
        source: `urn:ioc:${pack}:published`,
        type: 'observation.v1',
        time: timeText(timeMs),
        data: {
          ...observed,
          ...Object.fromEntries(told.map((figure) => [figure, readNumber(where(figure), cells[figure])])),
        },
      },
    };
  });
  return { packDir: fileURLToPath(new URL(`../${pack}`, DIR)), events };
}
