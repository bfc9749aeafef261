/** The pages of the app as values: from a path and back, without the browser. */

export type Route =
  | { page: 'wall' }
  | { page: 'home' }
  | { page: 'area'; code: string }
  | { page: 'unit'; code: string }
  | { page: 'dossiers' }
  | { page: 'services' }
  | { page: 'quality' }
  | { page: 'dossier'; code: string }
  | { page: 'form06a' }
  | { page: 'unknown'; path: string };

export const FORM_06A_PATH = '/reports/06a';

/** Example: `/areas/696` is `{ page: 'area', code: '696' }`. */
export function parseRoute(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second] = parts.map(decodePart);
  if (parts.length === 0) return { page: 'home' };
  if (parts.length === 1 && first === 'wall') return { page: 'wall' };
  if (parts.length === 1 && first === 'dossiers') return { page: 'dossiers' };
  if (path === FORM_06A_PATH) return { page: 'form06a' };
  if (parts.length === 1 && first === 'services') return { page: 'services' };
  if (parts.length === 1 && first === 'quality') return { page: 'quality' };
  if (parts.length === 2 && second !== undefined) {
    if (first === 'areas') return { page: 'area', code: second };
    if (first === 'units') return { page: 'unit', code: second };
    if (first === 'dossiers') return { page: 'dossier', code: second };
  }
  return { page: 'unknown', path };
}

export const areaPath = (code: string) => `/areas/${encodeURIComponent(code)}`;
export const unitPath = (code: string) => `/units/${encodeURIComponent(code)}`;
export const dossierPath = (code: string) => `/dossiers/${encodeURIComponent(code)}`;

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
