/** Signed messages to a unit's own system, of the Standard Webhooks form (https://www.standardwebhooks.com). */
import { Webhook } from 'standardwebhooks';
import { alertPayload } from './alert-payload.ts';
import type { Channel, Endpoint, Message } from './channel.ts';
import { postJson, type PostOptions } from './post.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';

export class WebhookChannel implements Channel {
  readonly #secrets: WebhookSecrets;
  readonly #options: PostOptions;

  constructor(secrets: WebhookSecrets, options: PostOptions) {
    this.#secrets = secrets;
    this.#options = options;
  }

  objection({ address }: Endpoint): string | undefined {
    if (this.#secrets.of(address).length === 0)
      return `no secret for ${new URL(address).host}: accepted: ALERT_WEBHOOK_SECRET, or a line of ALERT_WEBHOOK_SECRETS`;
    return this.#options.receivers.objection(address);
  }

  shown({ address }: Endpoint): string {
    return new URL(address).host;
  }

  async send(endpoint: Endpoint, message: Message, maySend: () => boolean): Promise<void> {
    const objection = this.objection(endpoint);
    if (objection !== undefined) throw new Error(objection);
    const body = JSON.stringify(alertPayload(message));
    const sentAt = new Date();
    const signatures = this.#secrets
      .of(endpoint.address)
      .map((secret) => new Webhook(secret).sign(message.id, sentAt, body));
    const headers = {
      'webhook-id': message.id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
      'webhook-signature': signatures.join(' '),
    };
    await postJson({ target: endpoint.address, body, headers }, this.#options, maySend);
  }
}
