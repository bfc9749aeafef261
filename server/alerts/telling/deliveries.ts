/**
 * Sends the messages that wait, as long as this server leads: one at a time to each endpoint, never above its rate, again after
 * growing waits. Of mail all alerts that wait for a person go as one, a reminder by itself.
 *
 * What becomes of a message is written before the endpoint's next one is sent. A server that stops between sending and
 * writing leaves the message waiting, and whoever leads next sends it again under the same id.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { AlertSection } from '../../../contract/alerts.ts';
import { formatTime } from '../../../contract/time.ts';
import type { AlertActRow } from '../../../clickhouse/alert-acts-table.ts';
import type { ChatTemplate } from '../../../pack/alert-rule.ts';
import type { ServerFaults } from '../../server-faults.ts';
import { newAct, type ActLog } from '../book/act-log.ts';
import type { WaitingMessage } from '../book/alert.ts';
import { NotTaken, type Endpoint, type Message } from '../channels/channel.ts';
import type { Channels } from '../channels/channels.ts';
import { waitAfter } from './retry.ts';

/** Messages on their way at a time, to as many endpoints. */
const MAX_AT_ONCE = 32;
const MINUTE_MS = 60_000;
/** Between two mails to one person, so that what comes together goes together. */
const MAIL_EVERY_MS = 60_000;
const WRITE_AGAIN_AFTER_MS = 1_000;
/** When this server leads no longer. */
const WRITE_DELIVERED_TRIES = 30;
/** What is kept of why a message was not taken. */
const MAX_REASON = 300;

export interface DeliveriesDeps {
  acts: ActLog;
  channels: Channels;
  templateOf: (name: string) => ChatTemplate | undefined;
  sectionsOf: (messages: readonly WaitingMessage[]) => AlertSection[];
  linksOf: (message: WaitingMessage, sections: readonly AlertSection[]) => Message['links'];
  perMinute: () => number;
  /** Of the lease: asked right before a message goes. */
  mayLead: () => boolean;
  /** False: what would be told is not true at the moment. */
  mayTell: () => boolean;
  /** By the clock of the acts. */
  nowMs: () => number;
  metrics: Registry;
  faults: ServerFaults;
  log: Logger;
}

export class Deliveries {
  readonly #deps: DeliveriesDeps;
  /** Endpoint -> its message is on its way. */
  readonly #underWay = new Map<string, Promise<void>>();
  /** Address -> until when it has asked to be left alone, by the clock that only goes forward. */
  readonly #pausedUntil = new Map<string, number>();
  readonly #outcomes: Counter<'outcome'>;

