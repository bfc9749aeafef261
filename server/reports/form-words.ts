/** The Vietnamese words of Form 06a in the files that officials open. */
import { FORM_COLUMNS, kindColumns, type CaseReport, type FormColumn } from '../../contract/form-06a.ts';
import { GROUP_HEADS, TOTAL_HEAD } from '../../contract/form-heads.ts';
import type { Kind } from '../../contract/kind.ts';
import { localDay, parseTime, formatDay, formatTime } from '../../contract/time.ts';

/** What stands over a report, and its columns. */
export interface Form {
  title: string;
  /** Name of a workbook's sheet. */
  sheet: string;
  columns: readonly FormColumn[];
}

/** Of a kind of the pack; without one, of dossiers. */
export function formOf(kind: Kind | undefined): Form {
  return kind
    ? {
        title: `Tình hình, kết quả giải quyết: ${kind.name.vi}`,
        sheet: 'Báo cáo',
        columns: kindColumns(kind),
      }
    : {
        title: 'Biểu 06a: Tình hình, kết quả giải quyết thủ tục hành chính',
        sheet: 'Biểu 06a',
        columns: FORM_COLUMNS,
      };
}

export const CODE_HEAD = 'Mã';

/** Cells of percentages are bare numbers. */
export function groupHead({ group, kind }: FormColumn): string {
  const { vi } = GROUP_HEADS[group];
  return kind === 'percent' ? `${vi} (%)` : vi;
}

/** `01/01/2021 - 31/10/2021`, and under whose units when not today's. */
export function periodText({ period, edition }: Pick<CaseReport, 'period' | 'edition'>): string {
  const days = `${day(period.from)} - ${day(period.to)}`;
  return edition === 'asWas' ? `${days}, theo đơn vị và địa bàn tại thời điểm tiếp nhận` : days;
}

/** `10:15:02 24/11/2026`, with what it rests on when that is not the figures of that instant. */
export function asOfText({ asOf, asOfBasis }: Pick<CaseReport, 'asOf' | 'asOfBasis'>): string {
  return asOfBasis === 'arrival' ? moment(asOf) : `${moment(asOf)} (theo thời điểm phát sinh sự kiện)`;
}

export function dataTimeText({ dataTime }: Pick<CaseReport, 'dataTime'>): string {
  return dataTime === null ? 'chưa có dữ liệu' : moment(dataTime);
}

/** The row that says whether the form is right in itself. */
export function invariantText({ rows, total, invariant }: CaseReport): string {
  const rule = 'Tiếp nhận = Đã giải quyết + Đang giải quyết + Tạm dừng + Rút/trả lại';
  const wrong = [
    ...rows.filter(({ balanced }) => !balanced).map(({ name, code }) => name || code),
    ...(total.balanced ? [] : [TOTAL_HEAD.vi]),
  ];
  const lines = wrong.length === 0 ? 'đúng ở mọi dòng' : `SAI ở ${wrong.join(', ')}`;
  return `${rule}: ${lines}; cộng các dòng ${invariant.rowsAddUp ? 'bằng' : 'KHÁC'} tổng`;
}

function day(text: string): string {
  return text.split('-').reverse().join('/');
}

function moment(text: string): string {
  const timeMs = parseTime(text) as number;
  return `${formatTime(timeMs).slice(11, 19)} ${day(formatDay(localDay(timeMs)))}`;
}
