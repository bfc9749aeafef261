/** One signed POST of the Standard Webhooks form (https://www.standardwebhooks.com). */
import { Webhook } from 'standardwebhooks';

const ANSWER_WITHIN_MS = 10_000;

export interface WebhookMessage {
  /** The same for every delivery of the message, so that a receiver can drop a repetition. */
  id: string;
  target: string;
  payload: unknown;
}

/** Resolves when the receiver answered 2xx. @throws Error saying what it answered instead. */
export async function postWebhook(message: WebhookMessage, secret: string): Promise<void> {
  const body = JSON.stringify(message.payload);
  const sentAt = new Date();
  const response = await fetch(message.target, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': message.id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(message.id, sentAt, body),
    },
    body,
    // Another address than the configured one is not to be trusted with the message.
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the receiver answered ${response.status}`);
}
