/** What the dossiers received in a period used of the online services, counted in the store by unit and procedure. */
import type { ClickHouseClient } from '@clickhouse/client';
import { periodEnd, periodStart, type Period } from '../../contract/period.ts';
import { abortable } from '../../clickhouse/client.ts';
import { readServiceCounts, type ServiceCount } from '../../clickhouse/service-figures.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import type { Asker, Turnstile } from '../admission/turnstile.ts';
import { untilJoined } from '../joined-log.ts';
import type { Board } from '../state/board.ts';
import type { Scope } from '../state/periods/figures.ts';
import { serviceFigures, type CountedServices } from './service-figures.ts';

export interface ServicesOfPeriod {
  asOfMs: number;
  in(scope: Scope): CountedServices;
}

export type CountServices = (asker: Asker, period: Period) => Promise<ServicesOfPeriod>;

/** `board`: of dossiers; `reads`: where the read waits for its turn. */
export function servicesOfStore(board: Board, client: ClickHouseClient, reads: Turnstile): CountServices {
  const { directory, pack } = board;
  const ofScope = (counts: readonly ServiceCount[], { units }: Scope) =>
    serviceFigures(
      pack,
      counts.filter(({ unitCode, unitName, era }) => units.has(board.unitNumberOf(unitCode, unitName, era))),
    );
  return async (asker, period) => {
    // Counted by unit, so that one read answers every scope of the period.
    const key = `services ${period.fromDay} ${period.toDay}`;
    const { counts, asOfMs } = await reads.run(asker, key, async (signal) => {
      const reader = abortable(client, signal);
      await untilJoined(reader, DOSSIER_LOG);
      const endMs = periodEnd(period, Date.now());
      return {
        counts: await readServiceCounts(reader, periodStart(period), endMs, directory.eraStarts),
        asOfMs: endMs,
      };
    });
    return { asOfMs, in: (scope) => ofScope(counts, scope) };
  };
}
