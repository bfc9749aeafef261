/** The audit log: who did what. */
import type { Wording } from './kind.ts';

export const AUDIT_WORDS = {
  signedIn: { vi: 'Đăng nhập', en: 'Signed in' },
  signInRefused: { vi: 'Đăng nhập không thành công', en: 'Sign-in refused' },
  signedOut: { vi: 'Đăng xuất', en: 'Signed out' },
  sessionEnded: { vi: 'Kết thúc một phiên', en: 'Ended a session' },
  refused: { vi: 'Bị từ chối', en: 'Refused' },
  exported: { vi: 'Xuất tệp', en: 'Exported' },
  accountAdded: { vi: 'Thêm tài khoản', en: 'Added an account' },
  accountChanged: { vi: 'Đổi vai trò, phạm vi', en: 'Changed role or scopes' },
  accountDisabled: { vi: 'Khóa tài khoản', en: 'Disabled an account' },
  accountEnabled: { vi: 'Mở khóa tài khoản', en: 'Enabled an account' },
  passwordChanged: { vi: 'Đổi mật khẩu', en: 'Changed a password' },
  deviceAdded: { vi: 'Thêm màn hình', en: 'Added a device' },
  deviceOpened: { vi: 'Màn hình mở liên kết', en: 'A device opened its link' },
  deviceRevoked: { vi: 'Thu hồi màn hình', en: 'Revoked a device' },
  linkMade: { vi: 'Tạo liên kết mới', en: 'Made a new link' },
  tokenAdded: { vi: 'Thêm mã truy cập', en: 'Added a token' },
  alertAcknowledged: { vi: 'Xác nhận cảnh báo', en: 'Acknowledged alerts' },
  alertShelved: { vi: 'Tạm gác cảnh báo', en: 'Shelved an alert' },
  alertUnshelved: { vi: 'Thôi gác cảnh báo', en: 'Unshelved an alert' },
  noteAdded: { vi: 'Ghi chú vào hồ sơ', en: 'Added a note to a case' },
  caseReminded: { vi: 'Nhắc xử lý hồ sơ', en: 'Reminded of a case' },
  deliveryRetried: { vi: 'Gửi lại cảnh báo', en: 'Sent a message again' },
  endpointTested: { vi: 'Gửi thử đến nơi nhận', en: 'Tested an endpoint' },
  tokenRevoked: { vi: 'Thu hồi mã truy cập', en: 'Revoked a token' },
} satisfies Record<string, Wording>;

export type AuditAction = keyof typeof AUDIT_WORDS;

export const AUDIT_ACTIONS = Object.keys(AUDIT_WORDS) as AuditAction[];

/** A row of `GET /api/v1/audit`. */
export interface AuditItem {
  /** Unique. */
  id: string;
  /** RFC 3339. */
  at: string;
  /** `person`, `device`, `program`; empty: nobody known, or a command on the server. */
  kind: string;
  name: string;
  /** Empty: a command on the server. */
  address: string;
  action: AuditAction;
  /** What it was done to, such as `person an.nguyen`, a route or a file. */
  target: string;
  detail: string;
}

export interface AuditPage {
  /** The newest first. */
  items: AuditItem[];
  nextCursor: string | null;
}
