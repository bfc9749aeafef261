/** `GET /api/v1/quality`: what is wrong with the data of a kind, per source. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { RequestHandler } from 'express';
import { abortable } from '../../clickhouse/client.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { untilJoined } from '../joined-log.ts';
import type { Ticker } from '../ticker.ts';
import { reportQuality } from '../quality/quality-report.ts';
import { askerOf } from './asker.ts';
import { boardOf, periodOf } from './query.ts';

export function getQuality(ticker: Ticker, client: ClickHouseClient, reads: Turnstile): RequestHandler {
  return async (request, response) => {
    const board = boardOf(request, ticker.boards);
    const period = periodOf(request, Date.now());
    const key = `quality ${board.kind} ${period.fromDay} ${period.toDay}`;
    const report = await reads.run(askerOf(response), key, async (signal) => {
      const reader = abortable(client, signal);
      // Of other kinds the log itself is read.
      if (board === ticker.board) await untilJoined(reader, DOSSIER_LOG);
      return reportQuality(reader, board, period, Date.now());
    });
    response.json(report);
  };
}
