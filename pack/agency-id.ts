/**
 * Agency ids (mã định danh cơ quan), with which dossier codes begin. Circular 10/2016 wrote the parts from the smallest
 * to the province, padded with zeros (`000.05.32.H10`), Decision 20/2020 from the province down (`H10.32.05`).
 */

/** The parts from the province or ministry down, in either spelling: ['H10', '32', '05']. */
export function agencyPath(id: string): string[] {
  const parts = id.trim().toUpperCase().split('.');
  if (/^[A-Z]\d+$/.test(parts.at(-1) ?? '')) parts.reverse();
  while (parts.length > 1 && /^0+$/.test(parts.at(-1) as string)) parts.pop();
  return parts;
}
