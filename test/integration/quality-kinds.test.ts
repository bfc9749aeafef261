import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseKey } from '../../contract/case-fields.ts';
import type { QualityReport, SourceQuality } from '../../contract/quality.ts';
import { STREAMS } from '../../contract/streams.ts';
import { formatDay, formatTime, localDay } from '../../contract/time.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.now();
const PERIOD = `from=${formatDay(localDay(now - 90 * DAY))}&to=${formatDay(localDay(now + DAY))}`;

let product: Product;
const reports = new Map<string, QualityReport>();
const messages: { key: string; value: string }[] = [];
const quality = (query: string) => product.get<QualityReport>(`/api/v1/quality?${query}`);
const reportOf = (kind: string) => reports.get(kind) as QualityReport;
const sourcesOf = (kind: string) => reportOf(kind).sources.map(({ source }) => source);
const of = (kind: string, source: string) =>
  reportOf(kind).sources.find((one) => one.source === source) as SourceQuality;

let number = 0;
function tell(
  kind: string,
  source: string,
  { code = `Q-${number++}`, ...data }: { code?: string } & Record<string, unknown>,
  { timeMs = now, id = randomUUID() as string } = {},
) {
  const event = {
    ...{ specversion: '1.0', id, source, type: 'case.snapshot.v1', time: formatTime(timeMs) },
    data: { kind, code, unit: { code: 'H10.2.03' }, ...data },
  };
  messages.push({ key: caseKey(kind, code), value: JSON.stringify(event) });
}

function tellPetitions(source: string) {
  const accepted = { acceptedAt: formatTime(now - DAY) };
  tell('petition', source, { category: 'complaint', ...accepted });
  tell('petition', source, { category: 'complaint' });
  tell('petition', source, accepted);
  tell('petition', source, { category: 'denunciation', acceptedAt: '2018-12-31T23:59:59+07:00' });
  tell('petition', source, { category: 'denunciation', acceptedAt: '2019-01-01T00:00:00+07:00' });
  tell('petition', source, { dueAt: formatTime(now + DAY) });
  tell('petition', source, { extendedTo: formatTime(now + DAY), status: 'decided' });
  tell('petition', source, { status: 'withdrawn' });
}

beforeAll(async () => {
  product = await Product.create();
  await Promise.all([product.startIngest(), product.startServer()]);

  tell('feedback', 'urn:units', { unit: { name: 'Cơ quan lạ' } });
  tell('feedback', 'urn:units', { unit: { name: 'Cơ quan lạ' }, status: 'published' });
  tell('feedback', 'urn:units', { unit: { name: 'UBND huyện Lộc Ninh' } });
  // Its unit was put right since: no finding.
  tell('feedback', 'urn:units', { code: 'MOVED', unit: { name: 'Cơ quan cũ' } }, { timeMs: now - HOUR });
  tell('feedback', 'urn:units', { code: 'MOVED' });
  const id = randomUUID();
  for (const code of ['TWICE', 'TWICE', 'OTHER']) tell('feedback', 'urn:times', { code }, { id });
  tell('feedback', 'urn:times', {}, { timeMs: now + 4 * 60_000 });
  tell('feedback', 'urn:times', {}, { timeMs: now - 30 * DAY });
  for (const [i, status] of ['new', 'done', 'transferred', 'cancelled', 'new'].entries())
    tell('feedback', 'urn:steps', { code: 'STEPS', status }, { timeMs: now - DAY + i * HOUR });
  for (let i = 0; i < 100; i++) {
    tell('feedback', 'urn:resolves', { status: 'published' });
    tell('payment', 'urn:resolves', { status: 'success' });
  }
  for (let i = 0; i < 1_001; i++) {
    tell('feedback', 'urn:crowd', { code: 'CROWD' });
    tell('petition', 'urn:crowd', { code: 'CROWD', category: 'suggestion' });
  }
  tellPetitions('urn:petitions');

  await product.produce(messages, STREAMS.case.topic);
  await product.produce([{ key: 'feedback/BAD', value: '{' }], STREAMS.case.topic);
  await product.produce([messageOf(snapshotEvent({ code: 'D-1' }, { source: 'urn:dossiers' }))]);
  await eventually(async () => {
    const [row] = await product.query<{ n: string }>(
      'SELECT (SELECT count() FROM case_events) + (SELECT count() FROM events) + (SELECT count() FROM dead_letters) AS n',
    );
    return Number(row?.n) >= messages.length + 2;
  }, 60_000);
  for (const kind of ['dossier', 'feedback', 'payment', 'petition', 'rating'])
    reports.set(kind, await quality(`kind=${kind}&${PERIOD}`));
});

