import fc from 'fast-check';
import { expect, test } from 'vitest';
import { caseFields } from '../../contract/case-fields.ts';
import { dataSchemas } from '../../contract/field-schema.ts';
import { CASE_MOMENTS, MEASURES, type Kind } from '../../contract/kind.ts';
import { STATUS_GROUPS, type StatusGroup } from '../../contract/status.ts';
import { dayStart, localDay, parseTime } from '../../contract/time.ts';
import { z } from 'zod';
import type { CaseEvent, TimedCaseEvent } from '../../sample/case-event.ts';
import type { CaseLife } from '../../sample/case-life.ts';
import { CASE_STORIES } from '../../sample/case-stories.ts';
import { LiveCases } from '../../sample/live-cases.ts';
import { Random } from '../../sample/random.ts';
import { sampleKinds } from '../../sample/sample-kind.ts';
import { loadSampleProvince, type SampleProvince } from '../../sample/sample-province.ts';
import { MOST_CASES_PER_DAY, simulatedCases } from '../../sample/simulated-cases.ts';
import { livesOfDay, simulatedHistory } from '../../sample/simulated-history.ts';

const province = await loadSampleProvince('sample/binh-phuoc');
const NOW = parseTime('2026-03-18T10:20:30+07:00') as number;
const TODAY = localDay(NOW);

/** The province with other kinds beside the dossier. */
const provinceOf = (kinds: readonly Kind[]): SampleProvince => ({ ...province, kinds: sampleKinds(kinds) });

function history(
  nowMs: number,
  of = province,
  seed = '1',
): { events: TimedCaseEvent[]; underWay: CaseLife[] } {
  const run = simulatedCases({ province: of, seed, nowMs });
  const events: TimedCaseEvent[] = [];
  for (;;) {
    const step = run.next();
    if (step.done) return { events, underWay: step.value };
    events.push(step.value);
  }
}

const past = history(NOW);

function live(
  seed: string,
  count: number,
  { of = province, underWay = past.underWay } = {},
): TimedCaseEvent[] {
  const cases = new LiveCases({ province: of, random: new Random(seed), underWay, target: 60 });
  const dossiers = livesOfDay({ province, seed: '1', nowMs: NOW }, TODAY, 50);
  return Array.from({ length: count }, (_, i) => cases.next(NOW + i * 1000, dossiers));
}

const keyOf = ({ event }: TimedCaseEvent) => `${event.data.kind}/${event.data.code}`;

function byCase(events: readonly TimedCaseEvent[]): CaseEvent[][] {
  const cases = new Map<string, CaseEvent[]>();
  for (const timed of events) {
    const list = cases.get(keyOf(timed)) ?? [];
    list.push(timed.event);
    cases.set(keyOf(timed), list);
  }
  return [...cases.values()];
}

/** Each field as told last. */
const stateOf = (events: readonly CaseEvent[]) =>
  Object.assign({}, ...events.map(({ data }) => data)) as CaseEvent['data'];

