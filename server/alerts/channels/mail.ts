/** Mails: one of all sections that a person is told. */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailSender, MailServer } from '../../../contract/environment.ts';
import type { Channel, Endpoint, Message } from './channel.ts';
import { letterOf } from './letter.ts';
import { letterHtml } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import { sendMail, type MailTimes } from './smtp.ts';
import { plainText, type CategoryWords } from './words.ts';

export interface MailOptions {
  server: MailServer;
  from: MailSender;
  categoryWords: CategoryWords;
  times?: MailTimes;
}

const ADDRESS = /^[^\s<>@,;"\p{Cc}]+@[^\s<>@,;"\p{Cc}]+$/u;

export class MailChannel implements Channel {
  readonly #options: MailOptions;

  constructor(options: MailOptions) {
    this.#options = options;
  }

  objection({ address }: Endpoint): string | undefined {
    return ADDRESS.test(address)
      ? undefined
      : `${JSON.stringify(address)} is no e-mail address: accepted: such as ioc@example.vn`;
  }

  shown({ address }: Endpoint): string {
    return address;
  }

  async send(endpoint: Endpoint, message: Message, maySend: () => boolean): Promise<void> {
    const objection = this.objection(endpoint);
    if (objection !== undefined) throw new Error(objection);
    const { server, from, times } = this.#options;
    const raw = await this.#compose(endpoint.address, message);
    await sendMail({ server, times }, { from: from.address, to: endpoint.address, raw }, maySend);
  }

  #compose(address: string, message: Message): Promise<Buffer> {
    const { from, categoryWords } = this.#options;
    const letter = letterOf(message, categoryWords);
    const mail = new MailComposer({
      from,
      to: { name: plainText(message.to), address },
      subject: letter.subject,
      messageId: `<${message.id.replace(/[^\w.-]/g, '_')}@${from.address.split('@')[1]}>`,
      text: letterText(letter),
      html: letterHtml(letter),
      // No server answers it, and Exchange sends no absence notes.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    });
    return mail.compile().build();
  }
}
