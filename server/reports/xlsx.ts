/** A report as an Excel workbook: Form 06a with its two rows of heads, the figures as numbers, ready to print. */
import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import writeXlsxFile, { type Cell, type Feature, type Row, type SheetOptions } from 'write-excel-file/node';
import type { CaseCounts } from '../../contract/counts.ts';
import type { CaseReport, FormColumn, ReportLine } from '../../contract/form-06a.ts';
import { CUT_HEADS, PROCEDURES_HEAD, TOTAL_HEAD } from '../../contract/form-heads.ts';
import type { Kind } from '../../contract/kind.ts';
import { visible } from './cell-text.ts';
import {
  asOfText,
  CODE_HEAD,
  dataTimeText,
  formOf,
  groupHead,
  invariantText,
  periodText,
} from './form-words.ts';

/** As the library's types have it. */
type FileContent = Stream | Buffer | Blob;

const COUNT_FORMAT = '#,##0';
/** Who edits such a cell does not make a number or a formula of it. */
const TEXT_FORMAT = '@';
const PERCENT_FORMAT = '0.00%';
const HEAD = {
  fontWeight: 'bold',
  align: 'center',
  alignVertical: 'center',
  wrap: true,
  backgroundColor: '#E9EBED',
  borderStyle: 'thin',
} as const;
const LINE = { borderStyle: 'thin' } as const;
const TOTAL_LINE = { ...LINE, fontWeight: 'bold' } as const;

export async function reportXlsx(report: CaseReport, kind?: Kind): Promise<Buffer> {
  const { title, sheet: sheetName, columns } = formOf(kind);
  const hasProcedures = report.rows.some(({ procedures }) => procedures !== undefined);
  const width = 2 + Number(hasProcedures) + columns.length;
  const wide = (value: string, style: object = {}): Row => [
    { value, type: String, columnSpan: width, ...style },
    ...new Array<null>(width - 1).fill(null),
  ];
  const procedures = (count: number, style: object): Cell[] =>
    hasProcedures ? [{ value: count, type: Number, format: COUNT_FORMAT, ...style }] : [];
  const sum = report.rows.reduce((all, row) => all + (row.procedures ?? 0), 0);
  const head = [
    wide(title, { fontWeight: 'bold', fontSize: 14 }),
    wide(`${visible(report.scopeName)}. Kỳ báo cáo: ${periodText(report)}`),
    wide(`Số liệu lúc: ${asOfText(report)}. Sự kiện gần nhất: ${dataTimeText(report)}`),
    ...tableHeads(report, columns, hasProcedures),
  ];
  const data = [
    ...head,
    ...report.rows.map((row): Row => [
      { value: visible(row.code), type: String, format: TEXT_FORMAT, ...LINE },
      { value: visible(row.name), type: String, format: TEXT_FORMAT, wrap: true, ...LINE },
      ...procedures(row.procedures ?? 0, LINE),
      ...figuresOf(columns, row, LINE),
    ]),
    [
      { value: '', type: String, ...TOTAL_LINE } as Cell,
      { value: TOTAL_HEAD.vi, type: String, ...TOTAL_LINE } as Cell,
      ...procedures(sum, TOTAL_LINE),
      ...figuresOf(columns, report.total, TOTAL_LINE),
    ],
    wide(visible(invariantText(report)), { fontWeight: 'bold' }),
  ];
  const sheet: SheetOptions<FileContent> = {
    sheet: sheetName,
    orientation: 'landscape',
    columns: [
      { width: 16 },
      { width: 42 },
      ...(hasProcedures ? [{ width: 10 }] : []),
      ...columns.map(() => ({ width: 11 })),
    ],
    stickyRowsCount: head.length,
    stickyColumnsCount: 2,
  };
  return writeXlsxFile(data, sheet, { features: [fitToWidth] }).toBuffer();
}

/** Printed, the sheet is one page wide and as many high as it takes. */
const fitToWidth: Feature<FileContent> = {
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (xml) =>
          xml.replace(/<worksheet[^>]*>/, '$&<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'),
        transformElementAttributes: (tag, attributes) =>
          tag === 'pageSetup' ? { ...attributes, fitToWidth: 1, fitToHeight: 0 } : attributes,
      },
    },
  },
};

/** Groups over their columns; what has no parts stands over both rows. */
function tableHeads(report: CaseReport, columns: readonly FormColumn[], hasProcedures: boolean): Row[] {
  const tall = (value: string): Cell => ({ value, type: String, rowSpan: 2, ...HEAD });
  const fixed = [CODE_HEAD, CUT_HEADS[report.by].vi, ...(hasProcedures ? [PROCEDURES_HEAD.vi] : [])];
  const spanOf = (group: FormColumn['group']) => columns.filter((one) => one.group === group).length;
  const groups: Row = columns.map((column, i) => {
    const { group, head, path } = column;
    const columnSpan = spanOf(group);
    // A total alone is what its group says.
    if (columnSpan === 1)
      return tall(head === undefined || path.endsWith('.total') ? groupHead(column) : head.vi);
    const isFirst = columns[i - 1]?.group !== group;
    return isFirst ? { value: groupHead(column), type: String, columnSpan, ...HEAD } : null;
  });
  const parts: Row = columns.map(({ group, head }) => {
    if (spanOf(group) === 1) return null;
    return { value: head?.vi ?? '', type: String, ...HEAD };
  });
  return [
    [...fixed.map(tall), ...groups],
    [...fixed.map(() => null), ...parts],
  ];
}

function figuresOf(columns: readonly FormColumn[], line: ReportLine<CaseCounts>, style: object): Row {
  return columns.map(({ kind, read }): Cell => {
    const value = read(line);
    if (value === undefined) return { value: '–', type: String, align: 'right', ...style };
    return kind === 'percent'
      ? { value: value / 100, type: Number, format: PERCENT_FORMAT, ...style }
      : { value, type: Number, format: COUNT_FORMAT, ...style };
  });
}
