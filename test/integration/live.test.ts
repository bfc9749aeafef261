import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type RunningEngine } from '../../embedded/engine-process.ts';
import type { LiveHeartbeat, WatchPeriod } from '../../contract/live.ts';
import { formatTime, localDay, formatDay } from '../../contract/time.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { shown, Viewer } from '../support/viewer.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const RANGE = { from: '2021-01-01', to: '2021-10-31' };
const SCOPES = ['province', 'area:692', 'unit:H10.2.03', 'area:none', 'unit:unmapped'];
const PERIODS: WatchPeriod[] = ['year', 'month', 'day', RANGE];

let viewers: Viewer[] = [];
async function view(product: Product): Promise<Viewer> {
  const viewer = new Viewer(product.serverUrl);
  viewers.push(viewer);
  await viewer.connected();
  return viewer;
}
afterEach(() => {
  for (const viewer of viewers) viewer.close();
  viewers = [];
});

/** The dates that a watch period covers today, for the HTTP route. */
function query(scope: string, period: WatchPeriod): string {
  const today = formatDay(localDay(Date.now()));
  const dates = {
    year: { from: `${today.slice(0, 4)}-01-01`, to: `${today.slice(0, 4)}-12-31` },
    day: { from: today, to: today },
  };
  if (period === 'month') throw new Error('no need for it');
  const { from, to } = typeof period === 'string' ? dates[period] : period;
  return `?scope=${scope}&from=${from}&to=${to}`;
}

/** The first heartbeat since an instant that tells something: its own time is when the server said it. */
async function firstBeat(
  viewer: Viewer,
  sinceMs: number,
  tells: (beat: LiveHeartbeat) => boolean,
): Promise<LiveHeartbeat> {
  const find = () => viewer.beats.find(({ beat, atMs }) => atMs >= sinceMs && tells(beat))?.beat;
  await eventually(() => find() !== undefined, 20_000, 20);
  return find() as LiveHeartbeat;
}

async function expectEqualToSnapshot(
  product: Product,
  viewer: Viewer,
  scope: string,
  period: WatchPeriod,
): Promise<void> {
  await eventually(
    async () => {
      expect(shown(viewer.stream(scope, period).figures)).toEqual(
        shown(await product.snapshot(query(scope, period))),
      );
      return true;
    },
    10_000,
    200,
  );
}

