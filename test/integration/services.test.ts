import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../contract/api.ts';
import type { SnapshotData } from '../../contract/event.ts';
import { shareOf, type ServiceFigures } from '../../contract/services.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

/** As published: Bình Dương's services in use, Bình Phước's online payments of 19 May to 15 September 2021. */
const SERVICES = 1_255;
const USED_SERVICES = 124;
const PROCEDURES = 1_788;
const TRANSACTIONS = 18_259;
const PAID_VND = 109_537_412_104;
const PERIOD = '?from=2021-05-19&to=2021-09-15';
const EVENT_TIME = '2021-09-20T08:00:00+07:00';
const PROVINCE_TOKEN = 'province-token-0123456789';
const AREA_TOKEN = 'area-token-0123456789';

let product: Product;
let packDir: string;
let received = 0;
let dossiers = 0;

const services = (query = PERIOD) => product.get<ServiceFigures>(`/api/v1/services${query}`);

/** Services 0 to 1,254 are partial and full in turn; the others give information only. */
function proceduresCsv(): string {
  const rows = Array.from({ length: PROCEDURES }, (_, i) => {
    const level = i >= SERVICES ? 'information' : i % 2 === 0 ? 'partial' : 'full';
    return `1.${String(i).padStart(6, '0')},Thủ tục ${i},Hộ tịch,shared,${level},3,workingDay,,,`;
  });
  return [
    'code,name,field,level,online_level,legal_amount,legal_unit,online_legal_amount,online_legal_unit,fee_vnd',
    ...rows,
  ].join('\n');
}

function paid(i: number) {
  const fee = Math.floor(PAID_VND / TRANSACTIONS);
  return snapshotEvent(
    {
      code: `PAID-${i}`,
      unit: { code: 'H10.2.03' },
      procedure: { code: `1.${String(i % USED_SERVICES).padStart(6, '0')}` },
      channel: 'online',
      receivedAt: '2021-06-01T08:00:00+07:00',
      paidOnline: true,
      feeVnd: fee + (i < PAID_VND - fee * TRANSACTIONS ? 1 : 0),
    },
    { time: EVENT_TIME },
  );
}

/** Dossiers in the period at another unit, in another area. */
const OTHERS: Omit<Partial<SnapshotData>, 'code'>[] = [
  {
    channel: 'counter',
    procedure: { code: '1.001300' },
    digitised: true,
    electronicResult: true,
    vneidVerified: true,
  },
  {
    channel: 'postal',
    procedure: { code: '1.001301' },
    digitised: true,
    electronicResult: false,
    vneidVerified: false,
  },
  { channel: null, procedure: null, digitised: false, returnChannel: 'postal' },
  { procedure: { code: '9.999998', name: 'Thủ tục lạ', onlineLevel: 'full' }, returnChannel: 'counter' },
  { procedure: { code: '9.999999' }, paidOnline: false, feeVnd: 20_000, returnChannel: 'postal' },
  { procedure: { code: '9.999999' }, paidOnline: false, feeVnd: 0, status: 'returned' },
  // The first and the last instant of the period.
  { receivedAt: '2021-05-19T00:00:00+07:00', status: 'withdrawn' },
  { receivedAt: '2021-09-15T23:59:59.999+07:00', status: 'stopped' },
];
const NOT_COUNTED: Omit<Partial<SnapshotData>, 'code'>[] = [
  { status: 'registered' },
  { status: 'rejected', paidOnline: true, feeVnd: 1_000_000 },
  { receivedAt: '2021-05-18T23:59:59.999+07:00', procedure: { code: '1.001302' } },
  { receivedAt: '2021-09-16T00:00:00+07:00', digitised: true },
];

beforeAll(async () => {
  packDir = await mkdtemp(join(tmpdir(), 'pack-'));
  await cp('sample/binh-phuoc', packDir, { recursive: true });
  await writeFile(join(packDir, 'procedures.csv'), proceduresCsv());
  product = await Product.create({ PROVINCE_PACK: packDir });
  await Promise.all([product.startIngest(), product.startServer()]);
  const other = (name: string) => (data: Omit<Partial<SnapshotData>, 'code'>, i: number) =>
    snapshotEvent(
      { code: `${name}-${i}`, unit: { code: 'H10.2.09' }, receivedAt: '2021-07-01T08:00:00+07:00', ...data },
      { time: EVENT_TIME },
    );
  const events = [
    ...Array.from({ length: TRANSACTIONS }, (_, i) => paid(i)),
    ...OTHERS.map(other('OTHER')),
    ...NOT_COUNTED.map(other('NOT')),
    // Without a receipt the first event counts; a later event takes the payment back.
    snapshotEvent({ code: 'FIRST', receivedAt: null, unit: null }, { time: '2021-08-01T08:00:00+07:00' }),
    snapshotEvent(
      { code: 'FIRST', receivedAt: null, unit: null, paidOnline: true, feeVnd: 7 },
      { time: '2021-10-02T08:00:00+07:00' },
    ),
    snapshotEvent(
      { code: 'FIRST', receivedAt: null, unit: null, paidOnline: null },
      { time: '2021-10-03T08:00:00+07:00' },
    ),
  ];
  received = TRANSACTIONS + OTHERS.length + 1;
  dossiers = received + NOT_COUNTED.length;
  await product.produce(events.map((event) => messageOf(event)));
  await eventually(async () => (await product.dossiers('?limit=1')).total === dossiers, 60_000);
});

