/**
 * A province as data: units, areas, procedures, calendar and settings, read from a folder by load-pack.ts. Nothing of
 * the product knows a province but through this.
 *
 * Dates are `YYYY-MM-DD` local days, both ends inclusive, null = no limit.
 */
import { z } from 'zod';
import { LATENESS_RULE_VERSIONS, LATENESS_RULES, type LatenessRule } from '../contract/counting.ts';
import type { Indicator, Target } from '../contract/indicator.ts';
import type { Kind } from '../contract/kind.ts';
import type { ScoreIndex } from '../contract/score-index.ts';
import type { OnlineLevel } from '../contract/status.ts';
import type { Wall } from '../contract/wall.ts';
import type { PackAlerts } from './alert-rule.ts';
import type { Geometry, Position } from './geometry.ts';
import { sessionList, type Session } from './session.ts';
import type { Meaning } from './validity.ts';

export const UNIT_LEVELS = ['province', 'department', 'district', 'commune'] as const;
export type UnitLevel = (typeof UNIT_LEVELS)[number];

/** An office that handles dossiers (đơn vị). */
export interface Unit extends Meaning {
  name: string;
  /** Other names under which systems tell this unit. */
  aliases: string[];
  level: UnitLevel;
  /** Area code; null for units that serve the whole province. */
  area: string | null;
  /** Code of the unit above. */
  parent: string | null;
  /** Where its alerts go; null: the address of the configuration. */
  webhook: string | null;
  email: string | null;
  /** Code of the unit that took over when this one ended; null: none is known. */
  successor: string | null;
  /** Agency id that begins the codes of its dossiers, such as `000.00.32.H10`. */
  agencyId?: string | null;
  /** Where it stands on the map; null: a commune stands where the label of its area does. */
  place?: Position | null;
}

/** A part of the province on the map. */
export interface Area extends Meaning {
  name: string;
  /** Without the kind, for a label on the map. */
  shortName: string;
  parent: string | null;
  /** `district`, `commune`, or a grouping of the province's own. */
  level: string;
  /** Without polygons when it cannot be drawn. */
  geometry: Geometry;
  /** Why it cannot be drawn, with the number of its feature; null: it can. It is counted all the same. */
  undrawn: string | null;
  /** Null of an area that cannot be drawn. */
  labelPoint: Position | null;
}

export const PROCEDURE_LEVELS = ['province', 'district', 'commune', 'shared'] as const;
export type ProcedureLevel = (typeof PROCEDURE_LEVELS)[number];
/** `workingDay` is 8 hours of office time, `hour` an hour of office time, `day` a calendar day. */
export const LEGAL_TIME_UNITS = ['workingDay', 'day', 'hour'] as const;
export interface LegalTime {
  amount: number;
  unit: (typeof LEGAL_TIME_UNITS)[number];
}

/** An administrative procedure (thủ tục hành chính). */
export interface PackProcedure {
  code: string;
  name: string;
  field: string;
  /** Who handles it; `shared`: districts and communes. */
  level: ProcedureLevel;
  onlineLevel: OnlineLevel;
  /** Null: no legal time, so no due date can be computed. */
  legalTime: LegalTime | null;
  /** For dossiers filed online, where it differs. */
  onlineLegalTime: LegalTime | null;
  feeVnd: number;
}

export const DAY_TYPES = ['off', 'makeup_workday', 'other_hours'] as const;
/** A day that differs from the weekly office hours. */
export interface CalendarDay {
  date: string;
  /** `makeup_workday`: a weekend day that is worked (làm bù); `other_hours`: such as a half-day. */
  dayType: (typeof DAY_TYPES)[number];
  name: string;
  note: string;
  /** Unit codes; empty: all units. */
  units: string[];
  /** Null: the usual ones, of a `makeup_workday` those of that week's Monday. */
  sessions: Session[] | null;
}

/** Weekly office hours (giờ làm việc). */
export interface OfficeHours {
  /** Unit codes; empty: all units. */
  units: string[];
  /** ISO weekdays: 1 = Monday to 7 = Sunday. */
  weekdays: number[];
  /** Empty: closed. */
  sessions: Session[];
  validFrom: string | null;
  validTo: string | null;
}

/**
 * The working calendar of a province and its units. Of the rows that speak of a unit's day, one that names the unit
 * goes before one for all units, a day before the weekly hours, and of these the one that is valid from the latest day.
 */
export interface CalendarTable {
  /** A weekday that no row names is not worked. */
  hours: OfficeHours[];
  days: CalendarDay[];
  /** Years whose public holidays the table lacks: they are filled by the law, without swapped days. */
  filledYears: number[];
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Those of `pack.json`: of all units, where `office-hours.csv` says nothing else. */
const officeHours = z
  .strictObject({
    weekdays: z.array(z.enum(WEEKDAYS)).min(1),
    sessions: sessionList.min(1),
  })
  .prefault({ weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'], sessions: ['07:30-11:30', '13:00-17:00'] })
  .transform(({ weekdays, sessions }): OfficeHours => {
    const numbers = weekdays.map((name) => WEEKDAYS.indexOf(name) + 1);
    return { units: [], weekdays: numbers, sessions, validFrom: null, validTo: null };
  });

/** The name alone is the current version; `date.v1` refuses a product that counts by another one. */
const latenessRule = z
  .enum(LATENESS_RULES.flatMap((name) => [name, `${name}.v${LATENESS_RULE_VERSIONS[name]}` as const]))
  .transform((text) => text.split('.')[0] as LatenessRule);

const MAP_VIEW = 'expected [west, south, east, north] in degrees, west < east and south < north';
const degrees = (most: number) => z.number(MAP_VIEW).min(-most, MAP_VIEW).max(most, MAP_VIEW);

/** `pack.json`. */
export const packSettings = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'expected small letters, digits and hyphens'),
  name: z.string().min(1),
  nameEn: z.string().min(1).optional(),
  /** Names of provinces that it came from: names of units may end with them. */
  formerNames: z.array(z.string().min(1)).default([]),
  /** The province's part of agency ids, such as H10. */
  agencyPrefix: z.string().min(1),
  latenessRule: latenessRule.default('date'),
  /** Level of the areas that the map and the figures by area show; smaller ones are folded into them. */
  mapLevel: z.string().min(1).default('district'),
  /** What the map shows large; far islands beyond it stand in an inset. Absent: the map finds it. */
  mapView: z
    .tuple([degrees(180), degrees(90), degrees(180), degrees(90)], MAP_VIEW)
    .refine(([west, south, east, north]) => west < east && south < north, MAP_VIEW)
    .optional(),
  officeHours,
});

export type PackSettings = z.infer<typeof packSettings>;

/** The number of a status in a kind of the pack. */
export interface StatusNumber {
  kind: string;
  code: string;
  n: number;
}

export interface PackKinds {
  /** The dossier's first, then those of the pack by their names. */
  kinds: Kind[];
  /** Numbers that `kinds/statuses.lock.json` does not hold yet, so that nothing would notice when one changed. */
  unheldNumbers: StatusNumber[];
}

export interface PackIndicators {
  indicators: Indicator[];
  targets: Target[];
}

export interface ProvincePack extends Omit<PackSettings, 'officeHours'>, PackKinds, PackIndicators {
  units: Unit[];
  areas: Area[];
  procedures: PackProcedure[];
  calendar: CalendarTable;
  /** In the order of their names. */
  indexes: ScoreIndex[];
  alerts: PackAlerts;
  walls: Wall[];
}
