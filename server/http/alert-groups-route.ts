/** `GET /api/v1/alerts/groups`: the open alerts by rule, without what they are of. */
import type { RequestHandler } from 'express';
import type { AlertGroupsAnswer } from '../../contract/alerts.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { alertGroups } from '../alerts/alert-groups.ts';
import { isInSight } from '../alerts/alert-sight.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Boards } from '../state/boards.ts';
import { askerOf } from './asker.ts';
import { scopeOf } from './query.ts';

export function getAlertGroups(alerts: Alerts, boards: Boards, scans: Turnstile): RequestHandler {
  return async (request, response) => {
    const scope = scopeOf(request, response, boards.directory);
    const groups = await scans.run(askerOf(response), `alert groups ${scope.name} ${scope.edition}`, () => {
      const { acts, settings } = alerts;
      const isOpen = (unit: string) => isInSight(unit, scope, boards);
      return Promise.resolve(alertGroups(acts.book.alerts.values(), settings.rules, isOpen));
    });
    const answer: AlertGroupsAnswer = { scope: scope.name, groups };
    response.json(answer);
  };
}
