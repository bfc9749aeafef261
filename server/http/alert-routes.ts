/** Alerts over HTTP: lists and counts of what is open to who asks, and what people do with alerts. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Request, RequestHandler, Response } from 'express';
import { readResolvedAlerts } from '../../clickhouse/alert-acts-table.ts';
import { abortable } from '../../clickhouse/client.ts';
import {
  ALERT_STATES,
  MAX_ACKNOWLEDGED,
  MAX_NOTE,
  SEVERITIES,
  SHELVED_HOURS,
  type AlertCountsAnswer,
  type AlertItem,
  type AlertPage,
} from '../../contract/alerts.ts';
import { formatTime, parseTime } from '../../contract/time.ts';
import type { Audit } from '../access/audit.ts';
import { visitorOf } from '../access/http-access.ts';
import type { Visitor } from '../access/visitors.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { alertItem, resolvedItem } from '../alerts/alert-item.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { alertsInSight, isInSight, maySeeAlert, type Sight } from '../alerts/alert-sight.ts';
import { byUrgency, type Alert } from '../alerts/book/alert.ts';
import type { Boards } from '../state/boards.ts';
import type { Ticker } from '../ticker.ts';
import type { Scope } from '../state/periods/figures.ts';
import { askerOf } from './asker.ts';
import { Fields } from './body.ts';
import { ParameterError, sendProblem } from './problem.ts';
import { oneOf, scopeOf, textOf, wholeNumber } from './query.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const ACCEPTED_CASE = 'KIND/CODE';

export interface AlertRoutesDeps {
  alerts: Alerts;
  ticker: Ticker;
  boards: Boards;
  /** For reads that may take long. */
  client: ClickHouseClient;
  scans: Turnstile;
  reads: Turnstile;
  audit: Audit;
}

export class AlertRoutes {
  readonly #deps: AlertRoutesDeps;

  constructor(deps: AlertRoutesDeps) {
    this.#deps = deps;
  }

  /** The alerts and what cases they are of are known. */
  get isLoaded(): boolean {
    return this.#deps.ticker.loaded && this.#deps.alerts.acts.isLoaded;
  }