  constructor(deps: DeliveriesDeps) {
    this.#deps = deps;
    this.#outcomes = new Counter({
      name: 'monitor_alert_deliveries_total',
      help: 'Tries to deliver a message, by outcome',
      labelNames: ['outcome'],
      registers: [deps.metrics],
    });
  }

  /** Sends what is due, and then what is due when that has gone. `term`: of this server. */
  sendDue(term: number): void {
    const { acts, mayLead, mayTell } = this.#deps;
    if (!mayLead() || !mayTell()) return;
    const nowMs = this.#deps.nowMs();
    const due = new Map<string, WaitingMessage[]>();
    for (const message of acts.book.messages.values()) {
      const key = `${message.channel} ${message.address}`;
      if (message.nextAt > nowMs || this.#underWay.has(key)) continue;
      const others = due.get(key);
      if (others) others.push(message);
      else due.set(key, [message]);
    }
    for (const [key, messages] of due) {
      if (this.#underWay.size >= MAX_AT_ONCE) return;
      const [first] = messages as [WaitingMessage];
      if (!this.#maySendTo(first, nowMs)) continue;
      const together = first.channel === 'mail' && !first.reminder ? messages.filter(isOfAlerts) : [first];
      this.#underWay.set(key, this.#sendOne(key, together, term));
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  async #sendOne(key: string, messages: WaitingMessage[], term: number): Promise<void> {
    try {
      await this.#send(messages, term);
    } catch (error) {
      this.#underWay.delete(key);
      return void this.#deps.faults.failed(error, 'alerts', 'a message could not be sent');
    }
    this.#underWay.delete(key);
    this.sendDue(term);
  }

  #maySendTo({ channel, address }: WaitingMessage, nowMs: number): boolean {
    if ((this.#pausedUntil.get(address) ?? 0) > performance.now()) return false;
    const sendings = this.#deps.acts.book.sendings.get(address) ?? [];
    const isCalm = channel !== 'mail' || (sendings.at(-1) ?? 0) <= nowMs - MAIL_EVERY_MS;
    const lately = sendings.filter((at) => at > nowMs - MINUTE_MS).length;
    return isCalm && lately < this.#deps.perMinute();
  }

  async #send(messages: WaitingMessage[], term: number): Promise<void> {
    const { sectionsOf, linksOf, channels, templateOf, mayLead } = this.#deps;
    const [first] = messages as [WaitingMessage];
    const sections = sectionsOf(messages);
    const ended = (act: 'delivered' | 'failed' | 'dropped', note = '') =>
      this.#write(messages.map(({ id }) => newAct(act, { message: id, note, term })));
    if (sections.length === 0) return ended('dropped', 'what it told of was over before it was sent');
    const template = templateOf(first.template);
    const channel = channels[first.channel];
    if (!channel || (first.channel === 'chat' && !template))
      return ended('failed', 'the configuration or the pack has no such channel any more');
    const endpoint = { channel: first.channel, address: first.address, template } as Endpoint;
    const message: Message = {
      ...{ id: first.id, to: first.recipient, audience: first.audience, sections },
      timestamp: formatTime(Date.now()),
      links: linksOf(first, sections),
    };
    try {
      await channel.send(endpoint, message, mayLead);
    } catch (error) {
      if (!mayLead()) return;
      return this.#notTaken(messages, channel.shown(endpoint), error, term);
    }
    this.#outcomes.inc({ outcome: 'delivered' });
    await ended('delivered');
  }

  async #notTaken(messages: WaitingMessage[], shown: string, error: unknown, term: number): Promise<void> {
    const { log, acts } = this.#deps;
    const [first] = messages as [WaitingMessage];
    const { channel, address, tries } = first;
    const note = reasonOf(error);
    const refusal = error instanceof NotTaken ? error : undefined;
    this.#outcomes.inc({ outcome: refusal?.isGone ? 'gone' : 'failed' });
    if (refusal?.isGone) {
      log.error(
        { to: shown },
        'a receiver of alerts is gone (410): nothing more goes there until a test message is taken',
      );
      const waiting = [...acts.book.messages.values()].filter((message) => message.address === address);
      return this.#write([
        newAct('gone', { channel, address, note, term }),
        ...waiting.map(({ id }) => newAct('returned', { message: id, note, term })),
      ]);
    }
    if (refusal?.retryAfterMs !== undefined)
      this.#pausedUntil.set(address, performance.now() + refusal.retryAfterMs);
    const waitMs = refusal?.isFinal ? undefined : waitAfter(tries + 1, refusal?.retryAfterMs, Math.random());
    log.warn({ messageId: first.id, to: shown, waitMs, reason: note }, 'an alert was not taken');
    const until = waitMs === undefined ? 0 : this.#deps.nowMs() + waitMs;
    await this.#write(
      messages.map(({ id }) =>
        newAct(waitMs === undefined ? 'failed' : 'tried', { message: id, note, until, term }),
      ),
    );
  }

  /**
   * Until it stands: a message of which nothing is known is sent again. What was delivered is worth writing when another server
   * leads, too.
   */
  async #write(acts: AlertActRow[]): Promise<void> {
    const isDelivered = acts.some(({ act }) => act === 'delivered');
    for (let tries = 0; this.#deps.mayLead() || (isDelivered && tries < WRITE_DELIVERED_TRIES); tries++) {
      try {
        return await this.#deps.acts.write(acts);
      } catch (error) {
        this.#deps.faults.failed(
          error,
          'alerts',
          'what became of a message could not be written; trying again',
        );
        await sleep(WRITE_AGAIN_AFTER_MS, undefined, { ref: false });
      }
    }
  }
}

function isOfAlerts({ reminder }: WaitingMessage): boolean {
  return reminder === undefined;
}

function reasonOf(error: unknown): string {
  const text =
    error instanceof Error
      ? `${error.message}${error.cause ? `: ${String(error.cause)}` : ''}`
      : String(error);
  return text.slice(0, MAX_REASON);
}
