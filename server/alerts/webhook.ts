/** One signed POST of the Standard Webhooks form (https://www.standardwebhooks.com). */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { Receivers } from './receivers.ts';

const ANSWER_WITHIN_MS = 10_000;
/** What a receiver may ask to be left alone for. */
const RETRY_AFTER_MS = { least: 1_000, most: 86_400_000 };

export interface WebhookMessage {
  /** The same for every delivery of the message, so that a receiver can drop a repetition. */
  id: string;
  target: string;
  payload: unknown;
}

/** The receiver answered something else than 2xx. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  readonly status: number;
  /** For so long nothing more is to be sent there; undefined: it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, retryAfterMs: number | undefined) {
    super(`the receiver answered ${status}`);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Resolves when the receiver answered 2xx. Redirects are answers like any other: another address than the configured
 * one is not to be trusted with the message.
 *
 * @throws NotTaken, or Error saying why there was no answer.
 */
export async function postWebhook(
  message: WebhookMessage,
  secret: string,
  receivers: Receivers,
): Promise<void> {
  const objection = receivers.objection(message.target);
  if (objection !== undefined) throw new Error(objection);
  const body = JSON.stringify(message.payload);
  const sentAt = new Date();
  const answer = await post(message.target, body, receivers, {
    'content-type': 'application/json',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(message.id, sentAt, body),
  });
  // What it says beside its status is not read.
  answer.destroy();
  const { statusCode: status = 0, headers } = answer;
  if (status >= 200 && status < 300) return;
  throw new NotTaken(status, retryAfterMs(headers['retry-after'], Date.now()));
}

function post(
  target: string,
  body: string,
  { lookup }: Receivers,
  headers: Record<string, string>,
): Promise<IncomingMessage> {
  const request = target.startsWith('https:') ? requestHttps : requestHttp;
  // Without an agent each connection is a new one, to an address that was just looked at.
  const options = {
    method: 'POST',
    headers,
    lookup,
    agent: false,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  };
  return new Promise((resolve, reject) => {
    request(target, options, resolve).on('error', reject).end(body);
  });
}

/** Seconds, or a date of HTTP; undefined: neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : / GMT$/.test(text) ? Date.parse(text) - nowMs : NaN;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(RETRY_AFTER_MS.most, Math.max(RETRY_AFTER_MS.least, ms));
}
