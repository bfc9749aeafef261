/** Prometheus figures of the server. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LiveFeed } from '../live/live-feed.ts';
import type { Monitor } from '../monitor.ts';

export function createMetrics(monitor: Monitor, live: LiveFeed, version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  new Gauge({ name: 'monitor_build_info', help: 'Always 1', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  const ticks = new Histogram({
    name: 'monitor_tick_seconds',
    help: 'How long a tick took',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const events = new Counter({ name: 'monitor_events_total', help: 'Events read from the log', registers });
  monitor.on('tick', (tick) => {
    ticks.observe(monitor.tickMs / 1_000);
    events.inc(tick.events);
  });
  gauge('monitor_viewers', 'Open live connections', () => live.viewers);
  gauge('monitor_slow_viewers', 'Live connections that cannot keep up', () => live.slowViewers);
  gauge('monitor_dossiers', 'Dossiers known', () => monitor.board.store.size);
  gauge(
    'monitor_lag_seconds',
    'How long ago the figures last held all that Kafka had',
    () => monitor.feedWatch.feed.lagMs / 1_000,
  );
  gauge(
    'monitor_lag_messages',
    'Messages in Kafka that are not yet counted',
    () => monitor.feedWatch.lagMessages,
  );
  gauge(
    'monitor_dead_letters',
    'Messages that could not be counted',
    () => monitor.feedWatch.feed.deadLetters,
  );
  gauge(
    'monitor_recount_differences',
    'Figures that the last recount found otherwise than shown',
    () => monitor.feedWatch.feed.differences,
  );
  gauge('monitor_calendar_refused', '1 while a changed calendar of the pack cannot be taken', () =>
    monitor.feedWatch.feed.calendarTrouble === undefined ? 0 : 1,
  );
  gauge(
    'monitor_data_age_seconds',
    'Now minus the latest event time',
    () => (Date.now() - monitor.board.dataTimeMs) / 1_000,
  );
  return registry;
}