afterAll(async () => {
  await product?.stop();
  await rm(packDir, { recursive: true });
});

describe('GET /api/v1/services', () => {
  it('counts what was received in the period, each beside its whole', async () => {
    const figures = await services();
    expect(figures).toMatchObject({
      scope: 'province',
      scopeName: 'Tỉnh Bình Phước',
      period: { from: '2021-05-19', to: '2021-09-15' },
      asOf: '2021-09-15T23:59:59.999+07:00',
      received,
      channels: {
        online: shareOf(TRANSACTIONS, received),
        counter: shareOf(8, received),
        postal: shareOf(1, received),
      },
      digitised: { ...shareOf(2, received), told: 3 },
      electronicResult: { ...shareOf(1, received), told: 2 },
      vneidVerified: { ...shareOf(1, received), told: 2 },
      returnedByPost: { ...shareOf(2, received), told: 3 },
    });
    const { information, partial, full, unknown } = figures.onlineLevels;
    expect([information.count, unknown.count]).toEqual([2, 6]);
    expect(partial.count + full.count).toBe(TRANSACTIONS + 1);
  });

  it('gives the online payments to the dong', async () => {
    const { payments } = await services();
    expect(payments.transactions).toEqual({ ...shareOf(TRANSACTIONS, received), told: TRANSACTIONS + 2 });
    expect(payments.vnd.count).toBe(PAID_VND);
    expect(payments.vnd.of).toBe(PAID_VND + 20_000 + 7);
    expect(payments.ofFeeDossiers).toEqual(shareOf(TRANSACTIONS, TRANSACTIONS + 2));
  });

  it('gives 124 of 1,255 services, which is 9.88%, and names the procedures that the list has not', async () => {
    const figures = await services();
    expect(figures.services).toEqual({ count: USED_SERVICES, of: SERVICES, share: USED_SERVICES / SERVICES });
    expect(((figures.services.share as number) * 100).toFixed(2)).toBe('9.88');
    expect(figures.procedures).toEqual(shareOf(USED_SERVICES + 2, PROCEDURES));
    expect(figures.unknownProcedures).toEqual({
      count: 2,
      dossiers: 3,
      items: [
        { code: '9.999999', name: null, dossiers: 2 },
        { code: '9.999998', name: 'Thủ tục lạ', dossiers: 1 },
      ],
    });
    expect(figures.withoutProcedure).toEqual(shareOf(4, received));
  });

  it('counts only what lies in the scope', async () => {
    const area = await services(`${PERIOD}&scope=area:696`);
    expect(area).toMatchObject({ scope: 'area:696', scopeName: 'Huyện Bù Đăng', received: OTHERS.length });
    expect(area.services).toEqual(shareOf(0, SERVICES));
    expect((await services(`${PERIOD}&scope=unit:H10.2.03`)).received).toBe(TRANSACTIONS);
    expect((await services(`${PERIOD}&scope=unit:unmapped`)).received).toBe(1);
  });

  it('has no share of nothing; the default is the current year', async () => {
    const figures = await services('');
    const year = new Date(Date.now() + 7 * 3_600_000).getUTCFullYear();
    expect(figures.period).toEqual({ from: `${year}-01-01`, to: `${year}-12-31` });
    expect(figures.received).toBe(0);
    expect(figures.channels.online).toEqual({ count: 0, of: 0, share: null });
    expect(figures.payments.vnd).toEqual({ count: 0, of: 0, share: null });
    expect(figures.services).toEqual({ count: 0, of: SERVICES, share: 0 });
  });

  it('names a parameter that it refuses', async () => {
    const response = await viewerFetch(`${product.serverUrl}/api/v1/services?from=2021-05-19&to=2021-02-30`);
    expect(response.status).toBe(400);
    expect((await response.json()) as Problem).toMatchObject({ field: 'to', value: '2021-02-30' });
    expect((await viewerFetch(`${product.serverUrl}/api/v1/services?scope=area:999`)).status).toBe(400);
  });

  it('keeps to what a token opens', async () => {
    await product.startServer(
      { VIEWER_TOKENS: `${PROVINCE_TOKEN}=province,${AREA_TOKEN}=area:696` },
      'guarded',
    );
    const ask = async (path: string, token: string) => {
      const response = await viewerFetch(`${product.serverUrlOf('guarded')}/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: response.status, body: (await response.json()) as ServiceFigures };
    };
    expect((await ask(`/services${PERIOD}`, PROVINCE_TOKEN)).body.received).toBe(received);
    const own = await ask(`/services${PERIOD}`, AREA_TOKEN);
    expect(own.body).toMatchObject({ scope: 'area:696', received: OTHERS.length });
    expect((await ask(`/services${PERIOD}&scope=province`, AREA_TOKEN)).status).toBe(403);
    expect((await ask('/quality', AREA_TOKEN)).status).toBe(403);
    expect((await ask('/quality', PROVINCE_TOKEN)).status).toBe(200);
  });
});
