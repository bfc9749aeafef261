/** Of the settings of a wall, on its own device. */
import type { WallTheme } from '../../wall/setting-values.ts';

export const wallSettings = {
  back: 'Về màn hình',
  atOnce: 'Thay đổi có hiệu lực ngay và được giữ trên thiết bị này.',
  notKept: 'Trình duyệt không cho lưu: thay đổi mất khi tải lại trang.',
  fromAddress: (parameters: string) =>
    `Địa chỉ của trang ghi ${parameters}: được dùng thay cho cài đặt tương ứng.`,
  accepted: (from: string, to: string) => `Nhận từ ${from} đến ${to}`,

  screen: 'Màn hình và chỗ ngồi',
  diagonal: 'Đường chéo màn hình (inch)',
  diagonalHelp: 'Ghi trên tem máy; màn hình ghép: đường chéo của cả tấm.',
  distance: 'Từ màn hình đến ghế xa nhất (m)',
  sizes: (mm: string, capitals: string, minutes: string) =>
    `Chữ nhỏ nhất ${mm} mm (chữ hoa cao ${capitals} mm), bằng ${minutes} phút góc nhìn từ ghế xa nhất.`,
  enough: (minutes: string) => `Đạt yêu cầu ít nhất ${minutes} phút góc.`,
  tooSmall: (minutes: string) => `Chưa đạt ${minutes} phút góc: ghế xa nhất không đọc được chữ nhỏ nhất.`,
  wouldDo: (distance: string, diagonal: string) =>
    `Đọc được từ ${distance} m trở lại; hoặc dùng màn hình từ ${diagonal} inch.`,
  notFull: 'Cửa sổ chưa phủ kín màn hình nên kích thước chưa đúng. Nhấn F11 để xem toàn màn hình.',

  ruler: 'Kiểm tra bằng thước',
  rulerHelp:
    'Áp thước vào màn hình: vạch này phải dài đúng 10 cm. Nếu không, ghi số đo để tính lại đường chéo.',
  rulerLength: '10 cm',
  measured: 'Thước chỉ (mm)',
  sample: 'Số hồ sơ quá hạn ở Đồng Xoài: 1.284',
  steps: { smallest: 'Chữ nhỏ nhất', label: 'Nhãn', key: 'Số chính' },
  sampleSize: (mm: string, minutes: string) => `${mm} mm · ${minutes} phút góc`,

  look: 'Giao diện',
  theme: 'Nền',
  themes: { dark: 'Tối', light: 'Sáng', byHour: 'Sáng ban ngày (6–18 giờ), tối ban đêm' } satisfies Record<
    WallTheme,
    string
  >,
  language: 'Ngôn ngữ',
  rotation: 'Tự chuyển trang',
  codes: 'Mã QR trên từng ô, để mở danh sách trên máy tính bảng',

  sound: 'Âm thanh cảnh báo',
  soundHelp: 'Kêu khi có thêm cảnh báo chưa xác nhận, nhiều nhất một lần trong 10 giây.',
  test: (severity: string) => `Nghe thử: ${severity}`,
  blocked: 'Trình duyệt chặn âm thanh cho đến khi có người chạm vào màn hình hoặc nhấn phím.',
  blockedHelp:
    'Để không phải chạm sau mỗi lần tải lại, mở Chrome với --autoplay-policy=no-user-gesture-required.',
  ready: 'Âm thanh sẵn sàng.',
  missing: 'Thiết bị này không phát được âm thanh.',
  quiet: 'Giờ yên tĩnh, không kêu',

  night: 'Ban đêm và nguồn điện',
  dim: 'Giảm sáng theo giờ; sáng lại khi có cảnh báo khẩn cấp chưa xác nhận',
  dimPercent: 'Giảm bao nhiêu (%)',
  from: 'Từ',
  to: 'Đến',
  awake: 'Màn hình được giữ luôn sáng khi trang đang mở.',
  notAwake:
    'Trình duyệt không giữ màn hình sáng được ở đây (cần https): tắt chế độ nghỉ màn hình trong hệ điều hành.',
  keepsPages: 'Trang mở được từ thiết bị này cả khi mất mạng.',
  keepsNoPages: 'Trang chỉ mở được khi có máy chủ (giữ trang trên thiết bị cần https).',
};
