import { MAX_CASE_NOTES } from '../../../contract/case-note.ts';

/** Words of the notes on a case. */
export const caseNotes = {
  title: 'Ghi chú',
  none: 'Chưa có ghi chú nào.',
  label: 'Ghi chú mới',
  help: 'Người xem được trang này đều đọc được. Ghi chú đã lưu thì không sửa, không xóa được.',
  typed: (count: string, most: string) => `${count}/${most} ký tự`,
  save: 'Lưu ghi chú',
  saved: 'Đã lưu ghi chú.',
  kept: 'Chưa lưu được. Nội dung vẫn còn trong ô, hãy bấm lưu lại.',
  full: `Đã đủ ${MAX_CASE_NOTES} ghi chú, không ghi thêm được.`,
  reminded: (names: string) => `Đã nhắc xử lý, gửi tới ${names}`,
  remind: {
    title: 'Nhắc xử lý',
    label: 'Lời nhắc (không bắt buộc)',
    help: 'Gửi tới cán bộ thụ lý; chưa có địa chỉ của cán bộ thì gửi tới lãnh đạo hoặc đầu mối của đơn vị. Lời nhắc được lưu trong ghi chú.',
    send: 'Gửi nhắc',
    told: (names: string) => `Đã gửi nhắc tới ${names}.`,
    nobody:
      'Chưa nhắc được: chưa khai địa chỉ nhận của cán bộ, lãnh đạo hay đầu mối của đơn vị này. Hãy báo bộ phận kỹ thuật của trung tâm.',
    closed: 'Không cần nhắc: đã giải quyết xong.',
    lately: (pause: number, left: number) =>
      `Đã nhắc trong vòng ${pause} phút qua. Có thể nhắc lại sau ${left} phút.`,
    crowded: 'Nơi nhận đang có quá nhiều tin chờ gửi. Hãy thử lại sau.',
  },
  showAll: (count: string) => `Xem tất cả ${count} ghi chú`,
};
