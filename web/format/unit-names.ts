/** Short forms of unit and area names, for tiles and map labels. */

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^thành phố\s+/i, 'TP. '],
  [/^thị xã\s+/i, 'TX. '],
  [/^thị trấn\s+/i, 'TT. '],
  [/^huyện\s+/i, 'H. '],
  [/^phường\s+/i, 'P. '],
  [/^xã\s+/i, 'Xã '],
];

/** `UBND huyện Lộc Ninh` is `H. Lộc Ninh`; other names stay as they are. */
export function shortUnitName(name: string): string {
  const bare = name.replace(/^(UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+/i, '');
  for (const [kind, short] of KINDS) if (kind.test(bare)) return bare.replace(kind, short);
  return bare;
}

/** `Huyện Bù Đăng` is `Bù Đăng`: on a map the kind of an area is not needed. */
export function mapName(name: string): string {
  return name.replace(/^(thành phố|thị xã|thị trấn|huyện|phường|xã)\s+/i, '');
}