describe('live feed', () => {
  let product: Product;

  beforeAll(async () => {
    // What the last test waits for: that the session of a killed ingest ends.
    product = await Product.create({ KAFKA_SESSION_TIMEOUT_MS: '6000' });
    await Promise.all([product.startIngest(), product.startServer()]);
    await product.produce(
      ['H10.2.03', 'H10.2.01', 'H10.1.03', 'nowhere'].flatMap((unit, i) => [
        messageOf(snapshotEvent({ code: `NOW-${i}`, unit: { code: unit } })),
        messageOf(
          snapshotEvent(
            { code: `THEN-${i}`, unit: { code: unit }, status: 'processed' },
            { time: '2021-03-05T09:00:00+07:00' },
          ),
        ),
      ]),
    );
    await eventually(async () => (await product.dossiers()).total === 8);
  });
  afterAll(async () => {
    await product?.stop();
  });

  it('tells the figures of each scope and period when it is watched', async () => {
    const viewer = await view(product);
    for (const scope of SCOPES) {
      for (const period of PERIODS) {
        await expect(viewer.watch(scope, period)).resolves.toEqual({ ok: true });
        const { figures, snapshots } = viewer.stream(scope, period);
        expect(snapshots).toBe(1);
        expect(figures).toMatchObject({
          scope,
          watch: period,
          epoch: expect.any(String),
          seq: expect.any(Number),
        });
        if (period !== 'month') await expectEqualToSnapshot(product, viewer, scope, period);
      }
    }
    expect(viewer.stream('province', RANGE).figures.counts.resolved.total).toBe(4);
    expect(viewer.stream('province').figures.counts.received.total).toBe(4);
  });

  it('takes an absent period as the current year', async () => {
    const viewer = await view(product);
    await viewer.watch('province');
    expect(viewer.stream('province').figures.watch).toBe('year');
    await expectEqualToSnapshot(product, viewer, 'province', 'year');
  });

  it('tells changes with absolute values, in order without gaps, to every scope that one viewer watches', async () => {
    const viewer = await view(product);
    const watched = SCOPES.flatMap((scope) =>
      (['year', 'day', RANGE] as const).map((period) => ({ scope, period })),
    );
    for (const { scope, period } of watched) await viewer.watch(scope, period);
    for (let round = 0; round < 6; round++) {
      await product.produce([
        messageOf(snapshotEvent({ code: `LIVE-${round}`, channel: 'online', dueAt: formatTime(Date.now()) })),
        messageOf(snapshotEvent({ code: `LIVE-X-${round}`, unit: { name: 'Không có' } })),
        messageOf(snapshotEvent({ code: `LIVE-P-${round}`, unit: { code: 'H10.1.03' } })),
        messageOf(progressEvent({ code: `LIVE-${round - 1}`, status: 'returned' })),
        messageOf(
          snapshotEvent(
            { code: 'THEN-0', status: 'returned' },
            { time: `2021-03-0${round + 6}T09:00:00+07:00` },
          ),
        ),
      ]);
      await sleep(300);
    }
    for (const { scope, period } of watched) {
      await expectEqualToSnapshot(product, viewer, scope, period);
      const { deltas, gaps, snapshots } = viewer.stream(scope, period);
      expect({ scope, period, gaps, snapshots }).toEqual({ scope, period, gaps: 0, snapshots: 1 });
      if (period === 'year' && scope !== 'area:692') expect(deltas.length).toBeGreaterThan(0);
    }
  });

  it('tells all of its scopes to a viewer that WebSockets do not reach', async () => {
    const viewer = new Viewer(product.serverUrl, 'polling');
    viewers.push(viewer);
    for (const scope of SCOPES) await viewer.watch(scope);
    for (let round = 0; round < 3; round++) {
      await product.produce([
        messageOf(snapshotEvent({ code: `POLL-${round}` })),
        messageOf(snapshotEvent({ code: `POLL-X-${round}`, unit: { name: 'Không có' } })),
      ]);
      await sleep(300);
    }
    for (const scope of SCOPES) {
      await expectEqualToSnapshot(product, viewer, scope, 'year');
      expect(viewer.stream(scope).gaps).toBe(0);
    }
    expect(viewer.stream('province').deltas.length).toBeGreaterThan(0);
  });

  it('lets a viewer that comes later go on from its snapshot in the same stream', async () => {
    const first = await view(product);
    await first.watch('province');
    await product.produce([messageOf(snapshotEvent({ code: 'LATER-1' }))]);
    await eventually(() => first.stream('province').deltas.length > 0);
    const second = await view(product);
    await second.watch('province');
    expect(second.stream('province').figures).toMatchObject({
      epoch: first.stream('province').figures.epoch,
      seq: first.stream('province').figures.seq,
    });
    await product.produce([messageOf(snapshotEvent({ code: 'LATER-2' }))]);
    await eventually(() => second.stream('province').deltas.length > 0);
    await expectEqualToSnapshot(product, second, 'province', 'year');
    expect(second.stream('province').gaps).toBe(0);
  });

  it('tells nothing more of a scope that was left, and goes on with the others', async () => {
    const viewer = await view(product);
    await viewer.watch('province');
    await viewer.watch('unit:H10.2.03');
    await expect(viewer.leave('province')).resolves.toEqual({ ok: true });
    await product.produce([messageOf(snapshotEvent({ code: 'LEFT' }))]);
    await eventually(() => viewer.stream('unit:H10.2.03').deltas.length > 0);
    await sleep(500);
    expect(viewer.stream('province').deltas).toHaveLength(0);
    await viewer.watch('province');
    await expectEqualToSnapshot(product, viewer, 'province', 'year');
  });

  it('never counts two deltas of one scope the same, though everybody had left in between', async () => {
    const viewer = await view(product);
    const seen: number[] = [];
    for (let round = 0; round < 3; round++) {
      await viewer.watch('unit:H10.2.01');
      const { figures } = viewer.stream('unit:H10.2.01');
      seen.push(figures.seq);
      await product.produce([
        messageOf(snapshotEvent({ code: `AGAIN-${round}`, unit: { code: 'H10.2.01' } })),
      ]);
      await eventually(() => viewer.stream('unit:H10.2.01').figures.seq > figures.seq);
      seen.push(viewer.stream('unit:H10.2.01').figures.seq);
      await viewer.leave('unit:H10.2.01');
      await sleep(1_000);
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    expect(viewer.stream('unit:H10.2.01').gaps).toBe(0);
  });

  it('sends a heartbeat each second with the data time and the lag', async () => {
    const viewer = await view(product);
    await eventually(() => viewer.beats.length >= 6, 20_000, 20);
    const times = viewer.beats.slice(0, 6).map(({ beat }) => Date.parse(beat.serverTime));
    const fiveBeatsMs = (times[5] as number) - (times[0] as number);
    expect(fiveBeatsMs).toBeGreaterThan(4_400);
    expect(fiveBeatsMs).toBeLessThan(6_500);
    const { dataTime } = await product.snapshot();
    await eventually(
      () => viewer.lastBeat.state === 'live' && viewer.lastBeat.dataTime === dataTime,
      10_000,
      20,
    );
    expect(viewer.lastBeat.epoch).toEqual(expect.any(String));
    expect(viewer.lastBeat.lagMs).toBeLessThan(3_500);
    for (const { beat, atMs } of viewer.beats)
      expect(Math.abs(Date.parse(beat.serverTime) - atMs)).toBeLessThan(2_000);
  });

  it('tells in its metrics what it keeps, how long it takes and what it sends', async () => {
    const viewer = await view(product);
    await viewer.watch('province');
    const read = async () => {
      const text = await (await viewerFetch(`${product.serverUrl}/metrics`)).text();
      return Object.fromEntries(
        [...text.matchAll(/^(monitor_\w+)(?:\{version="[^"]+"\})? (\S+)$/gm)].map(([, name, value]) => [
          name,
          Number(value),
        ]),
      );
    };
    const before = await read();
    await product.produce([messageOf(snapshotEvent({ code: 'METRICS' }))]);
    await eventually(() => viewer.stream('province').deltas.length > 0);
    const after = await read();
    for (const name of [
      'events_total',
      'tick_seconds_count',
      'query_seconds_sum',
      'sent_bytes_total',
      'dossiers',
    ])
      expect(after[`monitor_${name}`]).toBeGreaterThan(before[`monitor_${name}`] as number);
    expect(after).toMatchObject({
      monitor_build_info: 1,
      monitor_viewers: 1,
      monitor_slow_viewers: 0,
      monitor_viewer_drops_total: 0,
      monitor_dead_letters: expect.any(Number),
      monitor_lag_messages: expect.any(Number),
      monitor_lag_seconds: expect.any(Number),
      monitor_cube_cells: expect.any(Number),
      monitor_periods: expect.any(Number),
      monitor_time_moves_total: expect.any(Number),
      monitor_timetable_entries: expect.any(Number),
    });
  });

  it('answers a scope or period that does not exist with what is accepted', async () => {
    const viewer = await view(product);
    for (const scope of ['', 'area:999', 'unit:', 'unit:nobody', 'everything', 7, null, undefined]) {
      await expect(viewer.watch(scope)).resolves.toEqual({
        error: expect.stringContaining('province, area:CODE, unit:CODE'),
        reason: 'unknown',
      });
    }
    for (const period of ['week', 7, { from: '2021-02-30', to: '2021-03-01' }, { from: '2021-03-01' }, []]) {
      await expect(viewer.watch('province', period)).resolves.toEqual({
        error: expect.stringContaining('accepted'),
        reason: 'unknown',
      });
    }
    await expect(viewer.leave('area:999')).resolves.toEqual({
      error: expect.stringContaining('area:999'),
      reason: 'unknown',
    });
  });

  it('tells no metrics by a name that somebody else may have pointed at this machine', async () => {
    const statusOf = (url: string, host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        get(url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
      });
    for (const [url, refusal] of [
      [product.serverUrl, 401],
      [product.intakeUrl, 403],
    ] as const) {
      const { port } = new URL(url);
      expect(await statusOf(`${url}/metrics`, `attacker.example:${port}`)).toBe(refusal);
      expect(await statusOf(`${url}/metrics`, `localhost:${port}`)).toBe(200);
    }
  });

  it('outlives requests that are none', async () => {
    const viewer = await view(product);
    const emit = viewer.socket.emit.bind(viewer.socket) as (name: string, ...args: unknown[]) => void;
    for (const name of ['scope:watch', 'scope:leave']) {
      emit(name);
      emit(name, null, 'no function');
      emit(name, { scope: 'province' }, 'no function');
      emit(name, [], {}, 3);
      emit(name, { scope: { toString: 'x' } }, null);
    }
    await sleep(300);
    await expect(viewer.watch('province')).resolves.toEqual({ ok: true });
  });

  it('refuses a period when too many are watched, and keeps telling those that are', async () => {
    const viewer = await view(product);
    await viewer.watch('province');
    const answers = [];
    for (let day = 1; day <= 20; day++) {
      const date = `2020-05-${String(day).padStart(2, '0')}`;
      answers.push(await viewer.watch('province', { from: date, to: date }));
      await sleep(50);
    }
    expect(answers[0]).toEqual({ ok: true });
    expect(answers.at(-1)).toEqual({ error: expect.stringContaining('too many periods') });
    await product.produce([messageOf(snapshotEvent({ code: 'MANY' }))]);
    await eventually(() => viewer.stream('province').deltas.length > 0);
  });

  it('begins a new stream after the server was killed and started again', async () => {
    const viewer = await view(product);
    await viewer.watch('province');
    const before = viewer.stream('province').figures;
    await product.kill('server');
    await eventually(() => !viewer.socket.connected);
    await product.startServer();
    await viewer.connected();
    await viewer.watch('province');
    const after = viewer.stream('province').figures;
    expect(after.epoch).not.toBe(before.epoch);
    expect(shown(after)).toEqual(shown(before));
  });

  it('says within five seconds that ingest is gone', async () => {
    const viewer = await view(product);
    await eventually(() => viewer.lastBeat.state === 'live');
    const killedAt = Date.now();
    await product.kill('ingest');
    const told = await firstBeat(viewer, killedAt, ({ state }) => state !== 'live');
    // Not only at the next second: there is room to spare for a slow page.
    expect(Date.parse(told.serverTime) - killedAt).toBeLessThan(4_000);
    expect(told.lagMs).toBeLessThan(4_000);
    await product.startIngest();
    await eventually(() => viewer.lastBeat.state === 'live', 20_000);
  });
});

describe('live feed while ClickHouse is away', () => {
  let dir: string;
  let engine: RunningEngine;
  let product: Product;
  const start = () => {
    const port = engine ? Number(new URL(engine.url).port) : 0;
    return startEngine({ dataDir: dir, port, env: process.env });
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'engine-'));
    engine = await start();
    product = await Product.create({ CLICKHOUSE_URL: engine.url });
    await Promise.all([product.startIngest(), product.startServer()]);
    await product.produce([messageOf(snapshotEvent({ code: 'BEFORE' }))]);
    await eventually(async () => (await product.snapshot()).counts.received.total === 1);
  });
  afterAll(async () => {
    if (engine) await engine.kill();
    engine = await start();
    await product?.stop();
    await engine.kill();
    await rm(dir, { recursive: true, force: true });
  });

  it('keeps the last figures, says within five seconds that they are old, and catches up', async () => {
    const viewer = await view(product);
    await viewer.watch('province');
    await eventually(() => viewer.lastBeat.state === 'live');
    const killedAt = Date.now();
    await engine.kill();
    const told = await firstBeat(viewer, killedAt, ({ state }) => state === 'down');
    expect(Date.parse(told.serverTime) - killedAt).toBeLessThan(5_000);
    const snapshot = await product.snapshot();
    expect(snapshot).toMatchObject({ counts: { received: { total: 1 } }, feed: { state: 'down' } });
    expect((await viewerFetch(`${product.serverUrl}/readyz`)).status).toBe(503);
    await product.produce([messageOf(snapshotEvent({ code: 'DURING' }))]);
    engine = await start();
    await eventually(() => viewer.stream('province').figures.counts.received.total === 2, 30_000);
    await eventually(() => viewer.lastBeat.state === 'live', 30_000);
    expect(viewer.stream('province').gaps).toBe(0);
  });

  it('says within five seconds that the figures are old when ClickHouse hangs', async () => {
    const viewer = await view(product);
    await eventually(() => viewer.lastBeat.state === 'live');
    const stoppedAt = Date.now();
    process.kill(engine.pid, 'SIGSTOP');
    try {
      const told = await firstBeat(viewer, stoppedAt, ({ state }) => state !== 'live');
      expect(Date.parse(told.serverTime) - stoppedAt).toBeLessThan(5_000);
      const lagMs = viewer.lastBeat.lagMs;
      await eventually(() => viewer.lastBeat.lagMs > lagMs, 30_000);
    } finally {
      process.kill(engine.pid, 'SIGCONT');
    }
    await eventually(() => viewer.lastBeat.state === 'live', 20_000);
  });
});
