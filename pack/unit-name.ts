/**
 * Names of units as systems write them, brought to one form that can be compared.
 *
 * `foldName` makes "UBND H.Bù Đốp", "Ủy ban nhân dân huyện Bù Đốp" and "UBND HUYỆN BU DOP" the same text
 * "ubnd huyen bu dop".
 */

const KIND_ABBREVIATIONS: Record<string, string> = {
  h: 'huyen',
  tx: 'thi xa',
  tp: 'thanh pho',
  tt: 'thi tran',
  p: 'phuong',
  x: 'xa',
  q: 'quan',
  s: 'so',
};

/** Combining grave, acute, tilde, hook above and dot below. */
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** The words of a name in small letters, with their marks; the tone stands last, so "hòa" and "hoà" are the same. */
export function markedWords(name: string): string[] {
  return name
    .normalize('NFD')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => word.replace(TONE, '') + (word.match(TONE) ?? []).join(''));
}

/** Kinds of places, as folded: the first word or words of a district's or commune's name. */
const KINDS = ['huyen', 'thi xa', 'thanh pho', 'quan', 'thi tran', 'phuong', 'xa'] as const;

/** Small letters without diacritics, abbreviations of kinds written out, one space between words. */
export function foldName(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .split(/[^\p{L}\p{N}]+/u)
    // "và" is left out, because "Tài nguyên và Môi trường" is also written with a hyphen or "&".
    .filter((word) => word !== '' && word !== 'va')
    .map((word) => KIND_ABBREVIATIONS[word] ?? oneSpelling(word));
  return words.join(' ').replace(/\b((uy ban|ub) (nhan dan|nd)|u b n d)\b/g, 'ubnd');
}

/** "Mỹ" is also written "Mĩ", and "Đắk" "Đắc". */
function oneSpelling(word: string): string {
  return word === 'dac' ? 'dak' : word.replace(/^(h|k|l|m|qu|s|t|v)y$/, '$1i');
}

/** A folded place name split at its kind: "xa tan thanh" is kind "xa", name "tan thanh". */
export function splitKind(folded: string): { kind: string; name: string } | undefined {
  const kind = KINDS.find((k) => folded.startsWith(`${k} `));
  return kind === undefined ? undefined : { kind, name: folded.slice(kind.length + 1) };
}

/** A word for a kind of place; "xa" alone also begins "xa hoi" (xã hội). */
const KIND_WORD = `(?:${KINDS.join('|')})(?! hoi)`;
const DESK = '(?:bo phan (?:mot cua|tiep nhan tra ket qua|tn ?tkq)|bpmc)';
const CENTRE = '(?:trung tam (?:phuc vu )?(?:hanh chinh cong|hcc)|tthcc|ttpvhcc)';
const OFFICE = new RegExp(
  `^(?:(?:${DESK}|${CENTRE}|van phong(?: hdnd| hoi dong nhan dan)?(?= ubnd ${KIND_WORD} ))(?: cua)? )?(?:ubnd )?`,
);
const ROOM = new RegExp(`^phong (?:.*? )?(?=(?:ubnd )?${KIND_WORD} )`);
const PART = new RegExp(`^(?:ubnd|${DESK}|(?:phong|bo phan|van phong) (?!.*\\b${KIND_WORD}\\b).*)$`);

/** The folded name without the leading words for the office itself ("ubnd", "bo phan mot cua", "phong tu phap" ...). */
export function withoutOffice(folded: string): string {
  return folded.replace(ROOM, '').replace(OFFICE, '');
}

/** "Phòng Tư pháp", "Bộ phận Một cửa": a part of a unit, which the name does not tell. */
export function isPartOfUnit(folded: string): boolean {
  return PART.test(folded);
}
