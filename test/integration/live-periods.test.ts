import type { ClickHouseClient } from '@clickhouse/client';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import { FIELD_BIT, type Field } from '../../contract/fields.ts';
import { STATUS_CODES } from '../../contract/status.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { ViewerTokens } from '../../server/access/viewer-tokens.ts';
import { LiveFeed } from '../../server/live/live-feed.ts';
import { Monitor } from '../../server/monitor.ts';
import { Board } from '../../server/state/board.ts';
import { recount } from '../../server/state/recount.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { Viewer } from '../support/viewer.ts';

/** An evening before a new year. */
const START_MS = Date.parse('2021-12-31T23:30:00+07:00');
const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
const log = pino({ level: 'silent' });

let product: Product;
let client: ClickHouseClient;
let board: Board;
let monitor: Monitor;
let live: LiveFeed;
let viewer: Viewer;
let offset = 0;

/** A server whose clock is the test's: it ticks when it is told to. */
async function tick(nowMs: number): Promise<void> {
  monitor.emit('tick', await board.tick(nowMs));
}

/** A dossier that is received and in progress, straight into the log. */
async function receive(code: string, receivedMs: number, dueMs: number): Promise<void> {
  const told = (['status', 'unit', 'receivedAt', 'dueAt'] as Field[]).reduce(
    (bits, field) => bits | (1 << FIELD_BIT[field]),
    0,
  );
  const [received, due] = [receivedMs, dueMs].map((ms) => `fromUnixTimestamp64Milli(${ms}, 'UTC')`);
  const writer = connect(product.clickHouse, 'insert');
  await writer.command({
    query: `INSERT INTO events
        (kafkaPartition, generation, kafkaOffset, code, eventTime, id, told, status, unitCode, receivedAt, dueAt)
      VALUES (0, 0, ${offset++}, '${code}', ${received}, '${code}', ${told}, ${STATUS_CODES.processing}, 'H10.2.03',
        ${received}, ${due})`,
  });
  await writer.close();
}

beforeAll(async () => {
  product = await Product.create();
  client = connect(product.clickHouse, 'board');
});
afterAll(async () => {
  await client.close();
  await product.stop();
});

beforeEach(async () => {
  board = new Board(client, await loadProvincePack('sample/binh-phuoc'));
  await board.load(START_MS);
  monitor = new Monitor(client, board, log);
  monitor.loaded = true;
  const http = createServer();
  live = new LiveFeed(http, { monitor, tokens: new ViewerTokens([], board.directory), version: 'test', log });
  live.start();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  viewer = new Viewer(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  await viewer.connected();
});
afterEach(async () => {
  viewer.close();
  await live.stop();
});

describe('a watched period', () => {
  it('is told anew and goes on when its figures made room for others after an outage', async () => {
    const watched = { from: '2021-12-01', to: '2021-12-31' };
    await viewer.watch('province', watched);
    await tick(START_MS);
    // Nobody could say for a minute that the period is in use; then many ask before the viewers' turn comes.
    const later = START_MS + MINUTE_MS;
    const missed = await board.tick(later);
    for (let day = 1; day <= 12; day++) {
      const date = `2021-11-${String(day).padStart(2, '0')}`;
      await board.momentBoard({ from: date, to: date }, later + day);
    }
    monitor.emit('tick', missed);
    await receive('AFTER-OUTAGE', later, later + WEEK_MS);
    await tick(later + 6_000);
    await eventually(() => viewer.stream('province', watched).figures.counts.received.total === 1);
    const { snapshots, figures } = viewer.stream('province', watched);
    expect(snapshots).toBe(2);
    await receive('AND-ON', later, later + WEEK_MS);
    await tick(later + 7_000);
    await eventually(() => viewer.stream('province', watched).figures.counts.received.total === 2);
    expect(viewer.stream('province', watched)).toMatchObject({ snapshots: 2, gaps: 0 });
    expect(viewer.stream('province', watched).figures.epoch).toBe(figures.epoch);
  });

  it('gives way to the next one at midnight, counted before, and time alone makes dossiers late', async () => {
    await receive('DUE-TODAY', START_MS - MINUTE_MS, START_MS);
    await receive('DUE-NEXT-WEEK', START_MS - MINUTE_MS, START_MS + WEEK_MS);
    await tick(START_MS);
    const periods = ['day', 'month', 'year'] as const;
    for (const period of periods) await viewer.watch('province', period);
    const midnight = START_MS + 30 * MINUTE_MS;
    await tick(midnight - MINUTE_MS);
    await tick(midnight - 1);
    const before = (await board.periodBoard('year', midnight - 1)).sheet.total;
    await tick(midnight);
    for (const period of periods) {
      await eventually(() => viewer.stream('province', period).snapshots === 2);
      const { figures } = viewer.stream('province', period);
      expect(figures.period.from).toBe('2022-01-01');
      expect(figures.counts).toMatchObject({
        carriedOver: before.received.total,
        received: { total: before.received.total },
        inProgress: { late: before.inProgress.late + 1 },
      });
    }
    expect(await recount(client, board, board.mark())).toMatchObject({ equal: true });
  });

  it('shows figures that a recount finds equal at any instant, without an event', async () => {
    await receive('DUE-SOON-ONE-DAY', START_MS, Date.parse('2022-01-05T10:00:00+07:00'));
    for (let nowMs = START_MS; nowMs < START_MS + WEEK_MS; nowMs += 311 * MINUTE_MS) {
      await tick(nowMs);
      expect(await recount(client, board, board.mark())).toMatchObject({ equal: true, differences: [] });
    }
  });
});
