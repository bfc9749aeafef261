/** Words of the map. */
import type { OverlayName } from '../../../contract/wall.ts';

export const map = {
  title: 'Bản đồ',
  zoomIn: 'Phóng to bản đồ',
  zoomOut: 'Thu nhỏ bản đồ',
  /** Under the list of areas beside the map. */
  more: (count: number) => `và ${count} địa bàn khác`,
  colouredBy: 'Tô màu bản đồ theo',
  /** `of`: what the figures are, beside the classes. */
  overlays: {
    lateRate: { title: 'Tỷ lệ quá hạn theo địa bàn', of: 'Quá hạn / đang giải quyết' },
    dueSoon: { title: 'Sắp đến hạn theo địa bàn', of: 'Đến hạn trong 1 ngày làm việc' },
    receivedToday: { title: 'Tiếp nhận hôm nay theo địa bàn', of: 'Tiếp nhận trong ngày' },
    onlineShare: { title: 'Tỷ lệ nộp trực tuyến theo địa bàn', of: 'Trực tuyến / tiếp nhận' },
    onTimeRate: { title: 'Tỷ lệ đúng hạn theo địa bàn', of: 'Đúng hạn, trước hạn / đã giải quyết' },
    open: { title: 'Đang giải quyết theo địa bàn', of: 'Đang giải quyết' },
  } satisfies Record<OverlayName, { title: string; of: string }>,
  /** What is counted. */
  units: { dossier: 'hồ sơ', other: 'vụ việc' },
  /** Beside the legend. */
  undrawn: (count: number, names: string) => `${count} địa bàn không vẽ được: ${names}`,
  basemap: (source: string) => `Nền bản đồ: ${source}`,
  bubbles: 'hồ sơ quá hạn của xã, phường',
};
