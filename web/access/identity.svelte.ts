/** Who is at the page, as the server says. */
import type { Me } from '../../contract/identity.ts';
import type { SignInWays } from '../../contract/sign-in.ts';
import { atRoot } from '../routing/root.ts';

const RETRY_MS = 3_000;

/**
 * `unanswered`: the server did not say yet; `nobody`: there is none; `ended`: this is a
 * device whose time is over.
 */
export type IdentityState = 'asking' | 'unanswered' | 'known' | 'nobody' | 'ended';

export class Identity {
  state = $state<IdentityState>('asking');
  me = $state.raw<Me>();
  #renewal: Promise<unknown> | undefined;

  /** `work` ends the session of this page and opens another: who is at the page is asked when the other is there. */
  async renew(work: () => Promise<void>): Promise<void> {
    const renewal = work();
    this.#renewal = renewal.catch(() => undefined);
    await renewal;
  }

  /** Asks until the server has answered; returns the clean-up. */
  listen(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const ask = async () => {
      await this.ask();
      if (this.state === 'unanswered' && !stopped) timer = setTimeout(ask, RETRY_MS);
    };
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }

  async ask(): Promise<void> {
    await this.#renewal;
    let response: Response;
    try {
      response = await fetch(atRoot('auth/me'), { headers: { accept: 'application/json' } });
    } catch {
      // The page says itself that the link is lost.
      if (this.state === 'asking') this.state = 'unanswered';
      return;
    }
    if (response.ok) {
      this.me = (await response.json()) as Me;
      this.state = 'known';
    } else if (response.status === 401) {
      const { title } = (await response.json().catch(() => ({}))) as { title?: string };
      this.state = title === 'Device ended' ? 'ended' : 'nobody';
    } else if (this.state === 'asking') this.state = 'unanswered';
  }
}

/** How one can sign in; when the server does not say, with a local account. */
export async function askWays(): Promise<SignInWays> {
  const unknown: SignInWays = { password: true, oidc: false, refusal: null };
  try {
    const response = await fetch(atRoot('auth/ways'), { headers: { accept: 'application/json' } });
    return response.ok ? ((await response.json()) as SignInWays) : unknown;
  } catch {
    return unknown;
  }
}

/** Where the sign-in service is begun; `page`: where to come back to, a path below the root. */
export function serviceHref(page: string): string {
  return atRoot(`auth/oidc?page=${encodeURIComponent(page)}`);
}

export type SignInResult = 'ok' | 'wrong' | 'unreachable' | { waitSeconds: number };

export async function signIn(name: string, password: string): Promise<SignInResult> {
  let response: Response;
  try {
    response = await post('auth/login', { name, password });
  } catch {
    return 'unreachable';
  }
  if (response.ok) return 'ok';
  if (response.status === 429 || response.status === 503)
    return { waitSeconds: Number(response.headers.get('retry-after') ?? 1) };
  return response.status === 401 || response.status === 400 ? 'wrong' : 'unreachable';
}

/** `everywhere`: on all other devices too. */
export async function signOut(everywhere = false): Promise<void> {
  await post('auth/logout', { everywhere });
}

function post(path: string, body: object): Promise<Response> {
  return fetch(atRoot(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
}
