import { describe, expect, it } from 'vitest';
import { FreshnessWatch, type ReportedLane } from '../../server/state/log/freshness-watch.ts';
import { worstOf } from '../../server/state/log/worst-freshness.ts';

/** Lanes of a topic with as many partitions as `partitions`, reported just now. */
const lanes = (count: number, report: number, partitions = count): ReportedLane[] =>
  Array.from({ length: count }, (_, kafkaPartition) => ({
    kafkaPartition,
    partitions,
    report,
    reportAgeMs: 200,
    caughtUpAgoMs: 50,
  }));

describe('the freshness of the feed', () => {
  it('is live while every partition is reported', () => {
    expect(new FreshnessWatch().look(lanes(8, 1), 0)).toEqual({ lagMs: 250, state: 'live' });
  });

  it('names the partitions that nobody has read for a while', () => {
    const watch = new FreshnessWatch();
    expect(watch.look(lanes(8, 1, 12), 0).state).toBe('live');
    expect(watch.look(lanes(8, 2, 12), 4_000)).toEqual({
      lagMs: 4_000,
      state: 'delayed',
      reason: 'nobody reads partitions 8, 9, 10, 11',
    });
    expect(watch.look(lanes(8, 3, 12), 70_000).state).toBe('stale');
    expect(watch.look(lanes(12, 4), 71_000)).toEqual({ lagMs: 250, state: 'live' });
  });

  it('names a partition whose reader has gone while others are read, and ingest when all are silent', () => {
    const watch = new FreshnessWatch();
    watch.look(lanes(3, 1), 0);
    const [first, second, third] = lanes(3, 2) as [ReportedLane, ReportedLane, ReportedLane];
    const reported = [first, { ...second, report: 1 }, third];
    expect(watch.look(reported, 4_000)).toMatchObject({
      state: 'delayed',
      reason: 'nobody reads partition 1',
    });
    expect(watch.look(reported, 9_000)).toMatchObject({
      state: 'delayed',
      reason: 'ingest does not report',
    });
  });

  it('forgets the partitions that a topic made again no longer has', () => {
    const watch = new FreshnessWatch();
    watch.look(lanes(8, 1), 0);
    const left = lanes(8, 1).slice(4);
    expect(watch.look([...lanes(4, 2), ...left], 60_000)).toEqual({ lagMs: 250, state: 'live' });
  });

  it("goes by its own clock when ClickHouse's is set", () => {
    const watch = new FreshnessWatch();
    watch.look(lanes(2, 1), 0);
    const off = (report: number, reportAgeMs: number) =>
      lanes(2, report).map((lane) => ({ ...lane, reportAgeMs }));
    expect(watch.look(off(2, 432_000_000), 1_000)).toEqual({ lagMs: 1_050, state: 'live' });
    expect(watch.look(off(2, -432_000_000), 6_000)).toMatchObject({ lagMs: 6_050, state: 'delayed' });
    expect(watch.look(off(3, -432_000_000), 7_000)).toEqual({ lagMs: 50, state: 'live' });
  });
});

it('the feed is as late as the latest stream, and says which that is when it is not the dossiers', () => {
  const live = { lagMs: 10, state: 'live' } as const;
  const late = { lagMs: 9_000, state: 'delayed', reason: 'ingest does not report' } as const;
  expect(worstOf([{ stream: 'dossier', ...live }])).toEqual(live);
  expect(
    worstOf([
      { stream: 'dossier', ...live },
      { stream: 'case', ...late },
    ]),
  ).toEqual({ ...late, reason: 'ingest does not report (case.events)' });
  expect(
    worstOf([
      { stream: 'dossier', ...late },
      { stream: 'case', ...late, lagMs: 9_001 },
    ]),
  ).toEqual({ ...late, lagMs: 9_001 });
});
