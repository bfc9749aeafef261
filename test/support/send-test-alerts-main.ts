/** Sends a test message to a webhook and by mail: `HTTPS_URL SMTP_PORT`, in a process whose trusted authorities are its own. */
import { MailChannel } from '../../server/alerts/channels/mail.ts';
import { Receivers } from '../../server/alerts/channels/receivers.ts';
import { WebhookSecrets } from '../../server/alerts/channels/webhook-secrets.ts';
import { WebhookChannel } from '../../server/alerts/channels/webhook.ts';
import { messageOf } from './alert-messages.ts';

const [address = '', smtpPort] = process.argv.slice(2);
const secrets = new WebhookSecrets([`whsec_${'A'.repeat(32)}`]);
await new WebhookChannel(secrets, { receivers: new Receivers([]) }).send(
  { channel: 'webhook', address },
  messageOf([]),
  () => true,
);
await new MailChannel({
  server: { host: '127.0.0.1', port: Number(smtpPort), isSecure: false, login: undefined },
  from: { name: 'IOC', address: 'ioc@example.vn' },
  categoryWords: (_kind, category) => category,
}).send({ channel: 'mail', address: 'an.le@example.vn' }, messageOf([]), () => true);
