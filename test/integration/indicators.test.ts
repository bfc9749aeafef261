import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../contract/api.ts';
import type { IndicatorItem, IndicatorsAnswer } from '../../contract/indicator.ts';
import { observationKey, type Observed } from '../../contract/observation.ts';
import { connect } from '../../clickhouse/client.ts';
import { MAX_OBSERVATIONS } from '../../clickhouse/observations.ts';
import { STREAMS } from '../../contract/streams.ts';
import { EventSender } from '../../sample/event-sender.ts';
import { loadObservations, observationNames } from '../../sample/published-observations.ts';
import { replayObservations } from '../../sample/replay.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

const AREA_TOKEN = 'area-token-0123456789';
const PROVINCE_TOKEN = 'province-token-0123456789';

/** Of one pack: an ingest counts by one alone. */
let product: Product;
const lines: string[] = [];

async function start(name: string): Promise<void> {
  const pack = name.replace(/-\d+$/, '');
  const area = pack === 'binh-phuoc' ? `,${AREA_TOKEN}=area:692` : '';
  product = await Product.create({
    PROVINCE_PACK: `sample/${pack}`,
    VIEWER_TOKENS: `${PROVINCE_TOKEN}=province${area}`,
  });
  await Promise.all([product.startIngest(), product.startServer()]);
  const observations = await loadObservations(name);
  const { signal } = new AbortController();
  const log = (line: string) => void lines.push(line);
  const brokers = [product.brokers];
  const sender = new EventSender({ brokers, clientId: 'test', idempotent: false, inFlight: 4, signal, log });
  await sender.connect();
  await replayObservations({ observations, sender, log });
  await sender.disconnect();
  const told = observations.events.length;
  await eventually(async () => {
    expect(await product.query('SELECT toFloat64(count()) AS told FROM observation_events')).toEqual([
      { told },
    ]);
    return true;
  });
}

const ask = (query = '', token = PROVINCE_TOKEN) =>
  fetch(`${product.serverUrl}/api/v1/indicators${query}`, { headers: { authorization: `Bearer ${token}` } });

async function indicators(query = '', token?: string): Promise<IndicatorsAnswer> {
  const response = await ask(query, token);
  expect(response.status).toBe(200);
  return (await response.json()) as IndicatorsAnswer;
}

async function item(code: string, query = ''): Promise<IndicatorItem> {
  return (await indicators(query)).items.find((one) => one.code === code) as IndicatorItem;
}

const values = ({ breakdowns }: IndicatorItem) =>
  breakdowns.map(({ code, agrees, parts }) => [
    code,
    agrees,
    Object.fromEntries(parts.map((part) => [part.code, part.value])),
  ]);

let told = 0;

/** Sends observations, each later than the one before unless it says when; waits until they are in the log. */
async function tell(
  ...observations: (Observed & { at?: string } & Record<string, unknown>)[]
): Promise<void> {
  const before = await countTold();
  const messages = observations.map(({ at, ...data }) => {
    const time = at ?? `2021-11-01T08:00:${`${told++}`.padStart(2, '0')}+07:00`;
    const event = {
      specversion: '1.0',
      id: `told-${told++}`,
      source: 'urn:test',
      type: 'observation.v1',
      time,
      data,
    };
    return { key: observationKey(data), value: JSON.stringify(event) };
  });
  await product.produce(messages, STREAMS.observation.topic);
  await eventually(async () => {
    expect(await countTold()).toBe(before + observations.length);
    return true;
  });
}

async function countTold(): Promise<number> {
  const [row] = await product.query<{ told: number }>(
    'SELECT toFloat64(count()) AS told FROM observation_events',
  );
  return row?.told ?? 0;
}

afterAll(() => product?.stop());

