/** Messages and the endpoints that they go to, for administrators. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { RequestHandler } from 'express';
import { createHash, randomUUID } from 'node:crypto';
import { readMessages, type Act, type StoredMessage } from '../../clickhouse/alert-acts-table.ts';
import { abortable } from '../../clickhouse/client.ts';
import {
  DELIVERY_OUTCOMES,
  DELIVERY_STATES,
  type Audience,
  type DeliveryItem,
  type DeliveryPage,
  type DeliveryState,
  type EndpointItem,
  type EndpointsAnswer,
  type EndpointTest,
} from '../../contract/alerts.ts';
import { formatTime } from '../../contract/time.ts';
import type { Audit } from '../access/audit.ts';
import { visitorOf } from '../access/http-access.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { newAct } from '../alerts/book/act-log.ts';
import type { Endpoint, Message } from '../alerts/channels/channel.ts';
import { missingContacts } from '../alerts/telling/missing-contacts.ts';
import { unitOf } from '../alerts/telling/content.ts';
import type { Boards } from '../state/boards.ts';
import { askerOf } from './asker.ts';
import { Fields } from './body.ts';
import { ParameterError, sendProblem } from './problem.ts';
import { oneOf, textOf, wholeNumber } from './query.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const SHOWN_TRIES = 20;
const MAX_SHOWN_OUTCOME = 300;

const ENDS: Record<DeliveryState, readonly Act[]> = {
  waiting: ['told', 'tried', 'retried'],
  delivered: ['delivered'],
  failed: ['failed', 'returned'],
  dropped: ['dropped'],
};

export interface AlertDeliveryRoutesDeps {
  alerts: Alerts;
  boards: Boards;
  client: ClickHouseClient;
  audits: Turnstile;
  /** One test at a time of each: it waits for the receiver. */
  tests: Turnstile;
  audit: Audit;
}

export class AlertDeliveryRoutes {
  readonly #deps: AlertDeliveryRoutesDeps;

  constructor(deps: AlertDeliveryRoutesDeps) {
    this.#deps = deps;
  }

