/** `GET /api/v1/case-counts`: how many cases of a scope each officer, procedure or field has. */
import type { RequestHandler } from 'express';
import { COUNTED_BY, type CaseCountsAnswer } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { formatTime } from '../../contract/time.ts';
import { visitorOf } from '../access/http-access.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { countCases } from '../state/cases/case-counts.ts';
import type { Ticker } from '../ticker.ts';
import { askerOf } from './asker.ts';
import { demandOpen } from './confidential.ts';
import { boardOf, oneOf, scopeOf } from './query.ts';

export function getCaseCounts(ticker: Ticker, scans: Turnstile): RequestHandler {
  return async (request, response) => {
    const board = boardOf(request, ticker.boards);
    demandOpen(board.counting.kind, visitorOf(response));
    const { name, edition, units } = scopeOf(request, response, board.directory);
    // Cases of other kinds have no procedure, which has the field.
    const by = oneOf(request, 'by', board.kind === DOSSIER ? COUNTED_BY : ['officer' as const]) ?? 'officer';
    const asOf = formatTime(board.asOfMs);
    const question = `case counts ${board.kind} ${name} ${edition} ${by}`;
    const counted = await scans.run(askerOf(response), question, (signal) =>
      countCases(board, units, by, signal),
    );
    const answer: CaseCountsAnswer = { kind: board.kind, scope: name, by, asOf, ...counted };
    response.json(answer);
  };
}
