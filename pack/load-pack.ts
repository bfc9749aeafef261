/**
 * Reads a province pack from its folder:
 *
 * | file | holds |
 * |---|---|
 * | `pack.json` | id, names, lateness rule, usual office hours |
 * | `units.csv` | code, name, aliases (separated by `|`), level, area, parent, webhook, email, valid_from, valid_to, agency_id, lon, lat |
 * | `successors.csv` | may be absent: code, valid_to, successor_code, successor_valid_from of units that ended |
 * | `areas.geojson` | one feature per area with its geometry; properties code, name, short_name, parent, level, valid_from, valid_to |
 * | `procedures.csv` | code, name, field, level, online_level, legal_amount, legal_unit, online_legal_amount, online_legal_unit, fee_vnd |
 * | `calendar.csv` | days that differ: date, day_type (off, makeup_workday, other_hours), name, note, unit, sessions |
 * | `office-hours.csv` | optional, before the office hours of pack.json: weekdays, sessions, unit, valid_from, valid_to, note |
 * | `kinds/NAME.json` | optional: a kind of cases beside the dossier, see kind-file.ts; its numbers in `kinds/statuses.lock.json` |
 * | `indicators.csv`, `breakdowns.csv`, `targets.csv` | optional: the figures that the centre follows, see docs/indicators.md |
 * | `indexes/NAME.json` | optional: an index of 100 points, see index-file.ts |
 * | `alerts.json` | optional: when alerts are raised and who is told, see docs/alerts.md; without it the unit's head of each late case |
 * | `contacts.csv` | optional, whom alerts are told to: unit, role, name, mail, webhook, template |
 * | `chat-templates/NAME.json` | optional: what is sent to a chat group, see chat-template-file.ts |
 * | `walls.json` | optional: what wall displays show, see docs/walls.md; without it each scope has its usual wall |
 *
 * Not read here: `basemap.pmtiles`, optional, which the server alone needs, see basemap-file.ts.
 *
 * `unit` holds codes separated by `|` and is empty for all units; `sessions` such as `07:30-11:30|13:00-17:00`; both dates
 * of a validity are inclusive and may be empty. Years without public holidays are filled by public-holidays.ts.
 *
 * Every fault is a PackError that names file, row and field.
 */
import { readAreas } from './area-file.ts';
import { readCalendarDays } from './calendar-file.ts';
import { parseJson } from './json-file.ts';
import { loadPackAlerts } from './load-alerts.ts';
import { loadIndexes } from './load-indexes.ts';
import { loadIndicators } from './load-indicators.ts';
import { loadKinds } from './load-kinds.ts';
import { loadPackWalls } from './load-walls.ts';
import { readOfficeHours } from './office-hours-file.ts';
import { PackError } from './pack-error.ts';
import { readOptionalPackText, readPackText } from './pack-text.ts';
import { readProcedures } from './procedure-file.ts';
import {
  packSettings,
  type Area,
  type CalendarTable,
  type PackSettings,
  type ProvincePack,
  type Unit,
} from './province-pack.ts';
import { fillPublicHolidays } from './public-holidays.ts';
import { readSuccessors } from './successor-file.ts';
import { readUnits } from './unit-file.ts';

export async function loadProvincePack(dir: string): Promise<ProvincePack> {
  // One after the other, so that of several missing files it is always the first that is named.
  const calendarTexts = await readCalendarTexts(dir);
  const unitText = await readPackText(dir, 'units.csv');
  const successorText = await readOptionalPackText(dir, 'successors.csv');
  const areas = readAreas('areas.geojson', await readPackText(dir, 'areas.geojson'));
  const procedureText = await readPackText(dir, 'procedures.csv');
  const ownUnits = readUnits('units.csv', unitText, areas);
  const units =
    successorText === undefined ? ownUnits : readSuccessors('successors.csv', successorText, ownUnits);
  const { settings, calendar } = readCalendar(calendarTexts, units);
  checkMapLevel(settings.mapLevel, areas);
  checkMapView(settings.mapView, areas);
  const procedures = readProcedures('procedures.csv', procedureText);
  const kinds = await loadKinds(dir);
  const indicators = await loadIndicators(dir, kinds.kinds, { units, areas });
  const indexes = await loadIndexes(dir, { ...kinds, ...indicators });
  const alerts = await loadPackAlerts(dir, { ...kinds, ...indicators, units });
  const walls = await loadPackWalls(dir, { ...kinds, ...indicators, units, areas });
  return { ...settings, areas, units, procedures, calendar, ...kinds, ...indicators, indexes, alerts, walls };
}

/** The files of {@link loadCalendar}, which may change while a server runs. */
export const CALENDAR_FILES = ['pack.json', 'calendar.csv', 'office-hours.csv'] as const;

export interface PackCalendar {
  settings: Omit<PackSettings, 'officeHours'>;
  calendar: CalendarTable;
}

/** The settings and the working calendar of a pack, whose rows may name its units. */
export async function loadCalendar(dir: string, units: readonly Unit[]): Promise<PackCalendar> {
  return readCalendar(await readCalendarTexts(dir), units);
}

interface CalendarTexts {
  settings: string;
  days: string;
  hours: string | undefined;
}

async function readCalendarTexts(dir: string): Promise<CalendarTexts> {
  const settings = await readPackText(dir, 'pack.json');
  const days = await readPackText(dir, 'calendar.csv');
  const hours = await readOptionalPackText(dir, 'office-hours.csv');
  return { settings, days, hours };
}

function readCalendar(texts: CalendarTexts, units: readonly Unit[]): PackCalendar {
  const { officeHours, ...settings } = readSettings(texts.settings);
  const codes = new Set(units.map(({ code }) => code));
  const hours = texts.hours === undefined ? [] : readOfficeHours('office-hours.csv', texts.hours, codes);
  const filled = fillPublicHolidays(readCalendarDays('calendar.csv', texts.days, codes));
  return { settings, calendar: { hours: [...hours, officeHours], ...filled } };
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

function checkMapView(view: PackSettings['mapView'], areas: readonly Area[]): void {
  if (!view || areas.length === 0) return;
  const [west, south, east, north] = view;
  const isInside = ({ labelPoint }: Area) => {
    const [lon, lat] = labelPoint ?? [NaN, NaN];
    return west <= lon && lon <= east && south <= lat && lat <= north;
  };
  if (areas.some(isInside)) return;
  throw new PackError(
    'pack.json, mapView',
    JSON.stringify(view),
    '[west, south, east, north] in degrees around at least one area of areas.geojson',
  );
}
