/**
 * The links of messages: to the pages, and one that acknowledges what the message told without signing in. That one names the
 * message and its end, signed; that it works once the acts say (book/act-log.ts).
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { pagePath } from '../../contract/page-path.ts';
import type { AlertSection } from '../../contract/alerts.ts';
import type { Message } from './channels/channel.ts';

const VALID_MS = 7 * 86_400_000;
const SIGNATURE_BYTES = 16;
const UUID_BYTES = 16;
const TIME_BYTES = 6;
const PREFIX = 'msg_';

export class AlertLinks {
  readonly #publicUrl: string | undefined;
  /** The newest first. */
  readonly #keys: readonly Buffer[];

  /** `secrets`: those of the webhooks, the newest first; without one there is no link to acknowledge by. */
  constructor(publicUrl: string | undefined, secrets: readonly string[]) {
    this.#publicUrl = publicUrl?.replace(/\/+$/, '');
    this.#keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', 'alert-link', 32)));
  }

  of(message: string, [first, ...others]: readonly AlertSection[]): Message['links'] {
    if (this.#publicUrl === undefined) return { page: null, acknowledge: null };
    const query = new URLSearchParams();
    if (first && others.length === 0) {
      query.set('rule', first.rule);
      if (first.unit) query.set('scope', `unit:${first.unit.code}`);
    }
    const [key] = this.#keys;
    return {
      page: `${this.#publicUrl}/alerts${query.size > 0 ? `?${query}` : ''}`,
      acknowledge: key
        ? `${this.#publicUrl}/auth/alerts/${token(message, Date.now() + VALID_MS, key)}`
        : null,
    };
  }

  /** To the page of a case; there is nothing to acknowledge. */
  ofCase(kind: string, code: string): Message['links'] {
    const pages = kind === DOSSIER ? 'dossiers' : `kinds/${kind}/cases`;
    const page = this.#publicUrl === undefined ? null : this.#publicUrl + pagePath(pages, code);
    return { page, acknowledge: null };
  }

  /** The message whose alerts a token acknowledges; undefined: it is none of ours, or too old. */
  messageOf(text: string, nowMs: number): string | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== UUID_BYTES + TIME_BYTES + SIGNATURE_BYTES || bytes.toString('base64url') !== text)
      return undefined;
    const said = bytes.subarray(0, UUID_BYTES + TIME_BYTES);
    const signature = bytes.subarray(UUID_BYTES + TIME_BYTES);
    if (!this.#keys.some((key) => timingSafeEqual(signatureOf(said, key), signature))) return undefined;
    if (said.readUIntBE(UUID_BYTES, TIME_BYTES) < nowMs) return undefined;
    const hex = said.toString('hex', 0, UUID_BYTES);
    return PREFIX + hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}

function token(message: string, untilMs: number, key: Buffer): string {
  const said = Buffer.alloc(UUID_BYTES + TIME_BYTES);
  said.write(message.slice(PREFIX.length).replaceAll('-', ''), 'hex');
  said.writeUIntBE(untilMs, UUID_BYTES, TIME_BYTES);
  return Buffer.concat([said, signatureOf(said, key)]).toString('base64url');
}

function signatureOf(said: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(said).digest().subarray(0, SIGNATURE_BYTES);
}
