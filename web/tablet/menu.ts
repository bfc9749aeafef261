/** The pages that the tablet's menu leads to: the kinds, then the other pages; of the kind that is shown its own pages. */
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { Me } from '../../contract/identity.ts';
import type { Kind } from '../../contract/kind.ts';
import { mayList, ownScope, seesAll } from '../access/open-scopes.ts';
import type { LanguageCode } from '../format/numbers.ts';
import { caseWords, nameOf } from '../kinds/kind-words.ts';
import { ADMINISTRATION_TABS, kindPaths, tabPath, type Route } from '../routing/route.ts';
import { ACCOUNT_WORDS } from '../words/account.ts';
import { COMPARE_WORDS } from '../words/compare.ts';
import { PAST_WORDS } from '../words/past.ts';
import type { Words } from '../words/vi.ts';

export interface MenuEntry {
  path: string;
  label: string;
  isCurrent: boolean;
  /** How many wait there for somebody. */
  waiting?: number | undefined;
}

type Reader = { words: Words; code: LanguageCode };
/** Who is at the page; undefined while nobody said it. */
type Who = Pick<Me, 'role' | 'hasLists' | 'scopes'> | undefined;

/** What is not open is not offered. `alerts`: those to be acknowledged, undefined while not known. */
export function mainMenu(
  kinds: readonly Kind[],
  route: Route,
  { me, alerts }: { me: Who; alerts: number | undefined },
  { words, code }: Reader,
): MenuEntry[] {
  const current = kindOf(route);
  return [
    ...kinds.map((kind) => ({
      path: kindPaths(kind.kind).scope(ownScope(me)),
      label: nameOf(kind, code),
      isCurrent: current === kind.kind,
    })),
    ...(me?.hasLists
      ? [
          {
            path: '/alerts',
            label: words.alerts.title,
            isCurrent: route.page === 'alerts',
            waiting: alerts,
          },
        ]
      : []),
    { path: '/indicators', label: words.indicators.menu, isCurrent: route.page === 'indicators' },
    ...(seesAll(me)
      ? [{ path: '/quality', label: words.quality.menu, isCurrent: route.page === 'quality' }]
      : []),
    ...(me?.role === 'administrator'
      ? [
          {
            path: tabPath(ADMINISTRATION_TABS[0]),
            label: ACCOUNT_WORDS[code].administration,
            isCurrent: route.page === 'administration',
          },
        ]
      : []),
  ];
}

/** None where the page is not of a kind. */
export function kindMenu(
  kinds: readonly Kind[],
  route: Route,
  me: Who,
  { words, code }: Reader,
): MenuEntry[] {
  const kind = kinds.find((one) => one.kind === kindOf(route));
  if (!kind) return [];
  const paths = kindPaths(kind.kind);
  const isOf = (...pages: Route['page'][]) => pages.includes(route.page);
  const isDossier = kind.kind === DOSSIER;
  return [
    {
      path: paths.scope(ownScope(me)),
      label: words.cases.overview,
      isCurrent: isOf('home', 'area', 'unit'),
    },
    ...(mayList(me, kind)
      ? [{ path: paths.cases, label: caseWords(words, kind).list, isCurrent: isOf('cases', 'case') }]
      : []),
    { path: paths.compare, label: COMPARE_WORDS[code].menu, isCurrent: isOf('compare') },
    {
      path: paths.report,
      label: isDossier ? words.menu.form06a : words.cases.report,
      isCurrent: isOf('report'),
    },
    ...(isDossier
      ? [
          { path: '/services', label: words.services.menu, isCurrent: isOf('services') },
          { path: '/past', label: PAST_WORDS[code].menu, isCurrent: isOf('past') },
        ]
      : []),
  ];
}

/** The online services and the past are those of dossiers. */
function kindOf(route: Route): string | undefined {
  if (route.page === 'services' || route.page === 'past') return DOSSIER;
  return 'kind' in route ? route.kind : undefined;
}
