/** A list of cases as rows of a file: heads and cells in the Vietnamese of officials. Texts are those of the data, not yet made safe. */
import type { CaseItem, DossierItem, Lateness } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { Kind, Term } from '../../contract/kind.ts';
import { formatDay, localDay, parseTime } from '../../contract/time.ts';

export type ListedCase = DossierItem | CaseItem;

export interface CaseColumn {
  head: string;
  read: (item: ListedCase) => string | number | null;
}

const LATENESS_WORDS: Record<Lateness, string> = {
  early: 'Trước hạn',
  onTime: 'Đúng hạn',
  late: 'Quá hạn',
  withinDue: 'Trong hạn',
  dueSoon: 'Sắp đến hạn',
  none: '',
};

export function caseColumns(kind: Kind): readonly CaseColumn[] {
  const isDossier = kind.kind === DOSSIER;
  const of = <Key extends string>(item: ListedCase, key: Key) =>
    (item as unknown as Record<Key, string | number | null>)[key];
  const procedure = (part: 'code' | 'name' | 'field') => (item: ListedCase) =>
    'procedure' in item ? (item.procedure?.[part] ?? null) : null;
  return [
    { head: 'Mã', read: ({ code }) => code },
    ...(isDossier
      ? [
          { head: 'Mã thủ tục', read: procedure('code') },
          { head: 'Thủ tục', read: procedure('name') },
          { head: 'Lĩnh vực', read: procedure('field') },
        ]
      : [{ head: 'Loại việc', read: (item: ListedCase) => wordOf(kind.categories, of(item, 'category')) }]),
    { head: 'Mã đơn vị', read: ({ unit }) => unit.code },
    { head: 'Đơn vị', read: ({ unit }) => unit.name },
    { head: 'Địa bàn', read: ({ area }) => area.name },
    { head: 'Trạng thái', read: ({ status }) => wordOf(kind.statuses, status) },
    { head: 'Kênh tiếp nhận', read: ({ channel }) => wordOf(kind.channels, channel) },
    { head: 'Ngày tiếp nhận', read: ({ receivedAt }) => dateOf(receivedAt) },
    ...(kind.clock
      ? [
          { head: 'Hạn trả', read: ({ dueAt }: ListedCase) => dateOf(dueAt) },
          { head: 'Hạn do hệ thống tính', read: ({ dueComputed }: ListedCase) => (dueComputed ? 'Có' : '') },
        ]
      : []),
    { head: 'Ngày hoàn thành', read: ({ finishedAt }) => dateOf(finishedAt) },
    ...(kind.clock
      ? [
          { head: 'Tình trạng hạn', read: ({ lateness }: ListedCase) => LATENESS_WORDS[lateness] },
          {
            head: 'Số ngày làm việc quá hạn',
            read: ({ lateWorkingDays }: ListedCase) => lateWorkingDays || null,
          },
        ]
      : []),
    { head: 'Cán bộ thụ lý', read: ({ officer }) => officer?.name ?? officer?.id ?? null },
    ...(kind.measures.includes('amountVnd')
      ? [{ head: 'Số tiền (đồng)', read: (item: ListedCase) => of(item, 'amountVnd') }]
      : []),
    ...(kind.measures.includes('score')
      ? [{ head: 'Điểm', read: (item: ListedCase) => of(item, 'score') }]
      : []),
  ];
}

function wordOf(terms: readonly Term[], code: string | number | null): string | null {
  return terms.find((term) => term.code === code)?.vi ?? (code === null ? null : String(code));
}

/** `24/11/2026` */
function dateOf(time: string | null): string | null {
  const timeMs = time === null ? undefined : parseTime(time);
  return timeMs === undefined ? null : formatDay(localDay(timeMs)).split('-').reverse().join('/');
}
