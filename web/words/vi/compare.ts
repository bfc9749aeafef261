import type { Against } from '../../compare/compared-period.ts';
import type { ComparedLevel } from '../../compare/compared-rows.ts';

/** Words of the comparison of periods and units. */
export const compare = {
  menu: 'So sánh',
  title: 'So sánh kỳ và đơn vị',
  against: 'So với',
  choices: { before: 'Kỳ liền trước', year: 'Cùng kỳ năm trước' } satisfies Record<Against, string>,
  level: 'Xếp theo',
  levels: { areas: 'Địa bàn', units: 'Đơn vị' } satisfies Record<ComparedLevel, string>,
  periods: (shown: string, other: string) => `Kỳ này: ${shown}; so với: ${other}`,
  rank: 'Hạng',
  received: 'Tiếp nhận',
  onTime: 'Tỷ lệ đúng hạn',
  late: 'Quá hạn cuối kỳ',
  before: (value: string) => `kỳ trước ${value}`,
  up: (change: string) => `tăng ${change}`,
  down: (change: string) => `giảm ${change}`,
  points: (change: string) => `${change} điểm %`,
  same: 'không đổi',
  all: 'Toàn bộ phạm vi',
  note: 'Hạng theo tỷ lệ đúng hạn của hồ sơ đã giải quyết trong kỳ; bằng nhau thì cùng hạng (1, 2, 2, 4). Kỳ chưa hết được so với số ngày tương ứng của kỳ kia.',
  noteReceived:
    'Hạng theo số tiếp nhận; bằng nhau thì cùng hạng (1, 2, 2, 4). Kỳ chưa hết được so với số ngày tương ứng của kỳ kia.',
};
