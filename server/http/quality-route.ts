/** `GET /api/v1/quality`: what is wrong with the data, per source. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { RequestHandler } from 'express';
import { untilJoined } from '../joined-log.ts';
import type { Monitor } from '../monitor.ts';
import { reportQuality } from '../quality/quality-report.ts';
import type { ReportTurns } from '../report-turns.ts';
import { periodOf } from './query.ts';

export function getQuality(monitor: Monitor, client: ClickHouseClient, turns: ReportTurns): RequestHandler {
  return async (request, response) => {
    const period = periodOf(request, Date.now());
    const key = `quality ${period.fromDay} ${period.toDay}`;
    const report = await turns.run(key, async () => {
      await untilJoined(client);
      return reportQuality(client, monitor.board, period, Date.now());
    });
    response.json(report);
  };
}
