/** A report as an Excel workbook: Form 06a with its two rows of heads, the figures as numbers, ready to print. */
import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import writeXlsxFile, { type Cell, type Feature, type Row, type SheetOptions } from 'write-excel-file/node';
import { FORM_COLUMNS, type Report06a, type ReportLine } from '../../contract/form-06a.ts';
import { visible } from './cell-text.ts';
import {
  asOfText,
  CODE_HEAD,
  columnHead,
  CUT_HEADS,
  dataTimeText,
  GROUP_HEADS,
  invariantText,
  periodText,
  PROCEDURES_HEAD,
  TITLE,
  TOTAL,
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

export async function reportXlsx(report: Report06a): Promise<Buffer> {
  const hasProcedures = report.rows.some(({ procedures }) => procedures !== undefined);
  const width = 2 + Number(hasProcedures) + FORM_COLUMNS.length;
  const wide = (value: string, style: object = {}): Row => [
    { value, type: String, columnSpan: width, ...style },
    ...new Array<null>(width - 1).fill(null),
  ];
  const procedures = (count: number, style: object): Cell[] =>
    hasProcedures ? [{ value: count, type: Number, format: COUNT_FORMAT, ...style }] : [];
  const sum = report.rows.reduce((all, row) => all + (row.procedures ?? 0), 0);
  const head = [
    wide(TITLE, { fontWeight: 'bold', fontSize: 14 }),
    wide(`${visible(report.scopeName)}. Kỳ báo cáo: ${periodText(report)}`),
    wide(`Số liệu lúc: ${asOfText(report)}. Sự kiện gần nhất: ${dataTimeText(report)}`),
    ...tableHeads(report, hasProcedures),
  ];
  const data = [
    ...head,
    ...report.rows.map((row): Row => [
      { value: visible(row.code), type: String, format: TEXT_FORMAT, ...LINE },
      { value: visible(row.name), type: String, format: TEXT_FORMAT, wrap: true, ...LINE },
      ...procedures(row.procedures ?? 0, LINE),
      ...figuresOf(row, LINE),
    ]),
    [
      { value: '', type: String, ...TOTAL_LINE } as Cell,
      { value: TOTAL, type: String, ...TOTAL_LINE } as Cell,
      ...procedures(sum, TOTAL_LINE),
      ...figuresOf(report.total, TOTAL_LINE),
    ],
    wide(visible(invariantText(report)), { fontWeight: 'bold' }),
  ];
  const sheet: SheetOptions<FileContent> = {
    sheet: 'Biểu 06a',
    orientation: 'landscape',
    columns: [
      { width: 16 },
      { width: 42 },
      ...(hasProcedures ? [{ width: 10 }] : []),
      ...FORM_COLUMNS.map(() => ({ width: 11 })),
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
function tableHeads(report: Report06a, hasProcedures: boolean): Row[] {
  const tall = (value: string): Cell => ({ value, type: String, rowSpan: 2, ...HEAD });
  const fixed = [CODE_HEAD, CUT_HEADS[report.by], ...(hasProcedures ? [PROCEDURES_HEAD] : [])];
  const groups: Row = FORM_COLUMNS.map(({ group }, i) => {
    const columnSpan = FORM_COLUMNS.filter((one) => one.group === group).length;
    if (columnSpan === 1) return tall(GROUP_HEADS[group]);
    const isFirst = FORM_COLUMNS[i - 1]?.group !== group;
    return isFirst ? { value: GROUP_HEADS[group], type: String, columnSpan, ...HEAD } : null;
  });
  const parts: Row = FORM_COLUMNS.map((column) => {
    const value = columnHead(column);
    return value === '' ? null : { value, type: String, ...HEAD };
  });
  return [
    [...fixed.map(tall), ...groups],
    [...fixed.map(() => null), ...parts],
  ];
}

function figuresOf(line: ReportLine, style: object): Row {
  return FORM_COLUMNS.map(({ kind, read }): Cell => {
    const value = read(line);
    if (value === undefined) return { value: '–', type: String, align: 'right', ...style };
    return kind === 'percent'
      ? { value: value / 100, type: Number, format: PERCENT_FORMAT, ...style }
      : { value, type: Number, format: COUNT_FORMAT, ...style };
  });
}
