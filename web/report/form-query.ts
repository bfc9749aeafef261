/** The choices of the page of a report, of dossiers Form 06a: the address holds them, the server gets them. Pure. */
import type { CaseCounts } from '../../contract/counts.ts';
import {
  FORM_COLUMNS,
  KIND_CUTS,
  kindColumns,
  REPORT_CUTS,
  type FormColumn,
  type KindCut,
  type ReportCut,
  type ReportLine,
  type ReportRow,
} from '../../contract/form-06a.ts';
import type { Kind } from '../../contract/kind.ts';
import { EDITIONS, type EditionName } from '../../contract/api.ts';
import { currentPeriod } from '../../contract/period.ts';
import { formatDay, localDay, parseDay, parseTime } from '../../contract/time.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import { isDossier } from '../kinds/kind-words.ts';

/** Periods that follow the instant of the report; `dates` are two dates of the address. */
export const FORM_PERIODS = ['day', 'month', 'quarter', 'year'] as const;
export type FormPeriod = (typeof FORM_PERIODS)[number];

export interface FormChoices {
  period: FormPeriod | 'dates';
  from: string;
  to: string;
  by: ReportCut | KindCut;
  edition: EditionName;
  /** Undefined: all that the viewer may see. */
  scope: string | undefined;
  /** Undefined: now, of other kinds than dossiers always. */
  asOf: string | undefined;
  /** Path of the column that orders the rows; undefined: the order of the form. */
  sort: string | undefined;
  ascending: boolean;
}

/** Reads the choices from an address; what cannot be is left out, so that an old link still opens. */
export function readChoices(query: URLSearchParams, nowMs: number, kind: Kind): FormChoices {
  const asOfText = isDossier(kind) ? (query.get('asOf') ?? '') : '';
  const asOfMs = parseTime(asOfText);
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  const [fromDay, toDay] = [parseDay(from), parseDay(to)];
  const isDates = fromDay !== undefined && toDay !== undefined && fromDay <= toDay;
  const period = FORM_PERIODS.find((name) => name === query.get('period')) ?? 'year';
  const sort = query.get('sort') ?? '';
  return {
    ...(isDates ? { period: 'dates', from, to } : { period, ...datesOf(period, asOfMs ?? nowMs) }),
    edition: EDITIONS.find((edition) => edition === query.get('edition')) ?? 'asNow',
    by: cutsOf(kind).find((cut) => cut === query.get('by')) ?? 'unit',
    scope: query.get('scope') || undefined,
    asOf: asOfMs === undefined ? undefined : asOfText,
    sort: columnsOf(kind).some(({ path }) => path === sort) ? sort : undefined,
    ascending: query.get('order') === 'asc',
  };
}

export function cutsOf(kind: Kind): readonly (ReportCut | KindCut)[] {
  if (isDossier(kind)) return REPORT_CUTS;
  const { categories, channels } = kind;
  const terms: Partial<Record<KindCut, readonly unknown[]>> = { category: categories, channel: channels };
  return KIND_CUTS.filter((cut) => terms[cut]?.length !== 0);
}

export function columnsOf(kind: Kind): readonly FormColumn[] {
  return isDossier(kind) ? FORM_COLUMNS : kindColumns(kind);
}

/** The days of a period that holds an instant. */
export function datesOf(period: FormPeriod, atMs: number): { from: string; to: string } {
  if (period !== 'quarter') return formatPeriod(currentPeriod(period, atMs));
  const [year, month] = formatDay(localDay(atMs)).split('-').map(Number) as [number, number];
  const first = Math.floor((month - 1) / 3) * 3;
  const day = (monthIndex: number) => Date.UTC(year, monthIndex, 1) / 86_400_000;
  return { from: formatDay(day(first)), to: formatDay(day(first + 3) - 1) };
}

/** What the server is asked for. */
export function reportQuery({ from, to, by, edition, scope, asOf }: FormChoices): URLSearchParams {
  return new URLSearchParams({
    from,
    to,
    by,
    ...(edition !== 'asNow' && { edition }),
    ...(scope && { scope }),
    ...(asOf && { asOf }),
  });
}

/** The value of `<input type="datetime-local">` of a time, in the province's zone. */
export function toLocalInput(asOf: string | undefined): string {
  const timeMs = parseTime(asOf ?? '');
  return timeMs === undefined ? '' : new Date(timeMs + 7 * 3_600_000).toISOString().slice(0, 19);
}

/** The time that such an input names; null when it is empty. */
export function fromLocalInput(value: string): string | null {
  if (value === '') return null;
  return `${value.length === 16 ? `${value}:00` : value.slice(0, 19)}+07:00`;
}

/** The rows in the chosen order; equal ones stay in the order of the form. */
export function sortRows<Row extends ReportRow<CaseCounts>>(
  rows: readonly Row[],
  columns: readonly FormColumn[],
  { sort, ascending }: FormChoices,
): readonly Row[] {
  const column = columns.find(({ path }) => path === sort);
  if (!column) return rows;
  const valueOf = (line: ReportLine<CaseCounts>) => column.read(line) ?? -1;
  return [...rows].sort((a, b) => (ascending ? 1 : -1) * (valueOf(a) - valueOf(b)));
}
