/** Words of forms and of what is shown once. */
export const forms = {
  cancel: 'Thôi',
  sending: 'Đang gửi…',
  /** Of the second press; `label`: of the first. */
  yes: (label: string) => `Đồng ý: ${label.toLowerCase()}`,
  copy: 'Sao chép',
  copied: 'Đã sao chép.',
  copyByHand: 'Trình duyệt không cho sao chép: đã chọn sẵn, hãy nhấn Ctrl+C hoặc giữ tay để sao chép.',
  print: 'In',
  close: 'Đã lưu lại, đóng',
  shownOnce: 'Chỉ hiện một lần này: đóng lại thì không xem được nữa.',
};
