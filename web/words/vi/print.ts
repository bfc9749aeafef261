export const print = {
  page: 'Trang',
  form06a: 'Biểu 06a, Thông tư 01/2020/TT-VPCP',
};
