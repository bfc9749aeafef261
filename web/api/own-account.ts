/** What somebody asks and changes of their own account. */
import type { SessionItem } from '../../contract/administration.ts';
import { getJson } from './client.ts';
import { postJson } from './post-json.ts';

export async function getSessions(signal?: AbortSignal): Promise<SessionItem[]> {
  return (await getJson<{ sessions: SessionItem[] }>('auth/sessions', signal)).sessions;
}

/** `session`: its id. */
export function endSession(session: string): Promise<void> {
  return postJson('auth/sessions/end', { session });
}

/** All other sessions end. */
export function changePassword(password: string, newPassword: string): Promise<void> {
  return postJson('auth/password', { password, newPassword });
}