describe('Bình Phước 2021 and 2019', () => {
  beforeAll(() => start('binh-phuoc-2021'));
  afterAll(() => product.stop());

  it('shows the procedures published, whose parts add up in both breakdowns', async () => {
    const published = await item('proceduresPublished', '?period=2021');
    expect(published).toMatchObject({ value: 1_643, period: '2021', origin: 'told', stale: false });
    expect(values(published)).toEqual([['action', true, { new: 163, amended: 1_344, abolished: 136 }]]);
    const all = await item('procedures');
    expect(all).toMatchObject({
      value: 1_788,
      period: '2021',
      toldAt: '2021-10-31T00:00:00+07:00',
      stale: true,
    });
    expect(values(all)).toEqual([
      ['level', true, { province: 1_371, district: 229, commune: 91, shared: 97 }],
      ['onlineLevel', true, { information: 165, partial: 154, full: 1_469 }],
    ]);
  });

  it('shows every other figure that is published, and no sum of what may overlap', async () => {
    const { items } = await indicators('?period=2021');
    const shown = Object.fromEntries(items.map((one) => [one.code, [one.period, one.value]]));
    expect(shown).toMatchObject({
      procedureDecisions: ['2021', 31],
      integratedServices: ['2021', 1_328],
      proceduresToDrop: ['2019', 62],
      publicServices: ['2019', 1_944],
      onlineServices: ['2019', 812],
      mailboxes: ['2019', 5_976],
      networkUnits: ['2019', 310],
      portals: ['2019', 1],
      sites: ['2019', 35],
      videoPoints: ['2019', 15],
      videoPointsUsed: ['2019', 11],
      proceduresSimplified: ['2019', null],
      eDocumentShare: ['2019', null],
    });
    const parts = Object.fromEntries(items.map((one) => [one.code, values(one)]));
    expect(parts).toMatchObject({
      proceduresSimplified: [
        [
          'change',
          null,
          { timeCut: 585, timeLonger: 3, partsChanged: 119, processChanged: 512, feeStated: 98 },
        ],
      ],
      eDocumentShare: [['receiver', null, { toDistrict: 1, toCommune: 0.9 }]],
      operationCentres: [['tier', null, { provinceTier: 1, districtTier: 3, communeTier: null }]],
      oneStopDesks: [['tier', null, { provinceTier: 1, districtTier: 11, communeTier: 111 }]],
    });
  });

  it('computes from the cases counted, and never takes what is not told for 0', async () => {
    expect(await item('resolvedInTimeShare', '?period=2021')).toMatchObject({
      value: null,
      period: null,
      missing: ['dossier.resolved.early', 'dossier.resolved.onTime', 'dossier.resolved'],
      target: { atLeast: 0.95 },
      met: null,
    });
    const times = { receivedAt: '2021-03-01T08:00:00+07:00', dueAt: '2021-03-05T17:00:00+07:00' };
    const dossiers = ['2021-03-02', '2021-03-05', '2021-03-09'].map((day, i) => {
      const done = { status: 'processed' as const, finishedAt: `${day}T10:00:00+07:00` };
      return snapshotEvent({ code: `H-${i}`, ...times, ...done }, { time: `${day}T10:00:00+07:00` });
    });
    await product.produce(dossiers.map((event) => messageOf(event)));
    await eventually(async () => {
      expect((await item('resolvedInTimeShare', '?period=2021-Q1')).denominator).toBe(3);
      return true;
    });
    for (const [scope, query] of [
      ['province', '?period=2021'],
      ['area:692', '?scope=area:692&period=2021-03'],
      ['unit:H10.2.03', '?scope=unit:H10.2.03&period=2021-Q1'],
    ] as const) {
      const share = await item('resolvedInTimeShare', query);
      expect([scope, share.value, share.numerator, share.denominator]).toEqual([scope, 2 / 3, 2, 3]);
      expect(share).toMatchObject({ origin: 'computed', toldAt: null, stale: false });
      expect(share.met).toBe(scope === 'province' ? false : null);
      expect(await item('resolvedInTime', query)).toMatchObject({ value: 2, previous: { value: 0 } });
    }
    const other = await item('resolvedInTimeShare', '?scope=area:689&period=2021');
    expect(other).toMatchObject({ value: null, numerator: 0, denominator: 0 });
    const payments = await item('paymentMean', '?period=2021');
    expect(payments).toMatchObject({
      value: null,
      missing: ['case.payment.amountVnd', 'case.payment.resolved'],
    });
  });

  it('shows what is told later, whatever comes first, and nothing that was taken back', async () => {
    const mailboxes = { indicator: 'mailboxes', scope: 'province', breakdown: '', period: '2020' };
    await tell(
      { ...mailboxes, value: 6_001, at: '2021-02-01T08:00:00+07:00' },
      { ...mailboxes, value: 6_000, at: '2021-01-01T08:00:00+07:00' },
    );
    expect(await item('mailboxes')).toMatchObject({
      value: 6_001,
      period: '2020',
      previous: { period: '2019', value: 5_976 },
      series: [{ period: '2019', value: 5_976 }],
    });
    await tell({ ...mailboxes, value: null, at: '2021-03-01T08:00:00+07:00' });
    expect(await item('mailboxes')).toMatchObject({ value: 5_976, period: '2019' });
  });

  it('answers the scope of a token alone', async () => {
    expect(await indicators('', AREA_TOKEN)).toMatchObject({ scope: 'area:692' });
    expect((await ask('?scope=province', AREA_TOKEN)).status).toBe(403);
    expect((await ask('', 'another')).status).toBe(401);
  });

  it.each([
    ['period', '?period=2021-13', '2021-13', 'a year 2021, a quarter 2021-Q3, a month 2021-09 or a day'],
    ['scope', '?scope=area:0', 'area:0', 'province, area:CODE or unit:CODE'],
    ['period', '?period=2021&period=2020', ['2021', '2020'], 'one value'],
  ])('refuses a wrong %s with what is accepted: %s', async (field, query, value, accepted) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as Problem;
    expect(problem).toMatchObject({ field, value });
    expect(problem.accepted).toContain(accepted);
  });
});

