/** The code tables of the national portal (Cổng DVCQG), but for those that a number alone identifies (contract/status.ts). */
import {
  APPLICANT_TYPES,
  CHANNEL_CODES,
  STATUS_CODES,
  type Channel,
  type Status,
} from '../../contract/status.ts';

/** Code as the portal writes it, without leading zeros -> value. */
export type CodeTable<Value> = ReadonlyMap<string, Value>;

const byNumber = <Name extends string>(codes: Readonly<Record<Name, number>>): CodeTable<Name> =>
  new Map((Object.keys(codes) as Name[]).map((name) => [String(codes[name]), name]));

export const STATUS_TABLE: CodeTable<Status> = byNumber(STATUS_CODES);
/** KenhThucHien. */
export const CHANNEL_TABLE: CodeTable<Channel> = byNumber(CHANNEL_CODES);
/** LoaiDoiTuong. */
export const APPLICANT_TABLE: CodeTable<(typeof APPLICANT_TYPES)[number]> = new Map(
  APPLICANT_TYPES.map((type, i) => [String(i + 1), type]),
);
/** HinhThuc: how the result is handed over. */
export const RETURN_TABLE: CodeTable<Channel> = new Map([
  ['0', 'counter'],
  ['1', 'postal'],
]);
/** DuocThanhToanTrucTuyen: 1 on the national portal, 2 on the province's, 0 none, 3 not (yet) online. */
export const PAID_TABLE: CodeTable<boolean> = new Map([
  ['0', false],
  ['1', true],
  ['2', true],
  ['3', false],
]);
/** HoSoCoThanhPhanSoHoa, TaiKhoanDuocXacThucVoiVNeID, isUpdating. */
export const FLAG_TABLE: CodeTable<boolean> = new Map([
  ['0', false],
  ['1', true],
  ['false', false],
  ['true', true],
]);