  /** `GET /api/v1/alerts`: the most severe first, then the oldest; resolved ones the latest first. */
  readonly list: RequestHandler = async (request, response) => {
    const { alerts, boards, scans } = this.#deps;
    const scope = scopeOf(request, response, boards.directory);
    const visitor = visitorOf(response);
    const sight: Sight = { scope, boards, visitor };
    const limit = wholeNumber(request, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
    const state = oneOf(request, 'state', ALERT_STATES);
    const filter = filterOf(request);
    const counts = this.#counts(scope);
    if (state === 'resolved') {
      const items = await this.#resolved(request, response, sight, filter, limit + 1);
      const last = items[limit - 1];
      const nextCursor =
        items.length > limit && last ? cursorText([Date.parse(last.resolvedAt ?? ''), last.id]) : null;
      const page: AlertPage = { items: items.slice(0, limit), total: items.length, nextCursor, counts };
      return void response.json(page);
    }
    const after = cursorOf(request, 3);
    const found = await scans.run(askerOf(response), request.originalUrl, () =>
      Promise.resolve(alertsInSight(alerts.acts.book, sight, state).filter(filter.passes).sort(byUrgency)),
    );
    const isAfter = (alert: Alert) => !after || compare(positionOf(alert), after) > 0;
    const rest = found.filter(isAfter);
    const shown = rest.slice(0, limit);
    const last = shown.at(-1);
    const page: AlertPage = {
      items: shown.map((alert) => alertItem(alert, alerts.settings.rules, boards)),
      total: found.length,
      nextCursor: rest.length > limit && last ? cursorText(positionOf(last)) : null,
      counts,
    };
    response.json(page);
  };

  /** `GET /api/v1/alerts/counts`. */
  readonly counts: RequestHandler = (request, response) => {
    const scope = scopeOf(request, response, this.#deps.boards.directory);
    const answer: AlertCountsAnswer = { scope: scope.name, counts: this.#counts(scope) };
    response.json(answer);
  };

  /** `POST /api/v1/alerts/ID/acknowledge` {note?}. */
  readonly acknowledge: RequestHandler = async (request, response) => {
    const note = noteOf(new Fields(request, ['note']));
    const alert = this.#open(request, response);
    if (!alert) return;
    await this.#acknowledge(request, response, [alert], note);
    this.#answer(response, alert.id);
  };

  /** `POST /api/v1/alerts/acknowledge` {ids, note?}: those that are still open, and open to who asks. */
  readonly acknowledgeMany: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['ids', 'note']);
    const [ids, note] = [fields.texts('ids'), noteOf(fields)];
    if (ids.length === 0 || ids.length > MAX_ACKNOWLEDGED)
      throw new ParameterError('ids', `${ids.length} ids`, `1 to ${MAX_ACKNOWLEDGED} ids of open alerts`);
    const alerts = ids.flatMap((id) => this.#find(id, visitorOf(response)) ?? []);
    const acknowledged = await this.#acknowledge(request, response, alerts, note);
    response.json({ acknowledged });
  };

  /** `POST /api/v1/alerts/ID/shelve` {until, note?}. */
  readonly shelve: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['until', 'note']);
    const note = noteOf(fields);
    const text = fields.text('until');
    const untilMs = parseTime(text);
    const nowMs = Date.now();
    if (untilMs === undefined || untilMs <= nowMs || untilMs > nowMs + SHELVED_HOURS * 3_600_000)
      throw new ParameterError(
        'until',
        text,
        `RFC 3339 with an offset, within ${SHELVED_HOURS} hours from now`,
      );
    const alert = this.#open(request, response);
    if (!alert) return;
    const visitor = visitorOf(response);
    await this.#deps.alerts.shelve(alert.id, untilMs, visitor.title, note);
    this.#deps.audit.note(request, visitor, 'alertShelved', nameOf(alert), `${formatTime(untilMs)} ${note}`);
    this.#answer(response, alert.id);
  };

  /** `POST /api/v1/alerts/ID/unshelve`. */
  readonly unshelve: RequestHandler = async (request, response) => {
    new Fields(request, []);
    const alert = this.#open(request, response);
    if (!alert) return;
    const visitor = visitorOf(response);
    if (alert.shelved) {
      await this.#deps.alerts.unshelve(alert.id, visitor.title);
      this.#deps.audit.note(request, visitor, 'alertUnshelved', nameOf(alert));
    }
    this.#answer(response, alert.id);
  };

