/** The tokens of VIEWER_TOKENS: each opens one scope and what lies in it, as a program with the role viewer. */
import { createHash } from 'node:crypto';
import { EnvironmentError } from '../../contract/environment.ts';
import { ACCEPTED_SCOPE_OF_PACK } from '../../contract/scope.ts';
import { findScope, type Scope } from '../state/periods/figures.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';

/** As configured: the scope is a name that the province pack may not know. */
export interface ViewerToken {
  token: string;
  scope: string;
}

interface KnownToken {
  /** Its place in the configuration, from 1. */
  number: number;
  scope: Scope;
}

export class ViewerTokens {
  /** By digest, so that the time of a look-up tells nothing of a token. */
  readonly #byDigest = new Map<string, KnownToken>();

  /** @throws EnvironmentError when a scope is none of the province pack. */
  constructor(tokens: readonly ViewerToken[], directory: UnitDirectory) {
    for (const [i, { token, scope: name }] of tokens.entries()) {
      const scope = findScope(directory, name);
      if (!scope) {
        throw new EnvironmentError(
          `VIEWER_TOKENS: the scope ${JSON.stringify(name)} is not accepted: expected ${ACCEPTED_SCOPE_OF_PACK}`,
        );
      }
      this.#byDigest.set(digest(token), { number: i + 1, scope });
    }
  }

  /** Undefined when it is not known. */
  find(token: string): KnownToken | undefined {
    return this.#byDigest.get(digest(token));
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
