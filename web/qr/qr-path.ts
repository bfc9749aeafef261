/** The dark modules of a QR code as one path, a rectangle for each run of a row; a module is one unit wide. */
export function qrPath(matrix: readonly (readonly boolean[])[]): string {
  const runs = matrix.flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      const width = (end < 0 ? row.length : end) - x;
      return [`M${x} ${y}h${width}v1h-${width}z`];
    }),
  );
  return runs.join('');
}
