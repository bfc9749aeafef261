/** What stands at the edges of each printed page, for the margin boxes of `styles/print.css`. Pure. */

/** Text as a string of CSS. Example: `a "b"` is `"a \"b\""`. */
export function cssString(text: string): string {
  // A line break would end the string.
  return `"${text.replace(/["\\]/g, '\\$&').replace(/[\n\r\f]+/g, ' ')}"`;
}

/** Parts of one line; what is absent, or stands there already, is left out. */
export function joinParts(parts: readonly (string | false | null | undefined)[]): string {
  return [...new Set(parts.filter((part) => part))].join(' · ');
}
