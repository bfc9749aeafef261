/** Short forms of unit and area names, for tiles and map labels. */

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^thành phố\s+/i, 'TP. '],
  [/^thị xã\s+/i, 'TX. '],
  [/^thị trấn\s+/i, 'TT. '],
  [/^huyện\s+/i, 'H. '],
  [/^phường\s+/i, 'P. '],
  [/^xã\s+/i, 'Xã '],
];

/** Over so many letters a department is written by its initials, as officials do. */
const MAX_DEPARTMENT = 14;

/** `UBND huyện Lộc Ninh` is `H. Lộc Ninh`, `Sở Tài nguyên và Môi trường` is `Sở TN&MT`; other names stay. */
export function shortUnitName(name: string): string {
  const bare = name.replace(/^(UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+/i, '');
  for (const [kind, short] of KINDS) if (kind.test(bare)) return bare.replace(kind, short);
  return /^Sở\s/.test(bare) && bare.length > MAX_DEPARTMENT ? `Sở ${initials(bare.slice(3))}` : bare;
}

function initials(name: string): string {
  const words = name.replace(/[,–-]/g, ' ').trim().split(/\s+/);
  return words.map((word) => (word === 'và' ? '&' : word.charAt(0).toUpperCase())).join('');
}

/** `Huyện Bù Đăng` is `Bù Đăng`: on a map the kind of an area is not needed. */
export function mapName(name: string): string {
  return name.replace(/^(thành phố|thị xã|thị trấn|huyện|phường|xã)\s+/i, '');
}
