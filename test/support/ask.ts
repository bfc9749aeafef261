/** Requests as a browser or a program sends them, with what the tests look at of the answers. */
import type { Problem } from '../../contract/api.ts';

export interface Answer<Body = Problem> {
  status: number;
  /** Parsed when it is JSON. */
  body: Body;
  text: string;
  /** The first that is set, as it is sent back. */
  cookie: string | undefined;
  location: string | null;
  headers: Headers;
}

export interface Asking {
  cookie?: string | undefined;
  token?: string;
  /** By default POST with a body, else GET. */
  method?: string;
  body?: object;
  headers?: Record<string, string>;
}

export async function ask<Body = Problem>(url: string, asking: Asking = {}): Promise<Answer<Body>> {
  const { cookie, token, body, method = body ? 'POST' : 'GET', headers = {} } = asking;
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      connection: 'close',
      ...(cookie && { cookie }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    body: (isJson ? JSON.parse(text) : text) as Body,
    text,
    cookie: response.headers.get('set-cookie')?.split(';')[0],
    location: response.headers.get('location'),
    headers: response.headers,
  };
}
