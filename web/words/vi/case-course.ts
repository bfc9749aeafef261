/** Words of who held a case for how long, and how its due date moved. */
export const caseCourse = {
  held: 'Ai giữ, bao lâu',
  nobody: 'Chưa rõ cán bộ',
  paused: 'Tạm dừng, chờ bổ sung hoặc nộp phí',
  span: (from: string, to: string) => `${from} – ${to}`,
  today: 'nay',
  /** Of working time: days of eight hours. */
  working: (days: string, hours: string) => `${days} ngày ${hours} giờ làm việc`,
  workingDays: (days: string) => `${days} ngày làm việc`,
  workingHours: (hours: string) => `${hours} giờ làm việc`,
  workingMinutes: (minutes: string) => `${minutes} phút làm việc`,
  totals: 'Tổng theo cán bộ',
  lastAlone: 'Chỉ tính theo các sự kiện gần nhất.',
  dueChanges: 'Các lần thay đổi hạn',
  first: (date: string) => `Hạn ban đầu ${date}`,
  changed: (date: string) => `Đổi hạn thành ${date}`,
  extended: (date: string) => `Gia hạn đến ${date}`,
  cleared: 'Bỏ hạn',
  by: (source: string) => `nguồn ${source}`,
};
