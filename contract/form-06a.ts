/**
 * Form 06a (Biểu 06a) as a report: what `GET /api/v1/reports/06a` answers, and the columns in the order of the form.
 * Rules: Form 06a of Circular 01/2020/TT-VPCP.
 */
import type { AsOfBasis, EditionName } from './api.ts';
import type { CaseCounts, Counts, KindCounts } from './counts.ts';
import { COLUMN_HEADS } from './form-heads.ts';
import { NO_CHANNEL } from './kind-counting.ts';
import type { Kind, Wording } from './kind.ts';

/** What the rows of a report are; each cut adds up to the same total. */
export const REPORT_CUTS = ['unit', 'area', 'level', 'field', 'procedure', 'channel'] as const;
export type ReportCut = (typeof REPORT_CUTS)[number];
/** The cuts of a report of a kind of the pack. */
export const KIND_CUTS = ['unit', 'area', 'category', 'channel'] as const;
export type KindCut = (typeof KIND_CUTS)[number];

/** Code of the row of cases whose level, field, procedure, category or channel is not known. */
export const UNKNOWN_ROW = 'unknown';

/** Percent of the resolved, two decimals, such as 71.16; null when nothing was resolved. */
export interface ResolvedPercent {
  early: number;
  onTime: number;
  late: number;
}

export interface ReportLine<Counted extends CaseCounts = Counts> {
  counts: Counted;
  resolvedPercent: ResolvedPercent | null;
  /** `received.total` = `resolved.total` + `inProgress.total` + `paused` + `withdrawn`. */
  balanced: boolean;
}

export interface ReportRow<Counted extends CaseCounts = Counts> extends ReportLine<Counted> {
  /** Code of the unit, area, procedure, channel or category, name of the level or field; `unknown` where it is not known. */
  code: string;
  /** In Vietnamese. */
  name: string;
  /** Only in the cut by level: procedures of that level in the province's register. */
  procedures?: number;
}

export type Report06a = CaseReport<Counts, ReportCut>;

/** The same columns for any kind. */
export interface CaseReport<Counted extends CaseCounts = CaseCounts, Cut = ReportCut | KindCut> {
  /** Code of the kind; absent: dossiers. */
  kind?: string;
  scope: string;
  scopeName: string;
  /** Under whose units and areas the dossiers stand. */
  edition: EditionName;
  period: { from: string; to: string };
  by: Cut;
  /** The instant of the figures: asked for again with it, the report is the same. */
  asOf: string;
  asOfBasis: AsOfBasis;
  /** The latest event time that is counted; null while there is none. */
  dataTime: string | null;
  rows: ReportRow<Counted>[];
  total: ReportLine<Counted>;
  invariant: { rule: string; holds: boolean; rowsAddUp: boolean };
}

export const INVARIANT = 'received.total = resolved.total + inProgress.total + paused + withdrawn';

export type FormGroup =
  'received' | 'resolved' | 'inProgress' | 'paused' | 'withdrawn' | 'resolvedPercent' | 'measures';

export interface FormColumn {
  /** Path in Counts, or `resolvedPercent.…`. */
  path: string;
  group: FormGroup;
  kind: 'count' | 'percent';
  /** What stands over it; undefined: the head of its group, which has this column alone. */
  head: Wording | undefined;
  /** Undefined: a percentage of nothing. */
  read: (line: ReportLine<CaseCounts>) => number | undefined;
}

const count = <Counted extends CaseCounts = Counts>(
  path: string,
  group: FormGroup,
  read: (counts: Counted) => number,
): FormColumn => {
  const head = COLUMN_HEADS[path];
  return { path, group, kind: 'count', head, read: ({ counts }) => read(counts as Counted) };
};
const percent = (part: keyof ResolvedPercent): FormColumn => {
  const group = 'resolvedPercent';
  const path = `${group}.${part}`;
  return { path, group, kind: 'percent', head: COLUMN_HEADS[path], read: (line) => line[group]?.[part] };
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

/** What tells early, on time and late apart. */
const DUE_PATH = /^(resolvedPercent\.|inProgress\.(withinDue|late)$|resolved\.(early|onTime|late)$)/;

/**
 * The same of a kind of the pack: its channels in the place of those of dossiers, and its measures behind. A kind without a
 * clock has none that rest on due dates.
 */
export function kindColumns({ channels, measures, clock }: Kind): FormColumn[] {
  const origins = [...channels, { code: NO_CHANNEL, vi: 'Chưa rõ kênh', en: 'No channel told' }];
  const byChannel = origins.map(({ code, vi, en }) => ({
    ...count<KindCounts>(`received.byChannel.${code}`, 'received', (c) => c.received.byChannel[code] ?? 0),
    head: { vi, en },
  }));
  const measured: FormColumn[] = [
    {
      ...count<KindCounts>('amountVnd', 'measures', (c) => c.amountVnd ?? 0),
      head: { vi: 'Số tiền (đồng)', en: 'Amount (VND)' },
    },
    {
      ...count<KindCounts>('score.count', 'measures', (c) => c.score?.count ?? 0),
      head: { vi: 'Số lượt có điểm', en: 'Scored' },
    },
    {
      ...count<KindCounts>('score.sum', 'measures', (c) => c.score?.sum ?? 0),
      head: { vi: 'Tổng điểm', en: 'Sum of scores' },
    },
  ];
  const isOfDossiers = ({ path }: FormColumn) =>
    ['received.online', 'received.counter', 'received.postal'].includes(path);
  const isShown = (column: FormColumn) =>
    !isOfDossiers(column) && (clock !== null || !DUE_PATH.test(column.path));
  const [total, ...others] = FORM_COLUMNS.filter(isShown) as [FormColumn, ...FormColumn[]];
  const has = ({ path }: FormColumn) => measures.some((measure) => path.split('.')[0] === measure);
  return [total, ...byChannel, ...others, ...measured.filter(has)];
}

/** The figures of a line with what follows from them. */
export function reportLine<Counted extends CaseCounts>(counts: Counted): ReportLine<Counted> {
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
