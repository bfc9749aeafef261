/**
 * Decides messages: which alerts are to be told now, to which endpoints, in how few messages. Alerts of one rule, kind and unit
 * that come together go together.
 */
import type { Audience } from '../../../contract/alerts.ts';
import type { Officer } from '../../../contract/api.ts';
import type { AlertActRow } from '../../../clickhouse/alert-acts-table.ts';
import type { AlertRule } from '../../../pack/alert-rule.ts';
import type { WorkingCalendar } from '../../../pack/working-calendar.ts';
import { randomUUID } from 'node:crypto';
import { newAct } from '../book/act-log.ts';
import { Turn } from '../turn.ts';
import type { Alert } from '../book/alert.ts';
import type { AlertBook } from '../book/alert-book.ts';
import { dueAudience } from './due.ts';
import type { Route, Routing } from './routing.ts';

/** Messages that wait for one endpoint; what comes then waits to be decided, and comes together. */
export const MAX_WAITING_OF_ENDPOINT = 200;
/** Alerts of one message; more make further ones. */
export const MAX_ALERTS_OF_MESSAGE = 20_000;

export interface PlannerDeps {
  rules: ReadonlyMap<string, AlertRule>;
  routing: Routing;
  /** Of a unit, '' of the province. */
  calendarOf: (unit: string) => WorkingCalendar;
  officerOf: (alert: Alert) => Officer | null;
}

export interface Plan {
  acts: AlertActRow[];
  /** Alerts that nobody can be told of. */
  untold: number;
}

interface Group {
  audience: Audience;
  /** When the first of them was raised. */
  oldestMs: number;
  groupMs: number;
  alerts: Alert[];
}

/** In turns with other work. `alerts`: those that may be due. */
export async function planMessages(
  alerts: Iterable<Alert>,
  book: AlertBook,
  { rules, routing, calendarOf, officerOf }: PlannerDeps,
  nowMs: number,
): Promise<Plan> {
  const groups = new Map<string, Group>();
  const turn = new Turn();
  for (const alert of alerts) {
    if (turn.isOver) await turn.rest();
    const rule = rules.get(alert.rule);
    const audience = rule && dueAudience(alert, rule, calendarOf(alert.unit), nowMs);
    if (!rule || audience === undefined) continue;
    const key = [alert.rule, alert.kind, alert.unit, audience].join('\n');
    const group = groups.get(key) ?? { audience, oldestMs: Infinity, groupMs: rule.groupMs, alerts: [] };
    groups.set(key, group);
    group.alerts.push(alert);
    group.oldestMs = Math.min(group.oldestMs, alert.raisedAt);
  }
  const waiting = waitingByAddress(book);
  const plan: Plan = { acts: [], untold: 0 };
  for (const group of groups.values()) {
    if (turn.isOver) await turn.rest();
    if (nowMs - group.oldestMs < group.groupMs) continue;
    addMessages(plan, group, { routing, officerOf, waiting });
  }
  return plan;
}

function waitingByAddress(book: AlertBook): Map<string, number> {
  const waiting = new Map<string, number>();
  for (const { address } of book.messages.values()) waiting.set(address, (waiting.get(address) ?? 0) + 1);
  return waiting;
}

function addMessages(
  plan: Plan,
  { audience, alerts }: Group,
  {
    routing,
    officerOf,
    waiting,
  }: Pick<PlannerDeps, 'routing' | 'officerOf'> & { waiting: Map<string, number> },
): void {
  const told = new Map<string, { route: Route; ids: string[] }>();
  // All are of one unit, so of thousands only those of different officers go different ways.
  const waysOf = new Map<string, Route[]>();
  for (const alert of alerts) {
    const officer = audience === 'officer' ? officerOf(alert) : null;
    const name = officer?.name ?? '';
    const routes = waysOf.get(name) ?? routing.routed(alert.unit, audience, officer).routes;
    waysOf.set(name, routes);
    if (routes.length === 0) plan.untold++;
    for (const route of routes) {
      const { channel, address } = route.endpoint;
      if ((waiting.get(address) ?? 0) >= MAX_WAITING_OF_ENDPOINT) continue;
      const key = `${channel} ${address}`;
      const one = told.get(key) ?? { route, ids: [] };
      told.set(key, one);
      one.ids.push(alert.id);
    }
  }
  for (const { route, ids } of told.values()) {
    const { endpoint, recipient } = route;
    for (let at = 0; at < ids.length; at += MAX_ALERTS_OF_MESSAGE) {
      plan.acts.push(
        newAct('told', {
          message: `msg_${randomUUID()}`,
          ...{ channel: endpoint.channel, address: endpoint.address, recipient, audience },
          template: endpoint.channel === 'chat' ? endpoint.template.name : '',
          alerts: ids.slice(at, at + MAX_ALERTS_OF_MESSAGE),
        }),
      );
      waiting.set(endpoint.address, (waiting.get(endpoint.address) ?? 0) + 1);
    }
  }
}