  /** `GET /api/v1/alerts/deliveries`: the newest first, of the last 90 days. */
  readonly list: RequestHandler = async (request, response) => {
    const { client, audits } = this.#deps;
    const state = oneOf(request, 'state', DELIVERY_STATES);
    const limit = wholeNumber(request, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
    const cursor = textOf(request, 'cursor');
    const [, decidedAt, message] =
      cursor === undefined ? [] : (/^(\d{1,15})-([\w-]{1,64})$/.exec(cursor) ?? [undefined]);
    if (cursor !== undefined && message === undefined)
      throw new ParameterError('cursor', cursor, 'a nextCursor of an earlier answer');
    const before = message === undefined ? undefined : { decidedAt: Number(decidedAt), message };
    const rows = await audits.run(askerOf(response), request.originalUrl, (signal) =>
      readMessages(abortable(client, signal), { ends: state && ENDS[state], before, limit: limit + 1 }),
    );
    const last = rows[limit - 1];
    const page: DeliveryPage = {
      items: rows.slice(0, limit).map((row) => this.#item(row)),
      nextCursor: rows.length > limit && last ? `${last.decidedAt}-${last.message}` : null,
    };
    response.json(page);
  };

  /** `POST /api/v1/alerts/deliveries/ID/retry`: whoever leads sends it at once. */
  readonly retry: RequestHandler = async (request, response) => {
    new Fields(request, []);
    const { client, alerts, audit, audits } = this.#deps;
    const id = String(request.params['id']);
    const [stored] = await audits.run(askerOf(response), request.originalUrl, (signal) =>
      readMessages(abortable(client, signal), { message: id, limit: 1 }),
    );
    if (!stored || stored.act === 'delivered' || stored.act === 'dropped') {
      const detail = stored
        ? `the message ${id} is over: ${stored.act}`
        : `there is no message ${JSON.stringify(id.slice(0, 64))}`;
      return sendProblem(response, {
        status: stored ? 409 : 404,
        title: stored ? 'Conflict' : 'Not found',
        detail,
      });
    }
    const { message, channel, address, template, recipient, audience, alerts: ids } = stored;
    const { kind, code, who: asked, note } = stored;
    const visitor = visitorOf(response);
    await alerts.acts.write([
      newAct('retried', {
        message,
        channel,
        address,
        template,
        recipient,
        audience,
        alerts: ids,
        // Of a reminder who asks is part of what is told.
        ...(code === '' ? { who: visitor.title } : { kind, code, who: asked, note }),
      }),
    ]);
    audit.note(request, visitor, 'deliveryRetried', id);
    response.json(this.#item({ ...stored, act: 'retried', nextAt: Date.now() }));
  };

  /** `GET /api/v1/alerts/endpoints`. */
  readonly endpoints: RequestHandler = (_request, response) => {
    const { alerts, boards } = this.#deps;
    const answer: EndpointsAnswer = {
      items: alerts.routing.endpoints().map((endpoint) => this.#endpointItem(endpoint)),
      missing: missingContacts(alerts.settings.current.rules, alerts.routing, boards),
    };
    response.json(answer);
  };

  /** `POST /api/v1/alerts/endpoints/test` {endpoint}: a message taken ends what an answer 410 began. */
  readonly test: RequestHandler = async (request, response) => {
    const id = new Fields(request, ['endpoint']).text('endpoint');
    const { alerts, audit, tests } = this.#deps;
    const endpoint = alerts.routing.endpoints().find((one) => endpointId(one) === id);
    const channel = endpoint && alerts.channels[endpoint.channel];
    if (!endpoint || !channel)
      throw new ParameterError('endpoint', id, 'an id of GET /api/v1/alerts/endpoints');
    const visitor = visitorOf(response);
    const test = await tests.run(askerOf(response), id, () => this.#send(endpoint));
    audit.note(request, visitor, 'endpointTested', channel.shown(endpoint), test.ok ? 'ok' : test.detail);
    if (test.ok && alerts.acts.book.gone.has(endpoint.address))
      await alerts.acts.write([
        newAct('back', { channel: endpoint.channel, address: endpoint.address, who: visitor.title }),
      ]);
    response.json(test);
  };

  async #send(endpoint: Endpoint): Promise<EndpointTest> {
    const { alerts } = this.#deps;
    const id = `msg_${randomUUID()}`;
    const message: Message = {
      ...{ id, to: '', audience: 'centre' as const, timestamp: formatTime(Date.now()), sections: [] },
      links: { ...alerts.links.of(id, []), acknowledge: null },
    };
    try {
      await alerts.channels[endpoint.channel]?.send(endpoint, message, () => true);
      return { ok: true, detail: 'the receiver has taken the message' };
    } catch (error) {
      return {
        ok: false,
        detail: (error instanceof Error ? error.message : String(error)).slice(0, MAX_SHOWN_OUTCOME),
      };
    }
  }

  #item({
    message,
    channel,
    address,
    template,
    recipient,
    audience,
    alerts: ids,
    kind,
    code,
    decidedAt,
    act,
    tries,
    nextAt,
  }: StoredMessage): DeliveryItem {
    const { alerts, boards } = this.#deps;
    const { book } = alerts.acts;
    const known = ids.flatMap((id) => book.alerts.get(id) ?? []);
    const units = new Set(known.map(({ unit }) => unit));
    const [unit] = units;
    const isWaiting = ENDS.waiting.includes(act);
    const shown = alerts.channels[channel]?.shown({
      channel,
      address,
      template: { name: template, body: null },
    } as Endpoint);
    const state = DELIVERY_STATES.find((one) => ENDS[one].includes(act)) ?? 'waiting';
    return {
      ...{ id: message, channel, to: recipient, audience, alerts: ids.length },
      address: shown ?? (channel === 'mail' ? address : new URL(address).host),
      case: code === '' ? null : { kind, code },
      rules: [...new Set(known.map(({ rule }) => rule))],
      unit: units.size === 1 && unit !== undefined ? unitOf(unit, boards) : null,
      decidedAt: formatTime(decidedAt),
      // All that it told of has been resolved before it was sent.
      state: isWaiting && !book.messages.has(message) ? 'dropped' : state,
      tries: tries
        .flatMap(({ at, act: one, note }) => {
          const outcome = DELIVERY_OUTCOMES.find((known) => known === one);
          return outcome ? [{ at: formatTime(at), outcome, detail: note || null }] : [];
        })
        .slice(-SHOWN_TRIES),
      nextAt: isWaiting && book.messages.has(message) ? formatTime(nextAt || decidedAt) : null,
    };
  }

  #endpointItem(endpoint: Endpoint): EndpointItem {
    const { alerts } = this.#deps;
    const { channel: name, address } = endpoint;
    const channel = alerts.channels[name];
    const objection = channel
      ? (channel.objection(endpoint) ?? null)
      : 'the server has no mail server (ALERT_SMTP_URL)';
    const { book } = alerts.acts;
    const contacts = alerts.settings.current.contacts.filter(
      ({ mail, webhook }) => address === (name === 'mail' ? mail : webhook),
    );
    return {
      ...{ id: endpointId(endpoint), channel: name, objection, waiting: book.waitingFor(address) },
      address: channel?.shown(endpoint) ?? address,
      contacts: contacts.map(
        ({ unit, role, name: person }): { unit: string | null; role: Audience; name: string } => ({
          unit,
          role,
          name: person,
        }),
      ),
      state: objection !== null ? 'refused' : book.gone.has(address) ? 'gone' : 'ready',
    };
  }
}

function endpointId({ channel, address }: Endpoint): string {
  return createHash('sha256').update(`${channel} ${address}`).digest('base64url').slice(0, 22);
}
