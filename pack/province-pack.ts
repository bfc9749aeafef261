/**
 * A province as data: units, areas, procedures, calendar and settings, read from a folder by load-pack.ts. Nothing of
 * the product knows a province but through this.
 *
 * Dates are `YYYY-MM-DD` local days, both ends inclusive, null = no limit.
 */
import { z } from 'zod';
import { LATENESS_RULES } from '../contract/counting.ts';
import type { OnlineLevel } from '../contract/status.ts';
import type { Geometry, Position } from './geometry.ts';
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
}

/** A part of the province on the map. */
export interface Area extends Meaning {
  name: string;
  /** Without the kind, for a label on the map. */
  shortName: string;
  parent: string | null;
  /** `district`, `commune`, or a grouping of the province's own. */
  level: string;
  geometry: Geometry;
  labelPoint: Position;
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

export const DAY_TYPES = ['off', 'makeup_workday'] as const;
export interface CalendarDay {
  date: string;
  /** `makeup_workday`: a weekend day that is worked (làm bù). */
  dayType: (typeof DAY_TYPES)[number];
  name: string;
  note: string;
}

/** Office time within a day, ms after local midnight. */
export interface Session {
  startMs: number;
  endMs: number;
}

export interface CalendarTable {
  /** ISO weekdays that are worked: 1 = Monday to 7 = Sunday. */
  weekdays: number[];
  /** In order, not overlapping. */
  sessions: Session[];
  /** Days that differ from the weekdays. */
  days: CalendarDay[];
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const session = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM-HH:MM, such as 07:30-11:30')
  .transform((text): Session => {
    const [start, end] = text.split('-').map(minutes) as [number, number];
    return { startMs: start * 60_000, endMs: end * 60_000 };
  });

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

const officeHours = z
  .strictObject({
    weekdays: z.array(z.enum(WEEKDAYS)).min(1),
    sessions: z
      .array(session)
      .min(1)
      .refine((list) => list.every((s, i) => s.startMs < s.endMs && s.startMs >= (list[i - 1]?.endMs ?? 0)), {
        error: 'expected sessions in order, each ending after it starts',
      }),
  })
  .prefault({ weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'], sessions: ['07:30-11:30', '13:00-17:00'] })
  .transform(({ weekdays, sessions }) => ({
    weekdays: weekdays.map((d) => WEEKDAYS.indexOf(d) + 1),
    sessions,
  }));

/** `pack.json`. */
export const packSettings = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'expected small letters, digits and hyphens'),
  name: z.string().min(1),
  nameEn: z.string().min(1).optional(),
  /** Names of provinces that it came from: names of units may end with them. */
  formerNames: z.array(z.string().min(1)).default([]),
  /** The province's part of agency ids, such as H10. */
  agencyPrefix: z.string().min(1),
  latenessRule: z.enum(LATENESS_RULES).default('date'),
  /** Level of the areas that the map and the figures by area show; smaller ones are folded into them. */
  mapLevel: z.string().min(1).default('district'),
  officeHours,
  alerts: z
    .strictObject({
      /** Tell the unit when an open dossier becomes late. */
      late: z.boolean().default(true),
    })
    .prefault({}),
});

export type PackSettings = z.infer<typeof packSettings>;

export interface ProvincePack extends Omit<PackSettings, 'officeHours'> {
  units: Unit[];
  areas: Area[];
  procedures: PackProcedure[];
  calendar: CalendarTable;
}
