import { EventEmitter } from 'node:events';
import type { ClickHouseClient } from '@clickhouse/client';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import { FIELD_BIT, type FieldName } from '../../contract/fields.ts';
import { LIVE_NAMESPACE } from '../../contract/live.ts';
import { STATUS_CODES } from '../../contract/status.ts';
import { Faults } from '../../errors/faults.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { Audit } from '../../server/access/audit.ts';
import { Refusals } from '../../server/access/refusals.ts';
import { ViewerTokens } from '../../server/access/viewer-tokens.ts';
import { Identities } from '../../server/access/identities.ts';
import { Visitors } from '../../server/access/visitors.ts';
import { ActLog } from '../../server/alerts/book/act-log.ts';
import { Admission } from '../../server/admission/admission.ts';
import { TokenAttempts } from '../../http/token-attempts.ts';
import { DOORWAY_BOUNDS } from '../../server/live/doorway.ts';
import { LiveFeed } from '../../server/live/live-feed.ts';
import { Ticker } from '../../server/ticker.ts';
import { SERVER_FAULT_PLACES } from '../../server/server-faults.ts';
import type { Board } from '../../server/state/board.ts';
import { Boards } from '../../server/state/boards.ts';
import { recount } from '../../server/state/log/recount.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { Viewer } from '../support/viewer.ts';
import { VIEWER_TOKEN } from '../support/viewer-fetch.ts';

/** An evening before a new year. */
const START_MS = Date.parse('2021-12-31T23:30:00+07:00');
const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
const HANDSHAKE = '/socket.io/?EIO=4&transport=websocket';
const log = pino({ level: 'silent' });
/** Programs that are known: the first is the viewer's of each test. */
const TOKENS = [VIEWER_TOKEN, ...Array.from({ length: 9 }, (_, i) => `program-${i + 2}-0123456789`)].map(
  (token) => ({ token, scope: 'province' }),
);

let product: Product;
let client: ClickHouseClient;
let boards: Boards;
let board: Board;
let ticker: Ticker;
let live: LiveFeed;
let viewer: Viewer;
let url: string;
const others: { close(): void }[] = [];
let offset = 0;

/** A server whose clock is the test's: it ticks when it is told to. */
async function tick(nowMs: number): Promise<void> {
  ticker.emit('tick', await boards.dossiers.tick(nowMs));
}

/** A dossier that is received and in progress, straight into the log. */
async function receive(code: string, receivedMs: number, dueMs: number): Promise<void> {
  const told = (['status', 'unit', 'receivedAt', 'dueAt'] as FieldName[]).reduce(
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
  boards = new Boards(client, await loadProvincePack('sample/binh-phuoc'));
  board = boards.dossier;
  await boards.dossiers.load(START_MS);
  const faults = new Faults(SERVER_FAULT_PLACES, log);
  ticker = new Ticker(client, boards, faults, log);
  ticker.loaded = true;
  const http = createServer();
  const tokens = new ViewerTokens(TOKENS, board.directory);
  const identities = new Identities({ client, times: { idleMs: 1_000, personMs: 1_000 }, faults });
  await identities.refresh();
  live = new LiveFeed(http, {
    ticker,
    visitors: new Visitors({
      tokens,
      identities,
      directory: board.directory,
      trustsProxy: () => true,
      attempts: new TokenAttempts(),
      basePath: undefined,
    }),
    ownOrigin: { trustsProxy: () => true, publicUrl: undefined },
    alerts: Object.assign(new EventEmitter(), { acts: new ActLog(client, () => undefined) }),
    refusals: new Refusals(new Audit(client, () => '', faults)),
    doorway: { ...DOORWAY_BOUNDS, joinWithinMs: 1_500, waitingOfOne: 3, joinedOfOne: 4, joined: 6 },
    scans: new Admission().scans,
    sources: { silent: [] },
    version: 'test',
    faults,
    log,
  });
  live.start();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  viewer = new Viewer(url);
  await viewer.connected();
});
afterEach(async () => {
  viewer.close();
  for (const other of others.splice(0)) other.close();
  await live.stop();
});

describe('a watched period', () => {
  it('is told again and goes on when its figures made room for others after an outage', async () => {
    const watched = { from: '2021-12-01', to: '2021-12-31' };
    await viewer.watch('province', watched);
    await tick(START_MS);
    // Nobody could say for a minute that the period is in use; then many ask before the viewers' turn comes.
    const later = START_MS + MINUTE_MS;
    const missed = await boards.dossiers.tick(later);
    for (let day = 1; day <= 12; day++) {
      const date = `2021-11-${String(day).padStart(2, '0')}`;
      await board.momentFigures({ from: date, to: date }, later + day);
    }
    ticker.emit('tick', missed);
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
    const before = (await board.periodFigures('year', midnight - 1)).sheet.total;
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
    expect(await recount(client, new Map([[board, board.mark()]]))).toMatchObject({ equal: true });
  });

  it('shows figures that a recount finds equal at any instant, without an event', async () => {
    await receive('DUE-SOON-ONE-DAY', START_MS, Date.parse('2022-01-05T10:00:00+07:00'));
    for (let nowMs = START_MS; nowMs < START_MS + WEEK_MS; nowMs += 311 * MINUTE_MS) {
      await tick(nowMs);
      expect(await recount(client, new Map([[board, board.mark()]]))).toMatchObject({
        equal: true,
        differences: [],
      });
    }
  });
});

