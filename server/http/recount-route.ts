/** `GET /api/v1/recount`: compares what is shown with a recount from scratch. */
import type { RequestHandler } from 'express';
import { askerOf } from './asker.ts';
import type { Recounts } from '../recounts.ts';

export function getRecount(recounts: Recounts): RequestHandler {
  return async (_request, response) => {
    response.json(await recounts.run(askerOf(response)));
  };
}
