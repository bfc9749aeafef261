/**
 * The link of a message: a page that says what would be acknowledged, and the button that does it, once. Opening the page does
 * nothing: mail servers open links to look at what is behind.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Request, RequestHandler, Response } from 'express';
import { isLinkUsed, readMessages, type StoredMessage } from '../../clickhouse/alert-acts-table.ts';
import { abortable } from '../../clickhouse/client.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { Audit } from '../access/audit.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Alert } from '../alerts/book/alert.ts';
import { unitOf } from '../alerts/telling/content.ts';
import type { Boards } from '../state/boards.ts';
import { linkPage, type LinkPage } from './alert-link-page.ts';

export interface AlertLinkRoutesDeps {
  alerts: Alerts;
  boards: Boards;
  client: ClickHouseClient;
  /** Reads of what links name. */
  links: Turnstile;
  audit: Audit;
}

interface Linked {
  message: StoredMessage;
  isUsed: boolean;
  /** Open and not acknowledged. */
  open: Alert[];
}

export class AlertLinkRoutes {
  readonly #deps: AlertLinkRoutesDeps;

  constructor(deps: AlertLinkRoutesDeps) {
    this.#deps = deps;
  }

  /** `GET /auth/alerts/TOKEN`. */
  readonly show: RequestHandler = async (request, response) => {
    const linked = await this.#linked(request, response);
    if (!linked) return send(response, 404, { state: 'unknown' });
    send(response, 200, this.#page(linked));
  };

  /** `POST /auth/alerts/TOKEN`. */
  readonly acknowledge: RequestHandler = async (request, response) => {
    const linked = await this.#linked(request, response);
    if (!linked) return send(response, 404, { state: 'unknown' });
    const { message, isUsed, open } = linked;
    if (isUsed || open.length === 0) return send(response, 200, this.#page(linked));
    const { alerts, audit } = this.#deps;
    const who = message.recipient || 'alert link';
    await alerts.acknowledge(
      open.map(({ id }) => id),
      who,
      '',
      message.message,
    );
    const name = `${open.length} alerts of ${message.message}`;
    audit.add({
      kind: '',
      name: who,
      address: audit.addressOf(request),
      action: 'alertAcknowledged',
      target: name,
      detail: 'by the link of the message',
    });
    send(response, 200, { ...this.#page(linked), state: 'done' });
  };

  async #linked(request: Request, response: Response): Promise<Linked | undefined> {
    const { alerts, client, links } = this.#deps;
    const id = alerts.links.messageOf(String(request.params['token']), Date.now());
    if (id === undefined) return undefined;
    const gone = new AbortController();
    response.once('close', () => response.writableFinished || gone.abort());
    const asker = { identity: id, signal: gone.signal };
    const [message, isUsed] = await links.run(asker, `${request.method} ${id}`, async (signal) => {
      const reader = abortable(client, signal);
      const [stored] = await readMessages(reader, { message: id, limit: 1 });
      return [stored, await isLinkUsed(reader, id)] as const;
    });
    if (!message) return undefined;
    const open = message.alerts.flatMap((alert) => alerts.acts.book.alerts.get(alert) ?? []);
    return { message, isUsed, open: open.filter(({ acknowledged }) => !acknowledged) };
  }

  #page({ isUsed, open, message }: Linked): LinkPage {
    const { alerts, boards } = this.#deps;
    return {
      state: isUsed ? 'used' : open.length === 0 ? 'over' : 'open',
      recipient: message.recipient,
      alerts: open.map(({ rule, unit, kind, code, subject, dueAt }) => ({
        rule: alerts.settings.rules.get(rule)?.name.vi ?? rule,
        unit: unitOf(unit, boards)?.name ?? '',
        what: code || subject,
        kind: boards.of(kind)?.counting.kind.name.vi ?? '',
        dueAt: code === '' ? 0 : dueAt,
      })),
    };
  }
}

function send(response: Response, status: number, page: LinkPage): void {
  response.status(status).type('html').send(linkPage(page));
}
