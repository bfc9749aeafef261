/**
 * Reads a province pack from its folder:
 *
 * | file | holds |
 * |---|---|
 * | `pack.json` | id, names, lateness rule, office hours, alert settings |
 * | `units.csv` | code, name, aliases (separated by `|`), level, area, parent, webhook, email, valid_from, valid_to, agency_id |
 * | `successors.csv` | may be absent: code, valid_to, successor_code, successor_valid_from of units that ended |
 * | `areas.geojson` | one feature per area with its geometry; properties code, name, short_name, parent, level, valid_from, valid_to |
 * | `procedures.csv` | code, name, field, level, online_level, legal_amount, legal_unit, online_legal_amount, online_legal_unit, fee_vnd |
 * | `calendar.csv` | date, day_type (off, makeup_workday), name, note |
 *
 * Every fault is a PackError that names file, row and field.
 */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAreas } from './area-file.ts';
import { readCalendarDays } from './calendar-file.ts';
import { parseJson } from './json-file.ts';
import { PackError } from './pack-error.ts';
import { readProcedures } from './procedure-file.ts';
import { packSettings, type Area, type ProvincePack } from './province-pack.ts';
import { readSuccessors } from './successor-file.ts';
import { readUnits } from './unit-file.ts';

export async function loadProvincePack(dir: string): Promise<ProvincePack> {
  // Alone and first: a folder that is no pack is told by the file that makes it one, whichever reads fail sooner.
  const settingsText = await readText(dir, 'pack.json');
  const [unitText, successorText, areaText, procedureText, calendarText] = await Promise.all([
    readText(dir, 'units.csv'),
    readTextOrNone(dir, 'successors.csv'),
    readText(dir, 'areas.geojson'),
    readText(dir, 'procedures.csv'),
    readText(dir, 'calendar.csv'),
  ]);
  const { officeHours, ...settings } = readSettings(settingsText);
  const areas = readAreas('areas.geojson', areaText);
  checkMapLevel(settings.mapLevel, areas);
  const units = readUnits('units.csv', unitText, areas);
  return {
    ...settings,
    areas,
    units: successorText === undefined ? units : readSuccessors('successors.csv', successorText, units),
    procedures: readProcedures('procedures.csv', procedureText),
    calendar: { ...officeHours, days: readCalendarDays('calendar.csv', calendarText) },
  };
}

function readSettings(text: string) {
  const result = packSettings.safeParse(parseJson('pack.json', text));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new PackError(
    `pack.json, ${issue?.path.join('.') || 'the whole file'}`,
    issue?.message ?? 'not usable',
  );
}

function checkMapLevel(mapLevel: string, areas: readonly Area[]): void {
  const levels = new Set(areas.map((area) => area.level));
  if (levels.size === 0 || levels.has(mapLevel)) return;
  throw new PackError(
    'pack.json, mapLevel',
    JSON.stringify(mapLevel),
    `a level of areas.geojson: ${[...levels].join(', ')}`,
  );
}

async function readTextOrNone(dir: string, file: string): Promise<string | undefined> {
  try {
    await access(join(dir, file));
  } catch {
    return undefined;
  }
  return readText(dir, file);
}

async function readText(dir: string, file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(dir, file));
  } catch (error) {
    throw new PackError(join(dir, file), `cannot be read: ${(error as Error).message}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PackError(file, 'the text is not UTF-8', 'UTF-8 (in Excel: "CSV UTF-8 (comma delimited)")');
  }
}