describe('Bình Dương 2020', () => {
  beforeAll(() => start('binh-duong-2020'));
  afterAll(() => product.stop());

  it('shows 501 of 1,961 with the printed 25.25% that does not fit beside it', async () => {
    const share = await item('onlineServiceShare');
    expect(share).toMatchObject({
      ...{ value: 1_255 / 1_961, numerator: 1_255, denominator: 1_961 },
      printed: { value: 0.64, agrees: true },
      breakdowns: [
        {
          agrees: true,
          parts: [
            {
              ...{ code: 'partial', value: 501 / 1_961, numerator: 501, denominator: 1_961 },
              printed: { value: 0.2525, agrees: false },
            },
            {
              ...{ code: 'full', numerator: 754, printed: { value: 0.3845, agrees: true } },
              ...{ target: { atLeast: 0.3, atMost: null }, met: true },
            },
          ],
        },
      ],
    });
  });

  it('shows the services in use, of all and of each level', async () => {
    expect(await item('usedServiceShare', '?period=2020')).toMatchObject({
      ...{ numerator: 124, denominator: 1_255, printed: { value: 0.0988, agrees: true } },
      breakdowns: [
        {
          agrees: true,
          parts: [
            { numerator: 48, denominator: 501, printed: { value: 0.0958, agrees: true } },
            { numerator: 76, denominator: 754, printed: { value: 0.1008, agrees: true } },
          ],
        },
      ],
    });
    expect((await item('portalUnitPlace')).value).toBe(14);
    expect((await item('portalLocalityPlace')).value).toBe(8);
  });
});

