/** The token of a program that may see the province, which each product of the tests knows, and requests that bear it. */

export const VIEWER_TOKEN = 'viewer-token-0123456789';

/** As fetch, by that program unless another identity is sent. */
export function viewerFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('authorization') && !headers.has('cookie'))
    headers.set('authorization', `Bearer ${VIEWER_TOKEN}`);
  return fetch(url, { ...init, headers });
}
