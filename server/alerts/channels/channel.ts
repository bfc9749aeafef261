/** A way by which messages reach people. One is a file of this folder. */
import type { AlertSection, Audience } from '../../../contract/alerts.ts';
import type { ChatTemplate } from '../../../pack/alert-rule.ts';

/** Where messages go. */
export type Endpoint =
  | { channel: 'webhook'; address: string }
  | { channel: 'chat'; address: string; template: ChatTemplate }
  | { channel: 'mail'; address: string };

export interface Message {
  /** The same for every try, so that a receiver can drop a repetition: webhook-id, Message-ID. */
  id: string;
  /** Names of who is told. */
  to: string;
  audience: Audience;
  /** RFC 3339: of what instant the sections are. */
  timestamp: string;
  /** None: a test. Of a webhook or a chat one, of a mail one for each rule and unit. */
  sections: AlertSection[];
  /** Absolute; null: the server does not know its own address (PUBLIC_URL). */
  links: {
    /** The alerts, for who signs in. */
    page: string | null;
    /** Acknowledges all of them, once, without signing in. */
    acknowledge: string | null;
  };
}

/** The receiver did not take the message. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  /** What ends the endpoint: it is gone for good. */
  readonly isGone: boolean;
  /** What ends the message: this one will never be taken. */
  readonly isFinal: boolean;
  /** For so long nothing more is to be sent there, ms; undefined: it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(
    detail: string,
    {
      isGone = false,
      isFinal = false,
      retryAfterMs,
    }: { isGone?: boolean; isFinal?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(detail);
    this.isGone = isGone;
    this.isFinal = isFinal;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Channel {
  /** Why nothing may go to an address, as far as it says so itself; undefined: nothing speaks against it. */
  objection(endpoint: Endpoint): string | undefined;
  /** The address without what is secret in it. */
  shown(endpoint: Endpoint): string;
  /**
   * Resolves when the receiver has taken the message. `maySend` is asked at the last moment, when the connection stands: false, and
   * nothing is sent.
   *
   * @throws NotTaken, or Error saying why there was no answer.
   */
  send(endpoint: Endpoint, message: Message, maySend: () => boolean): Promise<void>;
}
