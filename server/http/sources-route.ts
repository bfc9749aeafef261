/** `GET /api/v1/sources`: where events of a kind come from, and which of these have fallen silent. */
import type { RequestHandler } from 'express';
import type { SourceWatch } from '../quality/source-watch.ts';
import type { Boards } from '../state/boards.ts';
import { sendProblem } from './problem.ts';
import { boardOf } from './query.ts';

export function getSources(sources: SourceWatch, boards: Boards): RequestHandler {
  return (request, response) => {
    const answer = sources.answerOf(boardOf(request, boards));
    if (answer) return void response.json(answer);
    response.set('Retry-After', '2');
    sendProblem(response, { status: 503, title: 'Not ready', detail: 'the sources are being looked at' });
  };
}
