/** What each route and each event of the live feed needs of who asks: the one table by which they are refused. */
import { isAtLeast } from '../../contract/identity.ts';
import { seesAll } from './open-scopes.ts';
import type { Visitor } from './visitors.ts';

/**
 * `nothing`: open to everybody; `metrics`: to a scraper beside the server, else as `province`; `figures`: what somebody known may
 * have, as figures, maps and reports; `lists`: lists and cases, which name officers; `operate`: acknowledge, shelve and note;
 * `province`: what tells of the whole province; `administrator`: accounts, devices, tokens, the audit log, deliveries.
 */
export type Need = 'nothing' | 'metrics' | 'figures' | 'lists' | 'operate' | 'province' | 'administrator';

/** HTTP: method and path, `CODE` for a code in it. A route that does not stand here has no way to be served. */
export const ROUTES = {
  'GET /healthz': 'nothing',
  'GET /readyz': 'nothing',
  'GET /metrics': 'metrics',
  'POST /auth/login': 'nothing',
  'GET /auth/ways': 'nothing',
  'GET /auth/oidc': 'nothing',
  'GET /auth/oidc/callback': 'nothing',
  'GET /d/TOKEN': 'nothing',
  'GET /auth/me': 'figures',
  'POST /auth/logout': 'figures',
  'POST /auth/password': 'figures',
  'GET /auth/sessions': 'figures',
  'POST /auth/sessions/end': 'figures',
  'GET /api/v1/scopes': 'administrator',
  'GET /api/v1/accounts': 'administrator',
  'POST /api/v1/accounts': 'administrator',
  'POST /api/v1/accounts/change': 'administrator',
  'POST /api/v1/accounts/password': 'administrator',
  'POST /api/v1/accounts/disable': 'administrator',
  'POST /api/v1/accounts/enable': 'administrator',
  'GET /api/v1/devices': 'administrator',
  'POST /api/v1/devices': 'administrator',
  'POST /api/v1/devices/link': 'administrator',
  'POST /api/v1/devices/revoke': 'administrator',
  'GET /api/v1/tokens': 'administrator',
  'POST /api/v1/tokens': 'administrator',
  'POST /api/v1/tokens/revoke': 'administrator',
  'GET /api/v1/audit': 'administrator',
  'GET /auth/alerts/TOKEN': 'nothing',
  'POST /auth/alerts/TOKEN': 'nothing',
  'GET /api/v1/alerts': 'lists',
  'GET /api/v1/alerts/counts': 'figures',
  'GET /api/v1/alerts/groups': 'figures',
  'POST /api/v1/alerts/acknowledge': 'operate',
  'POST /api/v1/alerts/ID/acknowledge': 'operate',
  'POST /api/v1/alerts/ID/shelve': 'operate',
  'POST /api/v1/alerts/ID/unshelve': 'operate',
  'GET /api/v1/alerts/deliveries': 'administrator',
  'POST /api/v1/alerts/deliveries/ID/retry': 'administrator',
  'GET /api/v1/alerts/endpoints': 'administrator',
  'POST /api/v1/alerts/endpoints/test': 'administrator',
  'GET /api/v1/areas': 'figures',
  'GET /api/v1/basemap': 'figures',
  'GET /api/v1/kinds': 'figures',
  'GET /api/v1/snapshot': 'figures',
  'GET /api/v1/newest-late': 'figures',
  'GET /api/v1/usual-day': 'figures',
  'GET /api/v1/sources': 'figures',
  'GET /api/v1/walls': 'figures',
  'GET /api/v1/reports/06a': 'figures',
  'GET /api/v1/reports/cases': 'figures',
  'GET /api/v1/calendar': 'figures',
  'GET /api/v1/services': 'figures',
  'GET /api/v1/indicators': 'figures',
  'GET /api/v1/indexes': 'figures',
  'GET /api/v1/indexes/NAME': 'figures',
  'GET /api/v1/dossiers': 'lists',
  'GET /api/v1/cases': 'lists',
  'GET /api/v1/case-counts': 'lists',
  'GET /api/v1/dossier': 'lists',
  'GET /api/v1/dossiers/CODE': 'lists',
  'GET /api/v1/cases/KIND/CODE': 'lists',
  'GET /api/v1/cases/KIND/CODE/notes': 'lists',
  'POST /api/v1/cases/KIND/CODE/notes': 'operate',
  'POST /api/v1/cases/KIND/CODE/remind': 'operate',
  'GET /api/v1/recount': 'province',
  'GET /api/v1/quality': 'province',
} as const satisfies Record<string, Need>;

/** Events of the live feed. */
export const EVENTS = { 'scope:watch': 'figures', 'scope:leave': 'figures' } as const satisfies Record<
  string,
  Need
>;

export type RouteName = keyof typeof ROUTES;
export type EventName = keyof typeof EVENTS;

/** Somebody known may not have what is asked for. */
export class NeedRefused extends Error {
  override readonly name = 'NeedRefused';
  readonly status = 403;
}

/** @throws NeedRefused */
export function demandNeed(visitor: Visitor, need: Need): void {
  const { name, role, hasLists, granted } = visitor;
  if (need === 'lists' && !hasLists)
    throw new NeedRefused(
      `lists and cases are not open to the device ${name}; accepted: one that was added with --lists`,
    );
  if (need === 'operate' && !isAtLeast(role, 'operator'))
    throw new NeedRefused(`the role ${role} may not do this; accepted: operator, leader, administrator`);
  if (need === 'province' && !seesAll(granted))
    throw new NeedRefused(
      `province is outside of what is open to you: ${granted.map((scope) => scope.name).join(', ')}`,
    );
  if (need === 'administrator' && role !== 'administrator')
    throw new NeedRefused(`the role ${role} may not do this; accepted: administrator`);
}
