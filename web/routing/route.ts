/** The pages of the app as values: from a path and back, without the browser. */

import { pagePath } from '../../contract/page-path.ts';

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

/** Example: `/areas/696` is `{ page: 'area', code: '696' }`, and so is `/areas` with the parameter `code`. */
export function parseRoute(path: string, query = new URLSearchParams()): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const first = decodePart(parts[0] ?? '');
  // A proxy may have decoded a slash of the code.
  const code = parts.length > 1 ? decodePart(path.replace(/^\/*[^/]+\//, '')) : query.get('code');
  if (code) {
    if (first === 'areas') return { page: 'area', code };
    if (first === 'units') return { page: 'unit', code };
    if (first === 'dossiers') return { page: 'dossier', code };
  }
  if (parts.length === 0) return { page: 'home' };
  if (parts.length === 1 && first === 'wall') return { page: 'wall' };
  if (parts.length === 1 && first === 'dossiers') return { page: 'dossiers' };
  if (path === FORM_06A_PATH) return { page: 'form06a' };
  if (parts.length === 1 && first === 'services') return { page: 'services' };
  if (parts.length === 1 && first === 'quality') return { page: 'quality' };
  return { page: 'unknown', path };
}

export const areaPath = (code: string) => pagePath('areas', code);
export const unitPath = (code: string) => pagePath('units', code);
export const dossierPath = (code: string) => pagePath('dossiers', code);

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