afterAll(async () => {
  await product?.stop();
});

describe('GET /api/v1/quality?kind=', () => {
  it('lists the sources of the kind alone', () => {
    expect(sourcesOf('feedback')).toEqual([
      ...['urn:crowd', 'urn:resolves', 'urn:steps', 'urn:times', 'urn:units'],
    ]);
    expect(sourcesOf('petition')).toEqual(['urn:crowd', 'urn:petitions']);
    expect(sourcesOf('payment')).toEqual(['urn:resolves']);
    expect(sourcesOf('dossier')).toEqual(['urn:dossiers']);
    expect(reportOf('rating')).toMatchObject({ sourcesTotal: 0, sources: [] });
    expect(reportOf('petition').sourcesTotal).toBe(2);
  });

  it('finds nothing wrong with a source that tells well', () => {
    expect(of('payment', 'urn:resolves')).toEqual({
      source: 'urn:resolves',
      events: 100,
      dossiers: 100,
      senders: [''],
      lastEventAt: formatTime(now),
      lastStoredAt: expect.any(String),
      silence: { isSilent: false, officeMs: expect.any(Number), usualGapMs: null },
      unmappedUnits: [],
      missingDueDates: { count: 0, of: 100 },
      clockSkew: { events: 0, greatestMs: 0 },
      lateArrivals: { events: 0, greatestMs: 0 },
      duplicates: 0,
      crowdedDossiers: { dossiers: 0, most: [] },
      names: { units: 1, procedures: 0, officers: 1 },
      impossibleTransitions: [],
      statusRewriting: { resolved: 100, paused: 0, reopenings: 0, notes: [] },
    });
  });

  it('lists the units that the registry does not know, with their cases', () => {
    const { unmappedUnits, dossiers } = of('feedback', 'urn:units');
    expect([dossiers, unmappedUnits]).toEqual([4, [{ code: null, name: 'Cơ quan lạ', dossiers: 2 }]]);
  });

  it('counts open and resolved cases whose kind has no limit for what was told of them', () => {
    expect(of('petition', 'urn:petitions').missingDueDates).toEqual({ count: 3, of: 7 });
    expect(of('feedback', 'urn:units').missingDueDates).toEqual({ count: 0, of: 4 });
  });

  it('counts repeated ids, clocks that are ahead and late arrivals', () => {
    const { events, duplicates, clockSkew, lateArrivals } = of('feedback', 'urn:times');
    expect([events, duplicates, clockSkew.events, lateArrivals.events]).toEqual([5, 2, 1, 1]);
  });

  it('names the cases of most events, none of a confidential kind', () => {
    const most = [{ code: 'CROWD', events: 1_001 }];
    expect(of('feedback', 'urn:crowd').crowdedDossiers).toEqual({ dossiers: 1, most });
    expect(of('petition', 'urn:crowd').crowdedDossiers).toEqual({ dossiers: 1, most: [] });
  });

  it('notes reopenings, and pauses that were never told where the kind has them; no step is impossible', () => {
    expect(of('feedback', 'urn:steps')).toMatchObject({
      impossibleTransitions: [],
      statusRewriting: { resolved: 1, paused: 0, reopenings: 1, notes: ['reopened'] },
    });
    expect(of('feedback', 'urn:resolves').statusRewriting).toMatchObject({
      ...{ resolved: 100, paused: 0, notes: ['neverPaused'] },
    });
  });

  it('shows the dead letters of the stream of cases at every kind, not at the dossier', () => {
    for (const kind of ['feedback', 'rating']) expect(reportOf(kind).deadLetters.total).toBe(1);
    expect(reportOf('dossier').deadLetters.total).toBe(0);
  });

  it('is of dossiers without a kind', async () => {
    // A period that is over has one answer.
    const past = 'from=2020-01-01&to=2020-12-31';
    expect(await quality(past)).toEqual(await quality(`kind=dossier&${past}`));
    expect((await quality(PERIOD)).sources.map(({ source }) => source)).toEqual(['urn:dossiers']);
  });

  it('refuses a kind that the pack does not have', async () => {
    const response = await viewerFetch(`${product.serverUrl}/api/v1/quality?kind=nothing`);
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { detail: expect.stringMatching(/^kind is "nothing"; accepted: dossier, document, feedback/) },
    ]);
  });
});
