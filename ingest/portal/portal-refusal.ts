/** What of a portal message is refused: field, value and what is accepted, without personal data. */
import { looksPersonal } from '../decoding/refusal.ts';
import { looksLikeTime } from '../decoding/time-shapes.ts';

export interface PortalRefusal {
  /** The portal's name of the field, such as `TrangThaiHoSo` or `DanhSachLePhi[0].Gia`. */
  field: string;
  /** The value, masked when it could be more than a code or a date. */
  value: string;
  accepted: string;
}

/** Ends the reading of one item; caught where its event is made. */
export class FieldRefused extends Error {
  override readonly name = 'FieldRefused';
  readonly refusal: PortalRefusal;

  constructor(field: string, value: unknown, accepted: string) {
    super(`${field} is refused`);
    this.refusal = { field, value: shownValue(value), accepted };
  }
}

/** Codes of vendors are small numbers; a word may be a name. */
const SHORT_CODE = /^(?:[\d.-]{0,4}|\w)$/;
const SIGNS = /^[\dTZ/:.+ -]{6,30}$/;

function shownValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  const text = String(value);
  const isShown =
    SHORT_CODE.test(text) || looksLikeTime(text.trim()) || (SIGNS.test(text) && !looksPersonal(text));
  return JSON.stringify(isShown ? text : '***');
}