/** What is wrong with the events of cases by the definitions of their kinds, whatever their stories. */
function misfits(events: readonly TimedCaseEvent[], kinds: readonly Kind[], nowMs: number): string[] {
  const wrong: string[] = [];
  const units = new Set<unknown>(province.pack.units.map(({ officialCode }) => officialCode));
  const rules = new Map(
    kinds.map((kind) => {
      const dataOf = dataSchemas(caseFields(kind), z.string().regex(/^[\w.-]{1,128}$/));
      const groups = new Map(kind.statuses.map(({ code, group }): [unknown, StatusGroup] => [code, group]));
      const unknown = MEASURES.filter((measure) => !kind.measures.includes(measure));
      return [kind.kind, { groups, unknown, snapshot: dataOf('snapshot'), progress: dataOf('progress') }];
    }),
  );
  for (const { event, timeMs } of events) {
    const { data } = event;
    const rule = rules.get(data.kind);
    const telling = event.type === 'case.snapshot.v1' ? 'snapshot' : 'progress';
    const parsed = rule?.[telling].safeParse(data);
    if (!parsed?.success) wrong.push(`${event.id}: ${parsed?.error.message ?? 'unknown kind'}`);
    if (parseTime(event.time) !== timeMs || timeMs > nowMs) wrong.push(`${event.id}: time`);
    for (const place of [data.unit, data.fromUnit]) {
      if (place && !units.has(place.code)) wrong.push(`${event.id}: unit ${place.code}`);
    }
    for (const measure of rule?.unknown ?? []) if (measure in data) wrong.push(`${event.id}: ${measure}`);
    for (const moment of [...CASE_MOMENTS, 'suspendedFrom', 'suspendedTo'] as const) {
      if ((parseTime(data[moment] ?? event.time) ?? Infinity) > timeMs) wrong.push(`${event.id}: ${moment}`);
    }
  }
  for (const told of byCase(events)) {
    const state = stateOf(told);
    const about = `${state.kind}/${state.code}`;
    const types = told.map(({ type }) => type);
    if (types.lastIndexOf('case.snapshot.v1') !== 0) wrong.push(`${about}: ${types.join()}`);
    if (!ascending(told.map(({ time }) => parseTime(time) ?? 0))) wrong.push(`${about}: order`);
    const groups = told.map(({ data }) => rules.get(data.kind)?.groups.get(data.status));
    const isOpen = groups.map((group) => group === 'inProgress' || group === 'paused');
    if (isOpen.lastIndexOf(true) > isOpen.indexOf(false) && isOpen.includes(false))
      wrong.push(`${about}: open again, ${groups.join()}`);
    const { receivedAt, acceptedAt, finishedAt, publishedAt } = state;
    if (receivedAt == null) wrong.push(`${about}: never received`);
    const moments = [receivedAt, acceptedAt, finishedAt, publishedAt].flatMap(
      (moment) => parseTime(moment ?? '') ?? [],
    );
    if (!ascending(moments)) wrong.push(`${about}: moments`);
  }
  if (new Set(events.map(({ event }) => event.id)).size < events.length) wrong.push('an id twice');
  return wrong;
}

const ascending = (list: readonly number[]) => list.every((value, i) => value >= (list[i - 1] ?? value));

const packKinds = province.pack.kinds.filter(({ kind }) => kind !== 'dossier');

test('every event of the history of cases fits its kind, is in order and not in the future', () => {
  expect(misfits(past.events, packKinds, NOW)).toEqual([]);
});

test('each status of the sample kinds is reached, and each story speaks of a kind and its words', () => {
  for (const kind of packKinds) {
    const reached = new Set(
      past.events.filter(({ event }) => event.data.kind === kind.kind).map(({ event }) => event.data.status),
    );
    expect([...reached].sort()).toEqual(kind.statuses.map(({ code }) => code).sort());
    const story = CASE_STORIES[kind.kind];
    const codes = (terms: Kind['channels']) => new Set(terms.map(({ code }) => code));
    for (const channel of Object.keys(story?.channels ?? {})) expect(codes(kind.channels)).toContain(channel);
    for (const category of Object.keys(story?.categories ?? {}))
      expect(codes(kind.categories)).toContain(category);
    for (const { steps } of story?.paths ?? []) {
      for (const { status } of steps) expect(kind.statuses.map(({ code }) => code)).toContain(status);
    }
  }
  // A kind without a story of its own has the general one.
  expect(packKinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(Object.keys(CASE_STORIES)));
});

