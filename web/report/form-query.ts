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
import { parseTime } from '../../contract/time.ts';
import { isDossier } from '../kinds/kind-words.ts';
import { readPeriod, type PagePeriod } from '../period/page-period.ts';

export interface FormChoices {
  period: PagePeriod;
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
  const sort = query.get('sort') ?? '';
  return {
    period: readPeriod(query, asOfMs ?? nowMs),
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

/** What the server is asked for. */
export function reportQuery({
  period: { from, to },
  by,
  edition,
  scope,
  asOf,
}: FormChoices): URLSearchParams {
  return new URLSearchParams({
    from,
    to,
    by,
    ...(edition !== 'asNow' && { edition }),
    ...(scope && { scope }),
    ...(asOf && { asOf }),
  });
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
