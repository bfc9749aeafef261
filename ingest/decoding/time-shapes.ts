/**
 * Whether a text has the shape of a time, right or wrong: such a value may be shown in a refusal, in which a phone, a
 * paper or a name must not. So each shape is one that those do not have.
 */

const YEAR = String.raw`(?:0000|0001|1900|19[7-9]\d|2[01]\d\d|9999)`;
const CLOCK = String.raw`\d{1,2}(?:[:h]\d{1,2}){1,2}(?:[.,:]\d{1,9})?(?: ?(?:AM|PM|SA|CH))?`;
const ZONE = String.raw`(?: ?(?:Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)(?:\[[A-Z][\w/+-]{0,40}\])?)?`;
const DAY = String.raw`(?:\d{4}([/.-])\d{1,2}\1\d{1,2}|\d{1,2}([/.-])\d{1,2}\2\d{4})`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

const SHAPES = [
  // A phone has fewer digits, an account number no such year before its month.
  String.raw`${YEAR}(?:[0-3]\d{9}|[0-3]\d{12})`,
  String.raw`[0-3]\d[0-3]\d${YEAR}\d{6}(?:\d{3})?`,
  String.raw`\d{8}T\d{4,9}(?:[.,]\d{1,9})?${ZONE}`,
  String.raw`${DAY}(?:(?: ?T|,? )${CLOCK}${ZONE})?`,
  String.raw`${CLOCK},? ${DAY}`,
  String.raw`(?:[A-Z]{3}, ?)?(?:\d{1,2}[ -]${MONTH}[ -]|${MONTH} \d{1,2},? )\d{4}(?:,? ${CLOCK}${ZONE})?`,
  String.raw`(?:ngày )?\d{1,2} tháng \d{1,2} năm \d{4}`,
  String.raw`\\?/Date\(-?\d{1,19}(?:[+-]\d{4})?\)\\?/`,
].map((shape) => new RegExp(`^${shape}$`, 'i'));

export function looksLikeTime(text: string): boolean {
  return text.length <= 80 && SHAPES.some((shape) => shape.test(text));
}
