/** What stands over the columns of Form 06a and beside its lines, on the pages, on the wall and in the files. */
import { CHANNEL_WORDS } from './dossier-words.ts';
import type { FormGroup, KindCut, ReportCut } from './form-06a.ts';
import type { Wording } from './kind.ts';

export const GROUP_HEADS: Record<FormGroup, Wording> = {
  received: { vi: 'Tiếp nhận', en: 'Received' },
  resolved: { vi: 'Đã giải quyết', en: 'Resolved' },
  resolvedPercent: { vi: 'Tỷ lệ đã giải quyết', en: 'Share of resolved' },
  inProgress: { vi: 'Đang giải quyết', en: 'In progress' },
  paused: { vi: 'Tạm dừng', en: 'Paused' },
  withdrawn: { vi: 'Rút/trả lại', en: 'Withdrawn' },
  measures: { vi: 'Giá trị', en: 'Values' },
};

const TOTAL = { vi: 'Tổng', en: 'Total' };
const EARLY = { vi: 'Trước hạn', en: 'Early' };
const ON_TIME = { vi: 'Đúng hạn', en: 'On time' };
const LATE = { vi: 'Quá hạn', en: 'Late' };

/** By the column's path; a group of one column has none of its own. */
export const COLUMN_HEADS: Readonly<Record<string, Wording>> = {
  'received.total': TOTAL,
  'received.online': CHANNEL_WORDS.online,
  'received.counter': CHANNEL_WORDS.counter,
  'received.postal': CHANNEL_WORDS.postal,
  carriedOver: { vi: 'Kỳ trước chuyển qua', en: 'Carried over' },
  'resolved.total': TOTAL,
  'resolved.early': EARLY,
  'resolved.onTime': ON_TIME,
  'resolved.late': LATE,
  'resolvedPercent.early': EARLY,
  'resolvedPercent.onTime': ON_TIME,
  'resolvedPercent.late': LATE,
  'inProgress.total': TOTAL,
  'inProgress.withinDue': { vi: 'Trong hạn', en: 'Within due' },
  'inProgress.late': LATE,
};

/** Over the names of the rows. */
export const CUT_HEADS: Record<ReportCut | KindCut, Wording> = {
  unit: { vi: 'Đơn vị', en: 'Unit' },
  area: { vi: 'Địa bàn', en: 'Area' },
  level: { vi: 'Cấp thực hiện', en: 'Level' },
  field: { vi: 'Lĩnh vực', en: 'Field' },
  procedure: { vi: 'Thủ tục hành chính', en: 'Procedure' },
  channel: { vi: 'Kênh tiếp nhận', en: 'Channel' },
  category: { vi: 'Phân loại', en: 'Category' },
};

export const PROCEDURES_HEAD: Wording = { vi: 'Số thủ tục', en: 'Procedures' };
export const TOTAL_HEAD: Wording = { vi: 'Tổng cộng', en: 'Total' };
