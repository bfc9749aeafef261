/** Prometheus figures of the server. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { MANY_EVENTS } from '../../contract/quality.ts';
import type { LiveFeed } from '../live/live-feed.ts';
import type { Ticker } from '../ticker.ts';
import type { ServerFaults } from '../server-faults.ts';
import { addLimitMetrics, type Limits } from './limit-metrics.ts';
import { Meters } from './meters.ts';

/** Why changed parts of the pack cannot be taken; undefined: they are. */
export interface PackTroubles {
  alerts: { readonly trouble: string | undefined };
  walls: { readonly trouble: string | undefined };
}

/** `limits`: what is bounded, whose figures are told too. */
export function createMetrics(
  registry: Registry,
  ticker: Ticker,
  live: LiveFeed,
  pack: PackTroubles,
  version: string,
  limits: Limits,
  faults: ServerFaults,
): void {
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const meters = new Meters(registry);
  new Gauge({ name: 'monitor_build_info', help: 'Always 1', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  const seconds = (name: string, help: string) =>
    new Histogram({ name, help, buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5], registers });
  const ticks = seconds('monitor_tick_seconds', 'How long a tick took');
  const queries = seconds(
    'monitor_query_seconds',
    'How long reading the new events took, a part of the tick',
  );
  const events = new Counter({ name: 'monitor_events_total', help: 'Events read from the log', registers });
  const passed = new Counter({
    name: 'monitor_time_moves_total',
    help: 'Dossiers placed again because time passed, without an event',
    registers,
  });
  const crowded = new Counter({
    name: 'monitor_crowded_dossiers_total',
    help: `Dossiers of which more than ${MANY_EVENTS} events were read since the start`,
    registers,
  });
  ticker.on('tick', (tick) => {
    if (tick.stream === 'dossier') ticks.observe(ticker.tickMs / 1_000);
    queries.observe(tick.readMs / 1_000);
    events.inc(tick.events);
    for (const board of tick.boards.values()) passed.inc(board.passed.length);
    crowded.inc(tick.crowded);
  });
  meters.gauge('monitor_viewers', 'Open live connections', () => live.viewers);
  meters.gauge('monitor_slow_viewers', 'Live connections that cannot keep up', () => live.slowViewers);
  meters.counter(
    'monitor_viewer_drops_total',
    'Times that a viewer could not keep up: it is told nothing more until it can, then everything again',
    () => live.drops,
  );
  meters.counter(
    'monitor_sent_bytes_total',
    'Bytes of figures and heartbeats told to viewers',
    () => live.sentBytes,
  );
  meters.gauge('monitor_dossiers', 'Dossiers known', () => ticker.board.store.size);
  meters.gauge(
    'monitor_cases',
    'Cases known, by kind',
    () => Object.fromEntries(ticker.boards.all.map(({ kind, store }) => [kind, store.size])),
    'kind',
  );
  meters.gauge(
    'monitor_corrected_dossiers',
    'Dossiers of which a correction revokes events: they are read from the log when something comes of them',
    () => ticker.board.store.corrected.size,
  );
  meters.counter(
    'monitor_corrected_reads_total',
    'Times that a corrected dossier was read from the log',
    () => ticker.boards.dossiers.correctedReads,
  );
  meters.gauge(
    'monitor_names',
    'Distinct units, procedures and officers as they were told, kept in memory',
    () => {
      const size = (field: string) => ticker.board.store.namesOf(field).size;
      return { units: size('unit'), procedures: size('procedure'), officers: size('officer') };
    },
    'kind',
  );
  meters.counter(
    'monitor_names_reduced_total',
    'Times that a name was told which is not kept: too many are',
    () => sum(ticker.boards.all.flatMap(({ store }) => store.names.map(({ names }) => names.reduced))),
  );
  meters.gauge('monitor_periods', 'Periods that are kept up to date', () =>
    sum(ticker.boards.all.map(({ periodCount }) => periodCount)),
  );
  meters.gauge(
    'monitor_cube_cells',
    'Counts that are kept: of each unit, origin and outcome in each period',
    () =>
      sum(
        ticker.boards.all.map(
          ({ periodCount, directory, counting }) =>
            periodCount * directory.units.length * counting.cells.size,
        ),
      ),
  );
  meters.gauge('monitor_timetable_entries', 'Moments at which time alone may move a dossier', () =>
    sum(ticker.boards.all.map(({ timetableSize }) => timetableSize)),
  );
  meters.gauge(
    'monitor_lag_seconds',
    'How long ago the figures last held all that Kafka had',
    () => ticker.feedWatch.feed.lagMs / 1_000,
  );
  meters.gauge(
    'monitor_lag_messages',
    'Messages in Kafka that are not yet counted',
    () => ticker.feedWatch.lagMessages,
  );
  meters.gauge(
    'monitor_dead_letters',
    'Messages that could not be counted',
    () => ticker.feedWatch.feed.deadLetters,
  );
  meters.gauge(
    'monitor_recount_differences',
    'Figures that the last recount found otherwise than shown',
    () => ticker.feedWatch.feed.differences,
  );
  meters.gauge(
    'monitor_missing_messages',
    'Messages that were not counted and that Kafka no longer has, as long as no administrator has seen it',
    () => ticker.feedWatch.feed.missing,
  );
  meters.counter(
    'monitor_mended_dossiers_total',
    'Dossiers that were shown wrongly until states that the store had lost were joined again',
    () => ticker.mendedCases,
  );
  meters.gauge('monitor_calendar_refused', '1 while a changed calendar of the pack cannot be taken', () =>
    ticker.feedWatch.feed.calendarTrouble === undefined ? 0 : 1,
  );
  meters.gauge('monitor_alerts_refused', '1 while changed alert rules of the pack cannot be taken', () =>
    pack.alerts.trouble === undefined ? 0 : 1,
  );
  meters.gauge('monitor_walls_refused', '1 while changed walls of the pack cannot be taken', () =>
    pack.walls.trouble === undefined ? 0 : 1,
  );
  meters.gauge(
    'monitor_clock_ahead_seconds',
    "How far the server's clock is ahead of ClickHouse's",
    () => ticker.feedWatch.clockAheadMs / 1_000,
  );
  meters.gauge(
    'monitor_data_age_seconds',
    'Now minus the latest event time',
    () => (Date.now() - ticker.board.dataTimeMs) / 1_000,
  );
  meters.counter(
    'monitor_faults_total',
    'Faults of the product itself, by where they struck',
    () => faults.counts,
    'place',
  );
  addLimitMetrics(meters, live, limits);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
