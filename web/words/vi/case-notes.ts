import { MAX_CASE_NOTES, MAX_NOTE_TEXT } from '../../../contract/case-note.ts';

/** Words of the notes on a case. */
export const caseNotes = {
  title: 'Ghi chú',
  none: 'Chưa có ghi chú nào.',
  label: 'Ghi chú mới',
  help: 'Người xem được trang này đều đọc được. Ghi chú đã lưu thì không sửa, không xóa được.',
  typed: (count: string) => `${count}/${MAX_NOTE_TEXT} ký tự`,
  save: 'Lưu ghi chú',
  saved: 'Đã lưu ghi chú.',
  kept: 'Chưa lưu được. Nội dung vẫn còn trong ô, hãy bấm lưu lại.',
  full: `Đã đủ ${MAX_CASE_NOTES} ghi chú, không ghi thêm được.`,
  showAll: (count: string) => `Xem tất cả ${count} ghi chú`,
};
