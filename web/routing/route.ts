/** The pages of the app as values: from a path and back, without the browser. */
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { parseScope, PROVINCE } from '../../contract/scope.ts';
import { pagePath } from '../../contract/page-path.ts';

/** The pages of a kind of cases; `kind` is its code. */
export type KindRoute = { kind: string } & (
  | { page: 'home' }
  | { page: 'area'; code: string }
  | { page: 'unit'; code: string }
  | { page: 'cases' }
  | { page: 'case'; code: string }
  | { page: 'report' }
  | { page: 'compare' }
);

export const ADMINISTRATION_TABS = [
  'accounts',
  'devices',
  'walls',
  'tokens',
  'deliveries',
  'endpoints',
  'audit',
] as const;
export type AdministrationTab = (typeof ADMINISTRATION_TABS)[number];

export type Route =
  | KindRoute
  | { page: 'wall' }
  | { page: 'wallSettings' }
  | { page: 'wallStates' }
  | { page: 'alerts' }
  | { page: 'indicators' }
  | { page: 'services' }
  | { page: 'past' }
  | { page: 'quality' }
  | { page: 'account' }
  | { page: 'administration'; tab: AdministrationTab }
  | { page: 'unknown'; path: string };

export const WALL_SETTINGS_PATH = '/wall/settings';
/** Of the page that shows each state of a tile. */
const WALL_STATES_PATH = '/wall/states';

/** A page of the screen that shows a wall: its own settings hold there. */
export function isOfWall(page: Route['page']): boolean {
  return page === 'wall' || page === 'wallSettings' || page === 'wallStates';
}

/** Pages without a code. */
const SINGLE = ['wall', 'alerts', 'indicators', 'services', 'past', 'quality', 'account'] as const;

/** The addresses of the pages of a kind. */
export interface KindPaths {
  home: string;
  cases: string;
  report: string;
  compare: string;
  area: (code: string) => string;
  unit: (code: string) => string;
  case: (code: string) => string;
  /** Of the figures of a scope. */
  scope: (scope: string) => string;
}

/** Dossiers have their pages at the root, other kinds theirs below `/kinds/NAME`. */
export function kindPaths(kind: string): KindPaths {
  const isDossier = kind === DOSSIER;
  const base = isDossier ? '' : `kinds/${kind}/`;
  const list = isDossier ? 'dossiers' : `${base}cases`;
  const paths = {
    home: isDossier ? '/' : `/kinds/${kind}`,
    cases: `/${list}`,
    report: isDossier ? '/reports/06a' : `/${base}report`,
    compare: `/${base}compare`,
    area: (code: string) => pagePath(`${base}areas`, code),
    unit: (code: string) => pagePath(`${base}units`, code),
    case: (code: string) => pagePath(list, code),
  };
  const scope = (name: string) => {
    const { kind: level, code } = parseScope(name) ?? { kind: PROVINCE, code: '' };
    return level === PROVINCE ? paths.home : paths[level](code);
  };
  return { ...paths, scope };
}

export const DOSSIER_PATHS = kindPaths(DOSSIER);

/** The page of the case that a `parent` names, `dossier/CODE` or `KIND/CODE`. */
export function parentPath(parent: string): string | undefined {
  const [kind, code] = partsOf(parent, '/');
  return code === undefined ? undefined : kindPaths(kind).case(code);
}

/**
 * Examples: `/areas/696` is `{ page: 'area', kind: 'dossier', code: '696' }`, and so is `/areas` with the parameter `code`;
 * `/kinds/feedback/areas/696` is the same of another kind.
 */
export function parseRoute(path: string, query = new URLSearchParams()): Route {
  const bare = path.replace(/^\/+|\/+$/g, '');
  const single = SINGLE.find((page) => bare === page);
  if (single) return { page: single };
  if (bare === WALL_SETTINGS_PATH.slice(1)) return { page: 'wallSettings' };
  if (bare === WALL_STATES_PATH.slice(1)) return { page: 'wallStates' };
  const tab = ADMINISTRATION_TABS.find((one) => tabPath(one) === path.replace(/\/+$/, ''));
  if (tab) return { page: 'administration', tab };
  const [, kind, rest] = /^\/*kinds\/+([^/]+)(.*)$/.exec(path) ?? [];
  const route =
    kind === undefined
      ? parsePage(DOSSIER, path, 'dossiers', 'reports/06a', query)
      : parsePage(decodePart(kind), rest ?? '', 'cases', 'report', query);
  return route ?? { page: 'unknown', path };
}

function parsePage(
  kind: string,
  path: string,
  list: string,
  report: string,
  query: URLSearchParams,
): KindRoute | undefined {
  const bare = path.replace(/^\/+/, '');
  const [first, rest] = partsOf(bare, '/');
  // A proxy may have decoded a slash of the code.
  const code = rest ? decodePart(rest) : query.get('code');
  if (code) {
    if (first === 'areas') return { page: 'area', kind, code };
    if (first === 'units') return { page: 'unit', kind, code };
    if (first === list) return { page: 'case', kind, code };
  }
  if (first === '') return { page: 'home', kind };
  if (first === list && !rest) return { page: 'cases', kind };
  if (bare === 'compare') return { page: 'compare', kind };
  return bare === report ? { page: 'report', kind } : undefined;
}

/** The address of a page of administration; the first is that of administration itself. */
export function tabPath(tab: AdministrationTab): string {
  return tab === ADMINISTRATION_TABS[0] ? '/administration' : `/administration/${tab}`;
}

/** What stands before and behind the first `separator`. */
function partsOf(text: string, separator: string): [before: string, behind: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
