/** What is told of the indicators of the pack. */
import type { ClickHouseClient } from '@clickhouse/client';
import { abortable } from '../../clickhouse/client.ts';
import { readObservations, type ObservationsRead } from '../../clickhouse/observations.ts';
import { OBSERVATION_LOG } from '../../clickhouse/stream-log.ts';
import { toldPeriodOf, type ToldPeriod } from '../../contract/told-period.ts';
import type { Indicator } from '../../contract/indicator.ts';
import type { Asker, Turnstile } from '../admission/turnstile.ts';
import { untilJoined } from '../joined-log.ts';

/** Of periods that begin by the end of the year in which the last one ends. */
export type ReadTold = (asker: Asker, last: Pick<ToldPeriod, 'toDay'>) => Promise<ObservationsRead>;

/** `reads`: where the read waits for its turn. */
export function toldInStore(
  indicators: readonly Indicator[],
  client: ClickHouseClient,
  reads: Turnstile,
): ReadTold {
  const codes = indicators.map(({ code }) => code);
  return (asker, { toDay }) => {
    const { text: year } = toldPeriodOf(toDay, 'year');
    // Of all scopes: one read answers whoever asks meanwhile.
    return reads.run(asker, `indicators ${year}`, async (signal) => {
      const reader = abortable(client, signal);
      await untilJoined(reader, OBSERVATION_LOG);
      return readObservations(reader, codes, Number(year));
    });
  };
}
