/** Words of signing in and of who is signed in. */
import type { SignInRefusalCode } from '../../../contract/sign-in.ts';

/** Why the province's sign-in did not let in; of a role, a scope or a person what it said. */
const service: Record<SignInRefusalCode, (value: string) => string> = {
  away: () =>
    'Hệ thống đăng nhập của tỉnh không trả lời. Hãy thử lại sau; tài khoản do trung tâm cấp vẫn đăng nhập được.',
  storeAway: () => 'Chưa đăng nhập được vì kho dữ liệu không trả lời. Hãy thử lại.',
  expired: () => 'Lần đăng nhập này đã hết hạn hoặc được mở ở nơi khác. Hãy đăng nhập lại.',
  denied: () => 'Bạn đã dừng đăng nhập ở hệ thống của tỉnh.',
  untrusted: () =>
    'Hệ thống đăng nhập của tỉnh trả lời không hợp lệ. Hãy báo quản trị viên; tài khoản do trung tâm cấp vẫn đăng nhập được.',
  role: (value) => `Tài khoản của tỉnh có vai trò mà trung tâm không biết: ${value}. Hãy báo quản trị viên.`,
  scope: (value) =>
    `Tài khoản của tỉnh có phạm vi không có trong danh mục của tỉnh: ${value}. Hãy báo quản trị viên.`,
  noScope: () => 'Tài khoản của tỉnh có vai trò nhưng chưa có phạm vi được xem. Hãy báo quản trị viên.',
  unknown: (value) =>
    `Tài khoản của tỉnh chưa được cấp quyền ở đây. Hãy báo cho quản trị viên mã tài khoản: ${value}`,
  disabled: () => 'Tài khoản này đã bị khóa ở đây. Hãy liên hệ quản trị viên.',
  wait: () => 'Đăng nhập không thành công nhiều lần. Hãy chờ ít phút rồi thử lại.',
};

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
  byService: 'Đăng nhập bằng tài khoản của tỉnh',
  orAccount: 'hoặc bằng tài khoản do trung tâm cấp:',
  service,
  signOut: 'Đăng xuất',
  ended: 'Màn hình này không còn được xem số liệu',
  noLink: 'Màn hình này chưa được cấp quyền xem',
  askAdministrator: 'Quản trị viên cấp liên kết mới cho màn hình; mở liên kết đó một lần trên màn hình này.',
};
