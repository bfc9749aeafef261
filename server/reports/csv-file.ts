/** CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, by which Excel knows the encoding. */

export const BYTE_ORDER_MARK = '\uFEFF';

/** Every line is as wide as the heads. Texts of the data come through `csvText`. */
export function csvFile(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + [heads, ...lines].map((cells) => csvLine(cells, heads.length)).join('');
}

/** `width`: how many cells it has; those that are absent are empty. */
export function csvLine(cells: readonly string[], width: number): string {
  return Array.from({ length: width }, (_, i) => quoted(cells[i] ?? '')).join(',') + '\r\n';
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