/** A viewer that is another program, 2 to 10. */
async function viewAs(program: number): Promise<Viewer> {
  const other = new Viewer(url, 'websocket', TOKENS[program - 1]?.token);
  others.push(other);
  await other.connected();
  return other;
}

const dayOf = (day: number) => {
  const date = `2020-05-${String(day).padStart(2, '0')}`;
  return { from: date, to: date };
};

describe('the periods that all share', () => {
  it('cannot be used up by one identity, and today, this month and this year are there for everybody', async () => {
    const greedy = await viewAs(2);
    for (let day = 1; day <= 4; day++)
      expect(await greedy.watch('province', dayOf(day))).toEqual({ ok: true });
    const refusal = { error: expect.stringMatching(/token 2; accepted: .* up to 4 others/) };
    expect(await greedy.watch('province', dayOf(5))).toEqual(refusal);
    // Another connection of the same program has the same share; another scope of a period needs none.
    const again = await viewAs(2);
    expect(await again.watch('province', dayOf(6))).toEqual(refusal);
    expect(await again.watch('area:692', dayOf(1))).toEqual({ ok: true });
    expect(live.shares.refused).toBe(2);
    // What is given back may be used again, by leaving and by going.
    await greedy.leave('province', dayOf(4));
    expect(await again.watch('province', dayOf(6))).toEqual({ ok: true });
    again.close();
    await eventually(async () => 'ok' in (await greedy.watch('province', dayOf(7))));
    for (const program of [3, 4]) {
      const one = await viewAs(program);
      for (let day = 1; day <= 4; day++)
        expect(await one.watch('province', dayOf(day + 10 * program - 20))).toEqual({
          ok: true,
        });
    }
    // Now all are in use.
    const last = await viewAs(5);
    expect(await last.watch('province', dayOf(30))).toEqual({ error: expect.stringContaining('12 others') });
    for (const period of ['day', 'month', 'year'])
      expect(await last.watch('province', period)).toEqual({ ok: true });
    // Over HTTP a period is counted for the answer alone.
    expect((await board.momentFigures(dayOf(30), START_MS)).period).toBeDefined();
  });

  it('make room for one that is watched when they were only asked for', async () => {
    for (let day = 1; day <= 12; day++) await board.momentFigures(dayOf(day), START_MS);
    expect(await viewer.watch('province', dayOf(20))).toEqual({ ok: true });
  });
});

describe('connections of the live feed', () => {
  it('that ask for another namespace are told which there is, and let go', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${HANDSHAKE}`);
    const said: string[] = [];
    socket.on('message', (data) => said.push(String(data)));
    socket.once('message', () => socket.send('40'));
    await once(socket, 'close');
    expect(said.at(-1)).toMatch(/^44.*the namespace \/live/);
    expect(live.viewers).toBe(1);
  });

  it.each(['websocket', 'polling'] as const)('by %s that leave the feed are let go', async (transport) => {
    const other = new Viewer(url, transport);
    others.push(other);
    await other.connected();
    const { engine } = other.socket.io;
    // The client's own way out would close the connection from its side.
    engine.write(`41${LIVE_NAMESPACE},`);
    await new Promise<unknown>((resolve) => engine.once('close', resolve));
  });

  it('that do not join make room for who comes, and are let go after seconds', async () => {
    const standing = Array.from(
      { length: 5 },
      () => new WebSocket(`${url.replace('http', 'ws')}${HANDSHAKE}`),
    );
    const closed: number[] = [];
    for (const [i, socket] of standing.entries())
      socket.on('close', () => closed.push(i)).on('error', () => undefined);
    await eventually(() => closed.length === 2);
    expect(live.doorway.waiting).toBe(3);
    // One more gets in past all that stand in the door.
    const other = new Viewer(url);
    others.push(other);
    await other.connected();
    // By polling: opened, and never asked for again.
    const polling = await fetch(`${url}${HANDSHAKE.replace('websocket', 'polling')}`);
    expect(polling.status).toBe(200);
    await eventually(() => live.doorway.waiting === 0, 30_000);
    await eventually(() => closed.length === 5);
    expect(live.doorway.dropped).toBeGreaterThanOrEqual(6);
  });

  it('are bounded for one identity and in all, with a refusal that says so', async () => {
    const join = async (program: number) => {
      const socket = io(`${url}${LIVE_NAMESPACE}`, {
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        auth: { token: TOKENS[program - 1]?.token },
      });
      others.push(socket);
      return new Promise<string>((resolve) => {
        socket
          .once('connect', () => resolve('joined'))
          .once('connect_error', ({ message }) => resolve(message));
      });
    };
    for (let i = 0; i < 4; i++) expect(await join(7)).toBe('joined');
    expect(await join(7)).toMatch(/^429: .* token 7; accepted: 4 at a time/);
    expect(await join(8)).toBe('joined');
    expect(await join(9)).toMatch(/^503: .* accepted: 6 in all/);
    expect(live.doorway.refused).toBe(2);
    others.shift()?.close();
    await eventually(() => live.viewers === 5);
    expect(await join(9)).toBe('joined');
  });
});
