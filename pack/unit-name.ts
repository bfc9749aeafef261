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
  s: 'so',
};

/** The words of a name in small letters, with their marks. */
export function markedWords(name: string): string[] {
  return name
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
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
    .map((word) => KIND_ABBREVIATIONS[word] ?? word);
  return words.join(' ').replace(/\b(uy ban|ub) (nhan dan|nd)\b/g, 'ubnd');
}

/** A folded place name split at its kind: "xa tan thanh" is kind "xa", name "tan thanh". */
export function splitKind(folded: string): { kind: string; name: string } | undefined {
  const kind = KINDS.find((k) => folded.startsWith(`${k} `));
  return kind === undefined ? undefined : { kind, name: folded.slice(kind.length + 1) };
}

/** The folded name without the leading words for the office itself ("ubnd", "bo phan mot cua" ...). */
export function withoutOffice(folded: string): string {
  return folded.replace(
    /^(?:(?:bo phan (?:mot cua|tiep nhan tra ket qua|tntkq)|trung tam (?:hanh chinh cong|phuc vu hanh chinh cong)|bpmc|tthcc)(?: cua)? )?(?:ubnd )?/,
    '',
  );
}
