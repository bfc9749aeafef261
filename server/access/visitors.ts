/** Who asks and what they may see, over HTTP and the live feed alike; who tries tokens out has to wait. */
import type { IncomingMessage } from 'node:http';
import { addressKey, clientAddress, type TrustsProxy } from '../../http/client-address.ts';
import { RETRY_AFTER_SECONDS, WRONG_TOKENS, type TokenAttempts } from '../../http/token-attempts.ts';
import type { Scope } from '../state/periods/figures.ts';
import { tokenOf } from './credentials.ts';
import type { ViewerTokens } from './viewer-tokens.ts';

export interface Visitor {
  /** Whose share of what is bounded it uses: a token's, where none is needed an address's. */
  identity: string;
  granted: Scope;
}

/** A request without a token, with an unknown one, or from an address that tries tokens out. */
export class VisitorRefused extends Error {
  override readonly name = 'VisitorRefused';
  readonly status: 401 | 429;

  constructor(status: 401 | 429) {
    super(
      status === 401
        ? 'there is no token, or one that is not known; accepted: Authorization: Bearer TOKEN'
        : `too many wrong tokens come from this address; accepted: ${WRONG_TOKENS.atOnce}, then ${WRONG_TOKENS.perSecond} a second; come again in ${RETRY_AFTER_SECONDS} s`,
    );
    this.status = status;
  }
}

export class Visitors {
  readonly #tokens: ViewerTokens;
  readonly #trustsProxy: TrustsProxy;
  readonly #attempts: TokenAttempts;

  constructor(tokens: ViewerTokens, trustsProxy: TrustsProxy, attempts: TokenAttempts) {
    this.#tokens = tokens;
    this.#trustsProxy = trustsProxy;
    this.#attempts = attempts;
  }

  /** Nobody needs a token. */
  get areAllWelcome(): boolean {
    return this.#tokens.isOpen;
  }

  /** What is limited together as one address. */
  addressOf(request: IncomingMessage): string {
    return addressKey(clientAddress(request, this.#trustsProxy));
  }

  /** `token`: what was sent elsewhere than in the headers. @throws VisitorRefused */
  admit(request: IncomingMessage, token = tokenOf(request.headers)): Visitor {
    const address = this.addressOf(request);
    if (this.#tokens.isOpen) return { identity: `address ${address}`, granted: this.#tokens.everything };
    if (token === undefined) throw new VisitorRefused(401);
    const judgement = this.#attempts.judge(address, token, (one) => this.#tokens.find(one) !== undefined);
    const found = judgement === 'right' ? this.#tokens.find(token) : undefined;
    if (!found) throw new VisitorRefused(judgement === 'later' ? 429 : 401);
    return { identity: `token ${found.number}`, granted: found.scope };
  }
}
