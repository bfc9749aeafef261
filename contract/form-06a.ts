/**
 * Form 06a (Biểu 06a) as a report: what `GET /api/v1/reports/06a` answers, and the columns in the order of the form.
 * Rules: Form 06a of Circular 01/2020/TT-VPCP.
 */
import type { EditionName } from './api.ts';
import type { Counts } from './counts.ts';

/** What the rows of a report are; each cut adds up to the same total. */
export const REPORT_CUTS = ['unit', 'area', 'level', 'field', 'procedure', 'channel'] as const;
export type ReportCut = (typeof REPORT_CUTS)[number];

/** Code of the row of dossiers whose level, field or procedure is not known. */
export const UNKNOWN_ROW = 'unknown';

/** What an instant in the past is counted from; see {@link Report06a.asOfBasis}. */
export type AsOfBasis = 'arrival' | 'eventTime';

/** Percent of the resolved, two decimals, such as 71.16; null when nothing was resolved. */
export interface ResolvedPercent {
  early: number;
  onTime: number;
  late: number;
}

export interface ReportLine {
  counts: Counts;
  resolvedPercent: ResolvedPercent | null;
  /** `received.total` = `resolved.total` + `inProgress.total` + `paused` + `withdrawn`. */
  balanced: boolean;
}

export interface ReportRow extends ReportLine {
  /** Code of the unit, area or procedure, name of the level, field or channel; `unknown` where it is not known. */
  code: string;
  /** In Vietnamese. */
  name: string;
  /** Only in the cut by level: procedures of that level in the province's register. */
  procedures?: number;
}

export interface Report06a {
  scope: string;
  scopeName: string;
  /** Under whose units and areas the dossiers stand. */
  edition: EditionName;
  period: { from: string; to: string };
  by: ReportCut;
  /** The instant of the figures: asked for again with it, the report is the same. */
  asOf: string;
  /**
   * `arrival`: what the figures shown at that instant were counted from. `eventTime`: no figures were shown so early, so
   * the events of that time and earlier are counted, whenever they arrived.
   */
  asOfBasis: AsOfBasis;
  /** The latest event time that is counted; null while there is none. */
  dataTime: string | null;
  rows: ReportRow[];
  total: ReportLine;
  invariant: { rule: string; holds: boolean; rowsAddUp: boolean };
}

export const INVARIANT = 'received.total = resolved.total + inProgress.total + paused + withdrawn';

export interface FormColumn {
  /** Path in Counts, or `resolvedPercent.…`. */
  path: string;
  group: 'received' | 'resolved' | 'inProgress' | 'paused' | 'withdrawn' | 'resolvedPercent';
  kind: 'count' | 'percent';
  /** Undefined: a percentage of nothing. */
  read: (line: ReportLine) => number | undefined;
}

const count = (path: string, group: FormColumn['group'], read: (counts: Counts) => number): FormColumn => {
  return { path, group, kind: 'count', read: ({ counts }) => read(counts) };
};
const percent = (part: keyof ResolvedPercent): FormColumn => {
  const group = 'resolvedPercent';
  return { path: `${group}.${part}`, group, kind: 'percent', read: (line) => line[group]?.[part] };
};

export const FORM_COLUMNS: readonly FormColumn[] = [
  count('received.total', 'received', (c) => c.received.total),
  count('received.online', 'received', (c) => c.received.online),
  count('received.counter', 'received', (c) => c.received.counter),
  count('received.postal', 'received', (c) => c.received.postal),
  count('carriedOver', 'received', (c) => c.carriedOver),
  count('resolved.total', 'resolved', (c) => c.resolved.total),
  count('resolved.early', 'resolved', (c) => c.resolved.early),
  count('resolved.onTime', 'resolved', (c) => c.resolved.onTime),
  count('resolved.late', 'resolved', (c) => c.resolved.late),
  percent('early'),
  percent('onTime'),
  percent('late'),
  count('inProgress.total', 'inProgress', (c) => c.inProgress.total),
  count('inProgress.withinDue', 'inProgress', (c) => c.inProgress.withinDue),
  count('inProgress.late', 'inProgress', (c) => c.inProgress.late),
  count('paused', 'paused', (c) => c.paused),
  count('withdrawn', 'withdrawn', (c) => c.withdrawn),
];

/** The figures of a line with what follows from them. */
export function reportLine(counts: Counts): ReportLine {
  const { received, resolved, inProgress, paused, withdrawn } = counts;
  const share = (part: number) => Math.round((part * 10_000) / resolved.total) / 100;
  return {
    counts,
    resolvedPercent:
      resolved.total === 0
        ? null
        : { early: share(resolved.early), onTime: share(resolved.onTime), late: share(resolved.late) },
    balanced: received.total === resolved.total + inProgress.total + paused + withdrawn,
  };
}
