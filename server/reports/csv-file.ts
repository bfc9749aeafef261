/** CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, by which Excel knows the encoding. */

const BYTE_ORDER_MARK = '\uFEFF';

/** Every line is as wide as the heads. Texts of the data come through `csvText`. */
export function csvFile(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const rows = [heads, ...lines].map(
    (cells) => heads.map((_, i) => quoted(cells[i] ?? '')).join(',') + '\r\n',
  );
  return BYTE_ORDER_MARK + rows.join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
