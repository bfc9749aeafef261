/** Words of what the server refuses, or cannot answer. */
import { PASSWORD_CHARACTERS, type IdentityReason } from '../../../contract/identity.ts';

const { min, max } = PASSWORD_CHARACTERS;

export const refusals = {
  reasons: {
    nameForm: 'Tên chưa đúng quy định ghi dưới ô tên.',
    nameTaken: 'Tên này đã có. Hãy chọn tên khác.',
    nameUnknown: 'Tên này không còn trong danh sách. Hãy tải lại trang.',
    tooMany:
      'Số tài khoản, màn hình và mã truy cập đã đến giới hạn của hệ thống. Hãy báo bộ phận kỹ thuật của trung tâm.',
    onlyAdministrator:
      'Đây là quản trị viên duy nhất đang hoạt động. Hãy giao vai trò quản trị viên cho một tài khoản khác trước.',
    ofSignInService: 'Mật khẩu của người này do hệ thống đăng nhập của tỉnh quản lý, không đổi được ở đây.',
    revoked: 'Đã bị thu hồi. Muốn dùng lại, hãy thêm mới với cùng tên.',
    scope: 'Hãy chọn phạm vi có trong danh mục của tỉnh, ít nhất một và nhiều nhất 200.',
    page: 'Trang được mở phải là một trang của hệ thống này.',
    passwordLength: `Mật khẩu mới phải có từ ${min} đến ${max} ký tự.`,
    passwordEasy:
      'Mật khẩu mới dễ đoán. Không dùng mật khẩu phổ biến, dãy phím, ký tự lặp lại hoặc tên của mình; hãy ghép bốn từ không liên quan với nhau.',
  } satisfies Record<IdentityReason, string>,
  unreachable: 'Không liên lạc được với máy chủ. Hãy thử lại.',
  wait: (seconds: number) => `Quá nhiều yêu cầu hoặc thử sai nhiều lần. Hãy chờ ${seconds} giây rồi thử lại.`,
  notAllowed: 'Tài khoản này không có quyền với nội dung này.',
  gone: 'Mục này không có hoặc không còn. Hãy tải lại trang.',
  away: 'Kho dữ liệu không phản hồi. Hãy thử lại sau ít phút.',
  input: 'Máy chủ không nhận: có ô ghi hoặc địa chỉ trang chưa đúng. Hãy kiểm tra lại.',
  fault: 'Máy chủ gặp lỗi; lỗi đã được ghi lại. Hãy báo bộ phận kỹ thuật.',
};
