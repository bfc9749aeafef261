/** Words of signing in and of who is signed in. */
export const access = {
  title: 'Đăng nhập',
  name: 'Tên đăng nhập',
  password: 'Mật khẩu',
  signIn: 'Đăng nhập',
  trying: 'Đang kiểm tra …',
  wrong: 'Tên đăng nhập hoặc mật khẩu không đúng.',
  wait: (seconds: number) => `Thử sai nhiều lần. Hãy chờ ${seconds} giây rồi thử lại.`,
  unreachable: 'Không kết nối được máy chủ. Hãy thử lại.',
  help: 'Quên mật khẩu: liên hệ quản trị viên của trung tâm.',
  signOut: 'Đăng xuất',
  ended: 'Màn hình này không còn được xem số liệu',
  noLink: 'Màn hình này chưa được cấp quyền xem',
  askAdministrator: 'Quản trị viên cấp liên kết mới cho màn hình; mở liên kết đó một lần trên màn hình này.',
};
