/** A report as CSV. */
import type { CaseCounts } from '../../contract/counts.ts';
import type { CaseReport, FormColumn, ReportLine } from '../../contract/form-06a.ts';
import { CUT_HEADS, PROCEDURES_HEAD, TOTAL_HEAD } from '../../contract/form-heads.ts';
import type { Kind } from '../../contract/kind.ts';
import { csvText } from './cell-text.ts';
import { csvFile } from './csv-file.ts';
import { asOfText, CODE_HEAD, formOf, groupHead, invariantText, periodText } from './form-words.ts';

const percent = new Intl.NumberFormat('vi-VN', {
  style: 'percent',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** One head, a line for each row and the total; then the invariant, the period and the instant, as wide as the others. */
export function reportCsv(report: CaseReport, kind?: Kind): string {
  const { columns } = formOf(kind);
  const hasProcedures = report.rows.some(({ procedures }) => procedures !== undefined);
  const procedures = (count: number | undefined) => (hasProcedures ? [count?.toString() ?? ''] : []);
  const heads = [
    CODE_HEAD,
    CUT_HEADS[report.by].vi,
    ...(hasProcedures ? [PROCEDURES_HEAD.vi] : []),
    ...columns.map(headOf),
  ];
  const lines = report.rows.map((row) => [
    csvText(row.code),
    csvText(row.name),
    ...procedures(row.procedures),
    ...figuresOf(columns, row),
  ]);
  const sum = report.rows.reduce((all, row) => all + (row.procedures ?? 0), 0);
  const foot = [
    ['', csvText(invariantText(report))],
    ['', `Kỳ báo cáo: ${periodText(report)}`],
    ['', `Số liệu lúc: ${asOfText(report)}`],
  ];
  return csvFile(heads, [
    ...lines,
    ['', TOTAL_HEAD.vi, ...procedures(sum), ...figuresOf(columns, report.total)],
    ...foot,
  ]);
}

function headOf(column: FormColumn): string {
  const ofGroup = groupHead(column);
  return column.head ? `${ofGroup}: ${column.head.vi}` : ofGroup;
}

function figuresOf(columns: readonly FormColumn[], line: ReportLine<CaseCounts>): string[] {
  return columns.map(({ kind, read }) => {
    const value = read(line);
    if (value === undefined) return '';
    return kind === 'percent' ? percent.format(value / 100) : String(value);
  });
}