test('cases go as those of a province do: handed over, extended, suspended, refunded, rated, some late', () => {
  const cases = byCase(past.events);
  const of = (kind: string) => cases.filter(([first]) => first?.data.kind === kind);
  const some = (kind: string, has: (told: CaseEvent[]) => boolean) => of(kind).filter(has).length;
  const transfers = (told: CaseEvent[]) => told.filter(({ data }) => data.transferredAt != null);
  expect(some('feedback', (told) => transfers(told).length === 1)).toBeGreaterThan(100);
  expect(some('feedback', (told) => transfers(told).length === 2)).toBeGreaterThan(10);
  for (const { data } of of('feedback').flatMap(transfers)) {
    expect(data.fromUnit?.code).toBeDefined();
    expect(data.fromUnit?.code).not.toBe(data.unit?.code);
  }
  expect(some('feedback', (told) => stateOf(told).supplementAskedAt != null)).toBeGreaterThan(10);
  expect(some('feedback', (told) => stateOf(told).score != null)).toBeGreaterThan(10);
  const lateDays = ({ transferredAt, receivedAt, finishedAt }: CaseEvent['data']) =>
    finishedAt == null
      ? 0
      : province.calendar.workingDaysAfter(
          localDay(parseTime(transferredAt ?? receivedAt ?? '') as number),
          localDay(parseTime(finishedAt) as number),
        );
  const late = some('feedback', (told) => lateDays(stateOf(told)) > 15);
  expect(late).toBeGreaterThan(10);
  expect(late).toBeLessThan(of('feedback').length * 0.15);

  expect(some('petition', (told) => stateOf(told).acceptedAt != null)).toBeGreaterThan(50);
  expect(some('petition', (told) => stateOf(told).extendedTo != null)).toBeGreaterThan(3);
  expect(some('petition', (told) => stateOf(told).suspendedTo != null)).toBeGreaterThan(0);

  expect(some('document', (told) => stateOf(told).dueAt != null)).toBe(of('document').length);
  expect(
    some('document', (told) => (stateOf(told).finishedAt ?? '') > (stateOf(told).dueAt ?? '')),
  ).toBeGreaterThan(0);

  const dossiers = new Set(
    Array.from({ length: 40 }, (_, i) => livesOfDay({ province, seed: '1', nowMs: NOW }, TODAY - i))
      .flat()
      .map(({ file }) => `dossier/${file.code}`),
  );
  for (const kind of ['payment', 'rating']) {
    const parents = of(kind).flatMap((told) => stateOf(told).parent ?? []);
    expect(parents.length / of(kind).length).toBeGreaterThan(0.7);
    expect(parents.filter((parent) => !dossiers.has(parent))).toEqual([]);
  }
  for (const told of of('payment')) expect(stateOf(told).amountVnd).toBeGreaterThan(0);
  expect(some('payment', (told) => stateOf(told).status === 'refunded')).toBeGreaterThan(5);
  for (const told of of('rating')) {
    const { status, score } = stateOf(told);
    expect(score).toBe({ bad: 1, good: 2, veryGood: 3 }[status ?? '']);
  }
});

test('told again a day later, the history of cases repeats its events and adds those since', () => {
  const later = new Set(history(NOW + 86_400_000).events.map(({ event }) => JSON.stringify(event)));
  const firstDay = dayStart(TODAY - 34);
  const kept = past.events.filter(({ event }) => {
    const code = event.data.code.split('-')[1] ?? '';
    return (
      (parseTime(`20${code.slice(0, 2)}-${code.slice(2, 4)}-${code.slice(4)}T00:00:00+07:00`) ?? 0) >=
      firstDay
    );
  });
  expect(kept.length).toBeGreaterThan(5000);
  expect(kept.filter(({ event }) => !later.has(JSON.stringify(event)))).toEqual([]);
  expect(later.size).toBeGreaterThan(past.events.length);
});

test('the history of the dossiers is the same with and without kinds', () => {
  const texts = (of: SampleProvince) =>
    Array.from(simulatedHistory({ province: of, seed: '1', nowMs: NOW, dossiersPerDay: 20 }), ({ event }) =>
      JSON.stringify(event),
    );
  expect(texts(provinceOf([]))).toEqual(texts(province));
});

test('live events of cases happen now, fit their kinds, and are the same for the same seed', () => {
  const events = live('1', 3000);
  events.forEach(({ timeMs }, i) => expect(timeMs).toBe(NOW + i * 1000));
  expect(misfits([...past.events, ...events], packKinds, NOW + 3_000_000)).toEqual([]);
  const again = history(NOW).underWay;
  expect(JSON.stringify(live('1', 300, { underWay: again }))).toBe(JSON.stringify(events.slice(0, 300)));
  expect(JSON.stringify(live('2', 300, { underWay: history(NOW).underWay }))).not.toBe(
    JSON.stringify(events.slice(0, 300)),
  );
});

