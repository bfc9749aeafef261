/** Words of one's own account and of roles. */
import { PASSWORD_CHARACTERS, type IdentityKind, type Role } from '../../../contract/identity.ts';

export const account = {
  title: 'Tài khoản của tôi',
  /** The menu's entry for administrators. */
  administration: 'Quản trị',
  titleOfDevice: 'Màn hình này',
  /** Of the header's link. */
  signedInAs: (name: string, scopes: string) => `Đang đăng nhập: ${name}. Phạm vi: ${scopes}. Xem tài khoản.`,
  moreScopes: (first: string, others: number) => `${first} (+${others})`,
  kinds: { person: 'Tài khoản', device: 'Màn hình', program: 'Phần mềm' } satisfies Record<
    IdentityKind,
    string
  >,
  name: 'Tên đăng nhập',
  nameOfDevice: 'Tên màn hình',
  fullName: 'Họ và tên',
  role: 'Vai trò',
  roles: {
    viewer: 'Người xem',
    operator: 'Trực điều hành',
    leader: 'Lãnh đạo',
    administrator: 'Quản trị viên',
  } satisfies Record<Role, string>,
  mayDo: {
    viewer: 'Xem số liệu, bản đồ, báo cáo, danh sách và từng hồ sơ trong phạm vi.',
    operator: 'Như người xem; thêm việc xác nhận, tạm gác cảnh báo trong phạm vi.',
    leader: 'Như trực điều hành; xem được cả danh sách các loại vụ việc cần giữ kín.',
    administrator: 'Như lãnh đạo; quản lý tài khoản, màn hình, mã truy cập và xem nhật ký.',
  } satisfies Record<Role, string>,
  scopes: 'Phạm vi được xem',
  lists: 'Danh sách và từng hồ sơ',
  listsOpen: 'Được xem, có tên cán bộ',
  listsClosed: 'Không được xem',
  signedInBy: 'Cách đăng nhập',
  byPassword: 'Mật khẩu do trung tâm cấp',
  byService: 'Hệ thống đăng nhập của tỉnh',
  byLink: 'Liên kết của màn hình',
  since: (time: string, address: string) => `lúc ${time}, từ địa chỉ ${address}`,
  expiresAt: 'Phiên hết hạn chậm nhất',
  expiresAtOfDevice: 'Liên kết hết hạn',

  sessions: 'Nơi đang đăng nhập',
  sessionsHelp: 'Thấy nơi không phải của mình: kết thúc phiên đó rồi đổi mật khẩu.',
  browser: 'Trình duyệt',
  unknownBrowser: 'Không rõ trình duyệt',
  on: (browser: string, system: string) => `${browser} trên ${system}`,
  address: 'Địa chỉ mạng',
  openedAt: 'Đăng nhập lúc',
  usedAt: 'Dùng lần cuối',
  thisOne: 'Phiên này',
  end: 'Kết thúc',
  endOf: (browser: string, time: string) => `Kết thúc phiên ${browser}, đăng nhập lúc ${time}`,
  ended: 'Đã kết thúc phiên.',
  signOut: 'Đăng xuất',
  signOutEverywhere: 'Đăng xuất mọi nơi',
  signOutEverywhereQuestion: 'Kết thúc mọi phiên, kể cả phiên này?',

  changePassword: 'Đổi mật khẩu',
  password: 'Mật khẩu hiện nay',
  newPassword: 'Mật khẩu mới',
  passwordHelp: `Từ ${PASSWORD_CHARACTERS.min} ký tự, không phải mật khẩu phổ biến, dãy phím hay tên của mình. Bốn từ không liên quan với nhau là tốt.`,
  showPasswords: 'Hiện mật khẩu',
  passwordWrong: 'Mật khẩu hiện nay không đúng.',
  passwordChanged: 'Đã đổi mật khẩu. Các phiên ở nơi khác đã kết thúc.',
};
