/** `GET /api/v1/quality`: what is wrong with the data, per source. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { RequestHandler } from 'express';
import { abortable } from '../../clickhouse/client.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import type { Lane } from '../admission/lane.ts';
import { untilJoined } from '../joined-log.ts';
import type { Monitor } from '../monitor.ts';
import { reportQuality } from '../quality/quality-report.ts';
import { askerOf } from './asker.ts';
import { periodOf } from './query.ts';

export function getQuality(monitor: Monitor, client: ClickHouseClient, reads: Lane): RequestHandler {
  return async (request, response) => {
    const period = periodOf(request, Date.now());
    const key = `quality ${period.fromDay} ${period.toDay}`;
    const report = await reads.run(askerOf(response), key, async (signal) => {
      const reader = abortable(client, signal);
      await untilJoined(reader, DOSSIER_LOG);
      return reportQuality(reader, monitor.board, period, Date.now());
    });
    response.json(report);
  };
}
