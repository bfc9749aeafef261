/** A change that a page asks of the server; beside client.ts, for the wall asks none. */
import { requestJson } from './client.ts';

/** @throws ApiError when it is refused or the server cannot be reached */
export function postJson<Answer = void>(path: string, body: object): Promise<Answer> {
  return requestJson(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
