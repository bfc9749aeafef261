/** The ways by which messages go out, as the configuration has them. */
import type { AlertChannel } from '../../../contract/alerts.ts';
import type { MailSender, MailServer } from '../../../contract/environment.ts';
import type { Channel } from './channel.ts';
import { ChatChannel } from './chat.ts';
import { MailChannel } from './mail.ts';
import { Receivers } from './receivers.ts';
import type { WebhookSecrets } from './webhook-secrets.ts';
import { WebhookChannel } from './webhook.ts';
import type { CategoryWords } from './words.ts';

export interface ChannelsConfig {
  secrets: WebhookSecrets;
  /** Hosts that may be sent to over http and in our own network. */
  allow: readonly string[];
  /** Undefined: no mail is sent. */
  mail: { server: MailServer; from: MailSender } | undefined;
}

/** No mail: there is no mail server. */
export type Channels = Record<Exclude<AlertChannel, 'mail'>, Channel> & { mail: Channel | undefined };

export function channelsOf({ secrets, allow, mail }: ChannelsConfig, categoryWords: CategoryWords): Channels {
  const options = { receivers: new Receivers(allow) };
  return {
    webhook: new WebhookChannel(secrets, options),
    chat: new ChatChannel(options, categoryWords),
    mail: mail && new MailChannel({ ...mail, categoryWords }),
  };
}
