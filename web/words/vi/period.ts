import type { NamedPeriod } from '../../period/page-period.ts';

/** Words of the choice of days and periods. */
export const period = {
  title: 'Kỳ số liệu',
  names: {
    day: 'Hôm nay',
    week: 'Tuần này',
    month: 'Tháng này',
    quarter: 'Quý này',
    year: 'Năm nay',
  } satisfies Record<NamedPeriod, string>,
  ownDates: 'Chọn ngày',
  from: 'Từ ngày',
  to: 'Đến ngày',
  format: 'dd/mm/yyyy',
  openCalendar: (field: string) => `${field}: mở lịch`,
  pickDay: 'Chọn ngày trong lịch',
  monthBefore: 'Tháng trước',
  monthAfter: 'Tháng sau',
  monthOf: (month: number, year: number) => `Tháng ${month}/${year}`,
  weekdays: ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'],
  close: 'Đóng',
  tooMany:
    'Đang có quá nhiều kỳ khác nhau được theo dõi cùng lúc. Chọn hôm nay, tháng này hoặc năm nay; hoặc đợi, trang tự thử lại.',
  time: 'Giờ',
  timeFormat: 'gg:pp',
  timeRefused: (min: string, max: string) => `Nhập giờ:phút, ví dụ 08:05, từ ${min} đến ${max}.`,
  timeRefusedUpTo: (max: string) => `Nhập giờ:phút, ví dụ 08:05, không sau ${max}.`,
  refused: (min: string, max: string) =>
    `Nhập ngày/tháng/năm, ví dụ 05/11/2026, trong khoảng ${min} đến ${max}.`,
};
