import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../contract/api.ts';
import { caseKey } from '../../contract/case-fields.ts';
import type { KindCounts } from '../../contract/counts.ts';
import type { SnapshotData } from '../../contract/event.ts';
import type { CaseReport, Report06a } from '../../contract/form-06a.ts';
import { NO_BREAKDOWN } from '../../contract/indicator.ts';
import { observationKey } from '../../contract/observation.ts';
import type { ComponentReading, IndexAnswer, IndexesAnswer } from '../../contract/score-index.ts';
import type { ServiceFigures } from '../../contract/services.ts';
import { STREAMS } from '../../contract/streams.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

const PROVINCE_TOKEN = 'province-token-0123456789';
const AREA_TOKEN = 'area-token-0123456789';
const PERIOD = 'from=2025-01-01&to=2025-12-31';
const TIME = '2025-12-05T08:00:00+07:00';
const [DEPARTMENT, DISTRICT, COMMUNE] = ['H10.1.06', 'H10.2.09', 'H10.3.25195'];

let packDir: string;
let product: Product;

const ask = (path: string, token = PROVINCE_TOKEN) =>
  fetch(`${product.serverUrl}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });

async function get<Body>(path: string, token?: string): Promise<Body> {
  const response = await ask(path, token);
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

async function index(query = '', token?: string) {
  const answer = await get<IndexAnswer>(`/indexes/766?${PERIOD}${query}`, token);
  const components = new Map(answer.components.map((component) => [component.code, component]));
  return { answer, component: (code: string) => components.get(code) as ComponentReading };
}

const parts = ({ numerator, denominator, score, origin }: ComponentReading) => [
  numerator,
  denominator,
  score,
  origin,
];

/** Procedures 0 to 7 are online, 8 and 9 give information only. */
const PROCEDURES = [
  'code,name,field,level,online_level,legal_amount,legal_unit,online_legal_amount,online_legal_unit,fee_vnd',
  ...Array.from(
    { length: 10 },
    (_, i) => `1.${i},Thủ tục ${i},Hộ tịch,shared,${i < 8 ? 'full' : 'information'},3,workingDay,,,`,
  ),
].join('\n');

const DUE = '2025-06-10T17:00:00+07:00';
const LATER = '2025-06-20T10:00:00+07:00';
const ONLINE = { channel: 'online', procedure: { code: '1.0' }, feeVnd: 10_000 } as const;
const DONE = { status: 'processed', finishedAt: '2025-06-05T10:00:00+07:00' } as const;

const DOSSIERS: Omit<Partial<SnapshotData>, 'code'>[] = [
  { ...ONLINE, ...DONE, paidOnline: true, digitised: true, electronicResult: true, vneidVerified: true },
  { ...ONLINE, ...DONE, paidOnline: true, digitised: false, electronicResult: true, vneidVerified: false },
  { ...ONLINE, ...DONE, procedure: { code: '1.1' }, paidOnline: false, finishedAt: DUE },
  { ...ONLINE, ...DONE, procedure: { code: '1.9' }, feeVnd: 0, finishedAt: LATER },
  { channel: 'counter', procedure: { code: '1.2' }, status: 'processing' },
  { channel: 'counter', status: 'processing', dueAt: '2026-02-10T17:00:00+07:00' },
  { channel: 'counter', status: 'awaitingSupplement' },
  { channel: 'counter', status: 'withdrawn' },
  { channel: 'counter', status: 'registered' },
  // Carried over, and of the next year.
  { channel: 'counter', ...DONE, receivedAt: '2024-12-20T08:00:00+07:00' },
  { channel: 'counter', ...DONE, receivedAt: '2026-01-02T08:00:00+07:00' },
];
const FEEDBACK = [
  { status: 'done', finishedAt: '2025-06-05T10:00:00+07:00' },
  { status: 'done', finishedAt: '2025-11-05T10:00:00+07:00' },
  { status: 'new' },
  { status: 'awaitingCitizen' },
  { status: 'cancelled' },
];

const tell = (breakdown: string, figures: Record<string, number>, more: Record<string, string> = {}) => ({
  ...{ indicator: 'share766', scope: 'province', period: '2025', breakdown },
  ...more,
  ...figures,
});
const OBSERVATIONS = [
  tell('publishedInTime', { numerator: 1, denominator: 3 }),
  tell('synchronised', { numerator: 9, denominator: 10 }),
  tell('proceduresPaidOnline', { numerator: 0, denominator: 0 }),
  tell('certifiedCopies', { value: 1 }),
  tell('reused', { numerator: 1, denominator: 2 }, { period: '2025-Q2' }),
  tell('inTime', { value: 12.5 }, { indicator: 'score766' }),
  tell('reused', { value: 0.57 }, { indicator: 'score766' }),
  tell(NO_BREAKDOWN, { numerator: 130, denominator: 12 }, { indicator: 'handlingDays' }),
  tell('synchronised', { numerator: 1, denominator: 4 }, { scope: `unit:${DISTRICT}` }),
];

const event = (type: string, data: object) =>
  JSON.stringify({ specversion: '1.0', id: randomUUID(), source: 'urn:test', type, time: TIME, data });

beforeAll(async () => {
  packDir = await mkdtemp(join(tmpdir(), 'index-pack-'));
  await cp('sample/binh-phuoc', packDir, { recursive: true });
  await writeFile(join(packDir, 'procedures.csv'), PROCEDURES);
  product = await Product.create({
    PROVINCE_PACK: packDir,
    VIEWER_TOKENS: `${PROVINCE_TOKEN}=province,${AREA_TOKEN}=area:696`,
  });
  await Promise.all([product.startIngest(), product.startServer()]);
});
afterAll(async () => {
  await product?.stop();
  await rm(packDir, { recursive: true });
});

it('knows nothing before anything is told, and lists the indexes of the pack', async () => {
  const { answer } = await index();
  expect(answer).toMatchObject({ score: null, band: null, measured: { points: 0, of: 100 } });
  for (const one of answer.components)
    expect([...parts(one), one.told, one.difference]).toEqual(Array(6).fill(null));
  const { indexes } = await get<IndexesAnswer>('/indexes');
  expect(indexes).toMatchObject([{ code: '766', version: '2026', validFrom: '2022-06-23' }]);
});

describe('the index of 2025', () => {
  beforeAll(async () => {
    const dossiers = [DISTRICT, DEPARTMENT].flatMap((unit) =>
      DOSSIERS.slice(unit === DISTRICT ? 0 : 4).map((data, i) =>
        snapshotEvent(
          {
            code: `${unit}-${i}`,
            unit: { code: unit },
            receivedAt: '2025-06-01T08:00:00+07:00',
            dueAt: DUE,
            ...data,
          },
          { time: '2025-06-20T11:00:00+07:00' },
        ),
      ),
    );
    await product.produce(dossiers.map((one) => messageOf(one)));
    await product.produce(
      FEEDBACK.map((data, i) => ({
        key: caseKey('feedback', `PA-${i}`),
        value: event('case.snapshot.v1', {
          ...{ kind: 'feedback', code: `PA-${i}`, unit: { code: DISTRICT } },
          ...{ receivedAt: '2025-06-01T08:00:00+07:00', ...data },
        }),
      })),
      STREAMS.case.topic,
    );
    await product.produce(
      OBSERVATIONS.map((data) => ({ key: observationKey(data), value: event('observation.v1', data) })),
      STREAMS.observation.topic,
    );
    await eventually(async () => {
      const { component } = await index();
      expect(component('inTime').denominator).toBe(14);
      expect(component('feedbackInTime').denominator).toBe(4);
      expect(component('filedOnline').denominator).toBe(12);
      expect(component('certifiedCopies').score).toBe(2);
      return true;
    }, 60_000);
  });

  it('scores what is counted here and what is told, and says which', async () => {
    const { answer, component } = await index();
    const shown = Object.fromEntries(answer.components.map((one) => [one.code, parts(one)]));
    expect(shown).toEqual({
      publishedInTime: [1, 3, 2, 'told'],
      openedInTime: [null, null, null, null],
      allParts: [null, null, null, null],
      synchronised: [9, 10, 5.4, 'told'],
      inTime: [11, 14, 15.71, 'counted'],
      meanDays: [130, 12, null, 'told'],
      proceduresOnline: [8, 10, 2, 'counted'],
      servicesFiled: [2, 8, 1, 'counted'],
      filedOnline: [4, 12, 4, 'counted'],
      paidOnline: [2, 3, 4, 'counted'],
      proceduresPaidOnline: [0, 0, 0, 'told'],
      proceduresPayable: [null, null, null, null],
      electronicResult: [2, 12, 1, 'counted'],
      digitised: [1, 12, 0.33, 'counted'],
      certifiedCopies: [null, null, 2, 'told'],
      reused: [null, null, null, null],
      personalStore: [null, null, null, null],
      populationDossiers: [1, 12, 0.17, 'counted'],
      populationProcedures: [null, null, null, null],
      feedbackInTime: [2, 4, 3, 'counted'],
      feedbackSatisfied: [2, 4, 3, 'counted'],
      dossiersSatisfied: [11, 14, 5.24, 'counted'],
    });
    expect(component('inTime')).toMatchObject({ told: 12.5, difference: 3.21 });
    expect(component('reused')).toMatchObject({ told: 0.57, difference: null });
    expect(component('meanDays').shown).toMatchObject({ value: 130 / 12, number: 'mean' });
    expect(component('paidOnline')).toMatchObject({ told: null, difference: null, approximate: null });
    expect(component('inTime').approximate?.vi).toContain('Chưa trừ');
    expect(answer).toMatchObject({
      scope: 'province',
      scopeName: 'Tỉnh Bình Phước',
      period: { from: '2025-01-01', to: '2025-12-31' },
      toldPeriod: '2025',
      score: 48.85,
      measured: { points: 84, of: 100 },
      band: null,
    });
    expect(answer.groups.find(({ code }) => code === 'transparency')).toMatchObject({
      score: 7.4,
      measured: { points: 12, of: 18 },
    });
  });

  it.each(['province', `unit:${DISTRICT}`, `unit:${DEPARTMENT}`, 'area:none'])(
    'has the numerators of the reports and the services for %s',
    async (scope) => {
      const query = `?${PERIOD}&scope=${scope}`;
      const [{ component }, report, feedback, services] = await Promise.all([
        index(`&scope=${scope}`),
        get<Report06a>(`/reports/06a${query}`),
        get<CaseReport<KindCounts>>(`/reports/cases${query}&kind=feedback`),
        get<ServiceFigures>(`/services${query}`),
      ]);
      const { counts } = report.total;
      const { resolved, inProgress, paused, withdrawn } = counts;
      expect(parts(component('inTime')).slice(0, 2)).toEqual([
        resolved.early + resolved.onTime + inProgress.withinDue + paused + withdrawn,
        counts.received.total,
      ]);
      const { resolved: done, inProgress: open, paused: waiting } = feedback.total.counts;
      expect(parts(component('feedbackInTime')).slice(0, 2)).toEqual([
        done.early + done.onTime + open.withinDue + waiting,
        done.total + open.total + waiting,
      ]);
      expect(component('filedOnline')).toMatchObject({
        numerator: services.channels.online.count,
        denominator: services.received,
      });
      expect(component('paidOnline').denominator).toBe(services.payments.ofFeeDossiers.of);
      const { digitised, electronicResult } = services;
      for (const [code, { count, told }] of Object.entries({ digitised, electronicResult }))
        expect(component(code).numerator).toBe(told === 0 ? null : count);
    },
  );

  it('has the transparency of a unit from the province, its own figures where they are told, and no score of what nobody tells', async () => {
    const district = await index(`&scope=unit:${DISTRICT}`);
    expect(parts(district.component('publishedInTime'))).toEqual([1, 3, 2, 'inherited']);
    expect(parts(district.component('synchronised'))).toEqual([1, 4, 1.5, 'told']);
    expect(parts(district.component('servicesFiled'))).toEqual([null, null, null, null]);
    const commune = await index(`&scope=unit:${COMMUNE}`);
    expect(commune.answer.measured).toEqual({ points: 38, of: 100 });
    expect(parts(commune.component('proceduresPayable'))).toEqual([null, null, 2, 'full']);
    // No case of its own, which is not the same as none of the province.
    expect(parts(commune.component('feedbackInTime'))).toEqual([0, 0, 6, 'counted']);
    expect(parts(commune.component('dossiersSatisfied'))).toEqual([0, 0, 0, 'counted']);
    expect(parts(commune.component('inTime'))).toEqual([0, 0, null, null]);
    const department = await index(`&scope=unit:${DEPARTMENT}`);
    expect(department.component('digitised')).toMatchObject({ numerator: null, score: null });
  });

  it('has of a span of days that nothing is told of what is counted alone', async () => {
    const answer = await get<IndexAnswer>('/indexes/766?from=2025-06-03&to=2025-12-30');
    expect(answer.toldPeriod).toBeNull();
    expect(answer.components.filter(({ origin }) => origin === 'told')).toEqual([]);
    expect(answer.components.find(({ code }) => code === 'inTime')).toMatchObject({
      denominator: 14,
      told: null,
    });
    const quarter = await get<IndexAnswer>('/indexes/766?from=2025-04-01&to=2025-06-30');
    expect(quarter.toldPeriod).toBe('2025-Q2');
    expect(quarter.components.find(({ code }) => code === 'reused')).toMatchObject({ score: 1.25 });
  });

  it('opens to a token of an area its own scopes alone', async () => {
    expect((await index('&scope=area:696', AREA_TOKEN)).answer.scope).toBe('area:696');
    expect((await ask(`/indexes/766?${PERIOD}&scope=province`, AREA_TOKEN)).status).toBe(403);
    expect((await fetch(`${product.serverUrl}/api/v1/indexes/766`)).status).toBe(401);
  });

  it.each([
    ['/indexes/767', 404, { field: 'index', value: '767', accepted: '766' }],
    ['/indexes/766?scope=area:999', 400, { field: 'scope', value: 'area:999' }],
    ['/indexes/766?from=2025-01-01&to=2025-02-30', 400, { field: 'to', value: '2025-02-30' }],
    ['/indexes/766?from=2025', 400, { field: 'from', value: '2025' }],
  ])('refuses %s', async (path, status, problem) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect((await response.json()) as Problem).toMatchObject(problem);
  });
});