describe('Thanh Hoá 2019', () => {
  beforeAll(() => start('thanh-hoa-2019'));
  afterAll(() => product.stop());

  it('shows its ranks with those of the year before', async () => {
    expect(await item('papiRank')).toMatchObject({
      ...{ value: 11, of: 63, period: '2018', previous: { period: '2017', value: 20 } },
    });
    expect(await item('pciRank')).toMatchObject({ value: 25, of: null, previous: { value: 28 } });
  });

  it('shows its other figures and the targets of the tax offices', async () => {
    expect(await item('eInvoice', '?period=2019')).toMatchObject({
      ...{ value: 581 / 7_584, numerator: 581, denominator: 7_584, origin: 'lastTold' },
      printed: { value: 0.0766, agrees: true },
    });
    expect(await item('oneStopDistricts')).toMatchObject({ value: 20 / 27, numerator: 20, denominator: 27 });
    for (const [code, value] of [
      ['portals', 1],
      ['videoPoints', 31],
      ['oneStopCommunes', 231],
      ['businessServicesLevel4', 60],
    ] as const)
      expect([code, (await item(code)).value]).toEqual([code, value]);
    expect(values(await item('sites'))).toEqual([['owner', null, { provinceSites: 48, communeSites: 635 }]]);
    const targets = async (unit: string) => {
      const { breakdowns } = await item('eInvoice', `?scope=unit:${unit}&period=2019`);
      return breakdowns[0]?.parts.map(({ target, met }) => [target?.atLeast, met]);
    };
    expect(await targets('TH.1.20')).toEqual([
      [0.7, null],
      [undefined, null],
    ]);
    expect(await targets('TH.1.21')).toEqual([
      [0.6, null],
      [0.2, null],
    ]);
  });

  it('adds the parts of units up once all of them are told, and never their shares', async () => {
    const of = (unit: string, period: string, numerator: number, denominator: number) => ({
      ...{ indicator: 'eInvoice', scope: `unit:${unit}`, breakdown: 'enterprises', period },
      ...{ numerator, denominator },
    });
    const enterprises = async (query: string) =>
      (await item('eInvoice', query)).breakdowns[0]?.parts[0] as IndicatorItem;
    const whole = { indicator: 'eInvoice', scope: 'province', breakdown: '', value: 0.08 };
    await tell(
      of('TH.1.20', '2019-07', 60, 80),
      of('TH.1.21', '2019-07', 90, 920),
      of('TH.1.20', '2019-08', 70, 80),
      { ...whole, period: '2019-07' },
      { ...whole, period: '2019-08' },
    );
    expect(await enterprises('?period=2019-07')).toMatchObject({
      ...{ value: 0.15, numerator: 150, denominator: 1_000, origin: 'sumOfUnits' },
    });
    expect(await enterprises('?scope=unit:TH.1.20&period=2019-08')).toMatchObject({
      value: 0.875,
      met: true,
    });
    expect(await enterprises('?period=2019-08')).toMatchObject({
      ...{ value: null, missing: ['eInvoice|unit:TH.1.21|enterprises|2019-08'] },
    });
  });
});

describe('Long An 2017', () => {
  beforeAll(() => start('long-an-2017'));

  it('shows its procedures, its rank of 2016 and of 2013, and its targets for 2020, of which one is a range', async () => {
    const procedures = await item('procedures', '?period=2017');
    expect(procedures.value).toBe(1_733);
    expect(values(procedures)).toEqual([['level', true, { province: 1_320, district: 272, commune: 141 }]]);
    expect(await item('oneStopDepartments')).toMatchObject({
      numerator: 17,
      denominator: 19,
      value: 17 / 19,
    });
    expect(await item('parIndexRank')).toMatchObject({
      ...{ value: 30, of: 63, period: '2016', previous: null },
      series: [{ period: '2013', value: 50, of: 63 }],
    });
    const targets = await indicators('?period=2020');
    const target = (code: string) => targets.items.find((one) => one.code === code)?.target;
    expect(target('eOneStopCentres')).toMatchObject({ atLeast: 1, atMost: null });
    expect(target('eDocumentShare')).toMatchObject({ atLeast: 0.8, atMost: null });
    expect(target('servicesLevel4')).toEqual({ atLeast: 0.03, atMost: 0.05, from: null, to: '2020-12-31' });
  });
});

it('rests an answer on the latest 100,000 observations, and says that there are more', async () => {
  const client = connect(product.clickHouse, 'migrate');
  const packed = `concat(reverse(reinterpretAsFixedString(toInt64(1600000000000))), '5\\0\\0\\0\\0')`;
  await client.command({
    query: `INSERT INTO observation_states
      SELECT concat('parIndexRank|province|part', toString(number), '|2014'), 1, ${packed} FROM numbers(${MAX_OBSERVATIONS})`,
  });
  await client.close();
  const { items, cut } = await indicators();
  const rank = items.find(({ code }) => code === 'parIndexRank');
  expect(cut).toBe(true);
  expect(rank).toMatchObject({ value: 30, period: '2016', series: [] });
  expect(await indicators('?period=2013')).toMatchObject({ cut: false });
  expect(await item('parIndexRank', '?period=2013')).toMatchObject({ value: 50, period: '2013' });
});

it('every published set of figures is replayed here', () => {
  expect(observationNames().sort()).toEqual([
    'binh-duong-2020',
    'binh-phuoc-2021',
    'long-an-2017',
    'thanh-hoa-2019',
  ]);
  expect(lines.join('\n')).toContain('PROVINCE_PACK=sample/thanh-hoa');
});
