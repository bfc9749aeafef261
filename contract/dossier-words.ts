/** What people read of a dossier's statuses and channels. */
import type { Wording } from './kind.ts';
import type { Channel, Status } from './status.ts';

/** The Vietnamese ones are the national portal's. */
export const STATUS_WORDS: Record<Status, Wording> = {
  registered: { vi: 'Mới đăng ký', en: 'Registered' },
  received: { vi: 'Được tiếp nhận', en: 'Received' },
  rejected: { vi: 'Không được tiếp nhận', en: 'Not accepted' },
  processing: { vi: 'Đang xử lý', en: 'In processing' },
  awaitingSupplement: { vi: 'Yêu cầu bổ sung giấy tờ', en: 'Papers to be supplied' },
  awaitingPayment: { vi: 'Yêu cầu thực hiện nghĩa vụ tài chính', en: 'Payment to be made' },
  withdrawn: { vi: 'Công dân yêu cầu rút hồ sơ', en: 'Withdrawn by the applicant' },
  stopped: { vi: 'Dừng xử lý', en: 'Processing stopped' },
  processed: { vi: 'Đã xử lý xong', en: 'Processed' },
  returned: { vi: 'Đã trả kết quả', en: 'Result returned' },
};

export const CHANNEL_WORDS: Record<Channel, Wording> = {
  counter: { vi: 'Trực tiếp', en: 'Counter' },
  online: { vi: 'Trực tuyến', en: 'Online' },
  postal: { vi: 'Bưu chính', en: 'Postal' },
};

/** Code -> words in one language, for the words of the pages. */
export function wordsIn<Code extends string>(
  language: keyof Wording,
  words: Record<Code, Wording>,
): Record<Code, string> {
  const entries = Object.entries<Wording>(words).map(([code, one]) => [code, one[language]]);
  return Object.fromEntries(entries) as Record<Code, string>;
}