  /** How many of them were not acknowledged before. */
  async #acknowledge(
    request: Request,
    response: Response,
    alerts: readonly Alert[],
    note: string,
  ): Promise<number> {
    const fresh = alerts.filter(({ acknowledged }) => acknowledged === undefined);
    const [first] = fresh;
    if (!first) return 0;
    const visitor = visitorOf(response);
    const target = fresh.length === 1 ? nameOf(first) : `${fresh.length} alerts`;
    await this.#deps.alerts.acknowledge(
      fresh.map(({ id }) => id),
      visitor.title,
      note,
    );
    this.#deps.audit.note(request, visitor, 'alertAcknowledged', target, note);
    return fresh.length;
  }

  /** The open alert that a path names; undefined when the request has been answered. */
  #open(request: Request, response: Response): Alert | undefined {
    const id = String(request.params['id']);
    const alert = this.#find(id, visitorOf(response));
    if (!alert) noAlert(response, id);
    return alert;
  }

  /** What is not open to somebody is not there. */
  #find(id: string, visitor: Visitor): Alert | undefined {
    const { alerts, boards } = this.#deps;
    const alert = alerts.acts.book.alerts.get(id);
    return alert && maySeeAlert(alert, visitor, boards) ? alert : undefined;
  }

  #answer(response: Response, id: string): void {
    const { alerts, boards } = this.#deps;
    const alert = alerts.acts.book.alerts.get(id);
    // The case may have closed in the same moment.
    if (!alert) return noAlert(response, id);
    response.json(alertItem(alert, alerts.settings.rules, boards));
  }

  #counts(scope: Scope) {
    const { alerts, boards } = this.#deps;
    return alerts.acts.book.tallies.counts((unit) => isInSight(unit, scope, boards));
  }

  #resolved(
    request: Request,
    response: Response,
    { scope, boards, visitor }: Sight,
    filter: AlertFilter,
    limit: number,
  ): Promise<AlertItem[]> {
    const { client, reads, alerts } = this.#deps;
    const units =
      scope.kind === 'province'
        ? undefined
        : [...scope.units].map((unit) => boards.directory.units[unit]?.code ?? '');
    const after = cursorOf(request, 2);
    const before = after && { resolvedAt: Number(after[0]), alert: String(after[1]) };
    const { identity } = visitor;
    return reads.run(askerOf(response), `${identity} ${request.originalUrl}`, async (signal) => {
      const rows = await readResolvedAlerts(abortable(client, signal), {
        units,
        before,
        limit,
        conditions: filter.conditions,
      });
      return rows
        .filter((row) => maySeeAlert(row, visitor, boards))
        .map((row) => resolvedItem(row, alerts.settings.rules, boards));
    });
  }
}

interface AlertFilter {
  passes: (alert: Alert) => boolean;
  conditions: (readonly ['rule' | 'severity' | 'kind' | 'code' | 'unit', string])[];
}

function filterOf(request: Request): AlertFilter {
  const severity = oneOf(request, 'severity', SEVERITIES);
  const asked = textOf(request, 'case');
  const slash = asked?.indexOf('/') ?? -1;
  if (asked !== undefined && slash < 1) throw new ParameterError('case', asked, ACCEPTED_CASE);
  const wanted = {
    ...{ severity, rule: textOf(request, 'rule'), unit: textOf(request, 'unit') },
    ...{ kind: asked?.slice(0, slash), code: asked?.slice(slash + 1) },
  };
  const conditions = Object.entries(wanted).flatMap(([name, value]) =>
    value === undefined ? [] : [[name as keyof typeof wanted, value] as const],
  );
  return { conditions, passes: (alert) => conditions.every(([name, value]) => alert[name] === value) };
}

function noteOf(fields: Fields): string {
  const note = fields.optionalText('note') ?? '';
  if (note.length > MAX_NOTE)
    throw new ParameterError('note', `${note.length} characters`, `up to ${MAX_NOTE}`);
  return note;
}

function nameOf({ rule, kind, code, unit }: Alert): string {
  return code === '' ? `${rule} ${unit}`.trim() : `${rule} ${kind}/${code}`;
}

function noAlert(response: Response, id: string): void {
  const detail = `there is no open alert ${JSON.stringify(id.slice(0, 64))}; it may have been resolved`;
  sendProblem(response, { status: 404, title: 'Not found', detail });
}

type Position = (number | string)[];

function positionOf({ severity, raisedAt, id }: Alert): Position {
  return [-SEVERITIES.indexOf(severity), raisedAt, id];
}

function compare(a: Position, b: Position): number {
  for (const [i, one] of a.entries()) {
    const other = b[i] as number | string;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function cursorText(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function cursorOf(request: Request, parts: number): Position | undefined {
  const cursor = textOf(request, 'cursor');
  if (cursor === undefined) return undefined;
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    const isWhole =
      Array.isArray(position) &&
      position.length === parts &&
      position.every((part, i) => typeof part === (i === parts - 1 ? 'string' : 'number'));
    if (isWhole) return position as Position;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ParameterError('cursor', cursor, 'a nextCursor of an earlier answer');
}
