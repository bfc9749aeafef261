/** Paths of our pages. */

/** A path of ours that may be gone to when somebody else names it: not of another host, whatever a browser makes of it. */
export const OWN_PATH = /^\/(?![/\\])[\x21-\x7e]{0,499}$/;

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * The address of a page of one area, unit or case below the root of the pages. A code with a character that a proxy may
 * decode, fold or refuse in a path (a slash, a space, a percent sign, letters beyond ASCII) stands in the query.
 *
 * `pages`: where such pages lie. Example: `dossiers`: `/dossiers/000.00.32.H10-211004-00017`, but `/dossiers?code=12%2F2021`.
 */
export function pagePath(pages: string, code: string): string {
  return PLAIN.test(code) ? `/${pages}/${code}` : `/${pages}?code=${encodeURIComponent(code)}`;
}
