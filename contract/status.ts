/** The ten statuses of the national portal (TrangThaiHoSo) and what each counts as. */

/** Status name -> code at the national portal. The code is also the order that decides between equal event times. */
export const STATUS_CODES = {
  registered: 1,
  received: 2,
  rejected: 3,
  processing: 4,
  awaitingSupplement: 5,
  awaitingPayment: 6,
  withdrawn: 7,
  stopped: 8,
  processed: 9,
  returned: 10,
} as const;

export type Status = keyof typeof STATUS_CODES;
/** 0: no status is known (none told, or cleared); such a dossier is in progress. */
export type StatusCode = 0 | (typeof STATUS_CODES)[Status];

export const STATUSES = Object.keys(STATUS_CODES) as [Status, ...Status[]];

/** How a status is counted: `outside` is not in any figure but `outside`; `paused` stops the clock. */
export const STATUS_GROUPS = ['outside', 'inProgress', 'paused', 'withdrawn', 'resolved'] as const;
export type StatusGroup = (typeof STATUS_GROUPS)[number];

const GROUP_BY_CODE: readonly StatusGroup[] = [
  'inProgress',
  'outside',
  'inProgress',
  'outside',
  'inProgress',
  'paused',
  'paused',
  'withdrawn',
  'paused',
  'resolved',
  'resolved',
];

export function statusGroup(code: StatusCode): StatusGroup {
  return GROUP_BY_CODE[code] as StatusGroup;
}

/** The codes counted as one group, for queries. */
export function statusCodesOf(group: StatusGroup): number[] {
  return GROUP_BY_CODE.flatMap((g, code) => (g === group ? [code] : []));
}

export function statusName(code: StatusCode): Status | null {
  return code === 0 ? null : (STATUSES[code - 1] as Status);
}

/** Channel (KenhThucHien); the code is the portal's, 0 stands for null. Absent or null counts as counter. */
export const CHANNEL_CODES = { counter: 1, online: 2, postal: 3 } as const;
export type Channel = keyof typeof CHANNEL_CODES;
export const CHANNELS = Object.keys(CHANNEL_CODES) as [Channel, ...Channel[]];

/** Online level (MucDo) of a procedure. */
export const ONLINE_LEVELS = ['information', 'partial', 'full'] as const;
export type OnlineLevel = (typeof ONLINE_LEVELS)[number];

/** Applicant type (LoaiDoiTuong) in the portal's order: 1 citizen, 2 business, 3 agency, 4 organisation. */
export const APPLICANT_TYPES = ['citizen', 'business', 'agency', 'organisation'] as const;
