/** Who asks for something dear over HTTP: its visitor, until the connection is gone. */
import type { Response } from 'express';
import { visitorOf } from '../access/http-access.ts';
import type { Asker } from '../admission/turnstile.ts';

export function askerOf(response: Response): Asker {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return { identity: visitorOf(response).identity, signal: gone.signal };
}