test('live events bring each kind, close cases of the history, and tell late of some that came before', () => {
  const events = live('1', 3000, { underWay: history(NOW).underWay });
  expect(new Set(events.map(({ event }) => event.data.kind)).size).toBe(packKinds.length);
  const begun = new Set(past.events.map(keyOf));
  const ofHistory = events.filter((timed) => begun.has(keyOf(timed)));
  expect(ofHistory.length).toBeGreaterThan(50);
  const entered = events.filter(
    ({ event, timeMs }) =>
      event.data.receivedAt != null && (parseTime(event.data.receivedAt) ?? 0) < timeMs - 86_400_000,
  );
  expect(entered.length).toBeGreaterThan(20);
});

const code = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,11}$/);
const terms = (most: number) =>
  fc
    .uniqueArray(code, { maxLength: most })
    .map((codes) => codes.map((text) => ({ code: text, vi: text, en: text })));
const moments = fc.subarray([...CASE_MOMENTS], { minLength: 1 });
const inventedKind: fc.Arbitrary<Kind> = fc
  .record({
    kind: fc.constantFrom('task', 'feedback', 'payment', 'visit'),
    statuses: fc.uniqueArray(fc.record({ code, group: fc.constantFrom(...STATUS_GROUPS) }), {
      minLength: 1,
      maxLength: 9,
      selector: (status) => status.code,
    }),
    clock: fc.option(fc.record({ from: moments, to: moments })),
    limit: fc.option(
      fc.record({
        amount: fc.integer({ min: 1, max: 60 }),
        unit: fc.constantFrom('workingDay' as const, 'day' as const),
      }),
    ),
    channels: terms(3),
    categories: terms(3),
    measures: fc.subarray([...MEASURES]),
  })
  .map(({ statuses, limit, ...kind }) => ({
    ...kind,
    name: { vi: kind.kind, en: kind.kind },
    statuses: statuses.map((status, i) => ({ ...status, n: i + 1, vi: status.code, en: status.code })),
    limits: kind.clock && limit ? [{ ...limit, validFrom: null, status: null, category: null }] : [],
    stages: [],
    confidential: false,
    tiles: [],
  }));

test('a kind that nobody wrote a story for has a life by its groups, whatever its definition', () => {
  fc.assert(
    fc.property(inventedKind, (kind) => {
      const of = provinceOf([kind]);
      const { events, underWay } = history(NOW, of);
      expect(events.length).toBeGreaterThan(100);
      const all = [...events, ...live('1', 200, { of, underWay })];
      expect(misfits(all, [kind], NOW + 200_000)).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

test('a kind of a province goes from received over in progress to resolved', () => {
  const status = (n: number, text: string, group: StatusGroup) => ({
    n,
    code: text,
    vi: text,
    en: text,
    group,
  });
  const task: Kind = {
    kind: 'task',
    name: { vi: 'Nhiệm vụ', en: 'Tasks' },
    statuses: [
      status(1, 'given', 'inProgress'),
      status(2, 'working', 'inProgress'),
      status(3, 'waiting', 'paused'),
      status(4, 'reported', 'resolved'),
      status(5, 'dropped', 'withdrawn'),
    ],
    clock: { from: ['receivedAt'], to: ['finishedAt'] },
    limits: [],
    stages: [],
    categories: [],
    channels: [],
    measures: [],
    confidential: false,
    tiles: [],
  };
  const cases = byCase(history(NOW, provinceOf([task])).events);
  const ways = new Set(cases.map((told) => told.map(({ data }) => data.status).join(' ')));
  expect(ways).toContain('given working reported');
  expect(ways).toContain('given working waiting working reported');
  expect(ways).toContain('given working dropped');
  expect(ways).toContain('given working');
  for (const told of cases) expect(stateOf(told).dueAt).toBeDefined();
});

test('a pack without kinds has no cases', () => {
  expect(history(NOW, provinceOf([])).events).toEqual([]);
});

test('the history stays small however many kinds a pack has', () => {
  const [payment] = packKinds.filter(({ kind }) => kind === 'payment');
  const many = Array.from({ length: 49 }, (_, i): Kind => ({ ...(payment as Kind), kind: `kind${i}` }));
  const received = history(NOW, provinceOf(many)).events.filter(
    ({ event }) => event.type === 'case.snapshot.v1',
  );
  const days = 26;
  expect(received.length).toBeGreaterThan(49 * days);
  expect(received.length).toBeLessThan(MOST_CASES_PER_DAY * 1.2 * days);
});
