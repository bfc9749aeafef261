/** `GET /api/v1/services`: how the dossiers received in a period used the online services. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { RequestHandler } from 'express';
import { periodEnd, periodStart } from '../../contract/period.ts';
import type { ServiceFigures } from '../../contract/services.ts';
import { formatTime } from '../../contract/time.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import { readServiceCounts } from '../../clickhouse/service-figures.ts';
import { abortable } from '../../clickhouse/client.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import { untilJoined } from '../joined-log.ts';
import type { Ticker } from '../ticker.ts';
import type { Board } from '../state/board.ts';
import type { Scope } from '../state/periods/figures.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { serviceFigures } from '../services/service-figures.ts';
import { askerOf } from './asker.ts';
import { periodOf, scopeOf } from './query.ts';

export function getServices(ticker: Ticker, client: ClickHouseClient, reads: Turnstile): RequestHandler {
  return async (request, response) => {
    const { board } = ticker;
    const scope = scopeOf(request, response, board.directory);
    const period = periodOf(request, Date.now());
    // Counted by unit, so that one read answers every scope of the period.
    const key = `services ${period.fromDay} ${period.toDay}`;
    const { counts, asOfMs } = await reads.run(askerOf(response), key, async (signal) => {
      const reader = abortable(client, signal);
      await untilJoined(reader, DOSSIER_LOG);
      const endMs = periodEnd(period, Date.now());
      return {
        counts: await readServiceCounts(reader, periodStart(period), endMs, board.directory.eraStarts),
        asOfMs: endMs,
      };
    });
    const inScope = counts.filter(({ unitCode, unitName, era }) =>
      scope.units.has(board.unitNumberOf(unitCode, unitName, era)),
    );
    const body: ServiceFigures = {
      scope: scope.name,
      scopeName: nameOf(board, scope),
      period: formatPeriod(period),
      asOf: formatTime(asOfMs),
      ...serviceFigures(board.pack, inScope),
    };
    response.json(body);
  };
}

function nameOf({ directory, pack }: Board, { kind, areas, units }: Scope): string {
  if (kind === 'province') return pack.name;
  const [number] = kind === 'area' ? areas : units;
  return (kind === 'area' ? directory.areas : directory.units)[number as number]?.name ?? '';
}
