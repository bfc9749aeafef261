/**
 * The one form of a text and of a code, however its sender wrote it. Everything that comes in from outside (events, the
 * portal's messages, the pack, parameters of a request) is brought to it before it is compared, stored or counted.
 *
 * The same words come composed (NFC) or decomposed (NFD), with no-break, double or trailing spaces, with characters that
 * nobody sees, and with the Icelandic letter that looks like `Đ`: as they are, they would be different units, fields and
 * dossiers.
 */

const ASCII = /^(?:[!-~]+(?: [!-~]+)*)?$/;
const ASCII_CAPITALS = /^[!-`{-~]*$/;
/** Controls but for the spaces among them, and what has no shape: zero-width characters, soft hyphens, byte order marks. */
const UNSEEN = /(?![\t-\r\u0085])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const SPACES = /[\s\u0085]+/gu;
const LIKE_D = /[\u00d0\u0189]/g;
const LIKE_SMALL_D = /[\u00f0\u0256]/g;

/** Composed, one plain space between words and none around, nothing unseen. Letters keep their case. */
export function canonicalText(text: string): string {
  if (ASCII.test(text)) return text;
  return text
    .replace(UNSEEN, '')
    .normalize('NFC')
    .replace(LIKE_D, 'Đ')
    .replace(LIKE_SMALL_D, 'đ')
    .replace(SPACES, ' ')
    .trim();
}

const HYPHENS = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

/** The same of a code, with the hyphens and signs of ASCII. Capitals stay: {@link codeKey} compares without them. */
export function canonicalCode(code: string): string {
  if (ASCII.test(code)) return code;
  return canonicalText(
    code
      .replace(HYPHENS, '-')
      .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_OFFSET)),
  );
}

/** The national form of a dossier's code, `000.00.32.H10-211004-00017`: an agency id, a hyphen, a digit. */
const NATIONAL = /^(?:[A-Z]\d\d|[A-Z\d]{1,4}(?:\.[A-Z\d]{1,4})+)-\d/i;

/**
 * The same of a dossier's code, which in the national form is in capitals. Of other codes the capitals are their
 * system's: it may tell two dossiers apart by them, and knows a dossier by no other spelling.
 */
export function canonicalDossierCode(code: string): string {
  const canonical = canonicalCode(code);
  return NATIONAL.test(canonical) ? canonical.toUpperCase() : canonical;
}

/** Equal for codes of one unit, area or procedure, of which the pack decides the spelling that is shown. */
export function codeKey(code: string): string {
  if (ASCII_CAPITALS.test(code)) return code;
  return canonicalCode(code).toUpperCase().normalize('NFC');
}

/** Values by their codes, found by any spelling. */
export class CodeMap<Value> {
  readonly #exact: ReadonlyMap<string, Value>;
  readonly #byKey: ReadonlyMap<string, Value>;

  constructor(entries: readonly (readonly [string, Value])[]) {
    this.#exact = new Map(entries);
    this.#byKey = new Map(entries.map(([code, value]) => [codeKey(code), value]));
  }

  get(code: string): Value | undefined {
    return this.#exact.get(code) ?? this.#byKey.get(codeKey(code));
  }
}

/** Equal for names that differ in their capitals alone. */
export function nameKey(name: string): string {
  return canonicalText(name).toLowerCase();
}

/** Of two spellings of one name the one to show: a sentence's capitals before none and before all; then the lesser. */
export function betterSpelling(a: string, b: string): string {
  const [first, second] = [capitalsOf(a), capitalsOf(b)];
  if (first !== second) return first < second ? a : b;
  return a < b ? a : b;
}

/** The number of capitals, of a name that does not begin with one more than any. */
function capitalsOf(name: string): number {
  const count = name.match(/\p{Lu}/gu)?.length ?? 0;
  return /^\P{L}*\p{Lu}/u.test(name) ? count : name.length + 1;
}
