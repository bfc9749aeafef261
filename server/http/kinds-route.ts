/** `GET /api/v1/kinds`: the kinds of cases that the centre follows, for pages and programs that know none but by this. */
import type { RequestHandler } from 'express';
import type { Kind, KindsAnswer } from '../../contract/kind.ts';

export function getKinds(kinds: Kind[]): RequestHandler {
  const answer: KindsAnswer = { kinds };
  return (_request, response) => {
    response.json(answer);
  };
}
