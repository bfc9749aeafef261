import { describe, expect, it } from 'vitest';
import type { Indicator, IndicatorItem, IndicatorNumber, Target } from '../../contract/indicator.ts';
import { observationKey } from '../../contract/observation.ts';
import { dayStart, localDay, parseDay } from '../../contract/time.ts';
import { parseToldPeriod } from '../../contract/told-period.ts';
import type { Observation } from '../../clickhouse/observations.ts';
import type { Area, Unit } from '../../pack/province-pack.ts';
import { indicatorsIn } from '../../server/indicators/indicators-in.ts';
import { Places } from '../../server/indicators/places.ts';
import { Targets } from '../../server/indicators/targets.ts';

const at = (day: string) => dayStart(parseDay(day) as number);
const TOLD_MS = at('2021-10-05');

function indicator(told: Partial<Indicator> & { code: string }): Indicator {
  return {
    vi: told.code,
    en: told.code,
    group: { code: 'g', vi: 'G', en: 'G' },
    number: 'count',
    measure: { vi: 'cái', en: 'pieces' },
    decimals: 0,
    direction: 'up',
    overUnits: 'none',
    overTime: 'none',
    every: 'month',
    graceDays: 10,
    breakdowns: [],
    check: [],
    source: '',
    formula: null,
    ...told,
  };
}

type Figures = Partial<Pick<Observation, 'value' | 'numerator' | 'denominator' | 'of' | 'toldMs'>>;

/** `key`: `indicator|scope|breakdown|period`. */
function told(key: string, figures: Figures | number): Observation {
  const [indicatorCode = '', scope = '', breakdown = '', period = ''] = key.split('|');
  const given = typeof figures === 'number' ? { value: figures } : figures;
  return {
    ...{ indicator: indicatorCode, scope, breakdown, period },
    ...{ toldMs: TOLD_MS, value: null, numerator: null, denominator: null, of: null },
    ...given,
  };
}

function unit(code: string, area: string | null, more: Partial<Unit> = {}): Unit {
  return {
    code,
    officialCode: code,
    name: code,
    aliases: [],
    level: 'commune',
    area,
    parent: null,
    webhook: null,
    email: null,
    successor: null,
    validFrom: null,
    validTo: null,
    ...more,
  };
}

function area(code: string, more: Partial<Area> = {}): Area {
  return {
    code,
    officialCode: code,
    name: code,
    shortName: code,
    parent: null,
    level: 'district',
    validFrom: null,
    validTo: null,
    geometry: { type: 'Polygon', coordinates: [] },
    undrawn: null,
    labelPoint: [0, 0],
    ...more,
  };
}

const PLACES = {
  units: [unit('U1', 'A1'), unit('U2', 'A1'), unit('U3', 'A2'), unit('D1', null)],
  areas: [area('A1'), area('A2')],
};

interface Asked {
  scope?: string;
  edition?: 'asNow' | 'asWas';
  period?: string;
  now?: string;
  targets?: Target[];
  places?: { units: Unit[]; areas: Area[] };
  cases?: Record<string, number>;
}

function itemsOf(indicators: Indicator[], observations: Observation[], asked: Asked = {}): IndicatorItem[] {
  const nowMs = at(asked.now ?? '2021-10-20');
  const places = new Places(asked.places ?? PLACES, asked.now ?? '2021-10-20');
  return [
    ...indicatorsIn({
      indicators,
      targets: new Targets(asked.targets ?? []),
      places,
      observations,
      place: places.find(asked.scope ?? 'province', asked.edition ?? 'asNow', ['D1']),
      cases: ({ name }, { text }) => asked.cases?.[`${name} ${text}`] ?? null,
      asked: {
        period: asked.period ? (parseToldPeriod(asked.period) ?? null) : null,
        today: localDay(nowMs),
      },
      nowMs,
    }),
  ];
}

/** Of one indicator. */
function itemOf(of: Indicator, observations: Observation[], asked?: Asked): IndicatorItem {
  return itemsOf([of], observations, asked)[0] as IndicatorItem;
}

const noneOf = { value: null, numerator: null, denominator: null, of: null };

describe('a told indicator', () => {
  const rank = indicator({ code: 'rank', number: 'rank', every: 'year', direction: 'down', graceDays: 180 });

  it('has its value with when it was told, and the one of the period before', () => {
    const observations = [
      told('rank|province||2018', { value: 11, of: 63 }),
      told('rank|province||2017', { value: 20 }),
    ];
    expect(itemOf(rank, observations)).toMatchObject({
      value: 11,
      of: 63,
      period: '2018',
      origin: 'told',
      toldAt: '2021-10-05T00:00:00+07:00',
      previous: { period: '2017', value: 20, of: null },
      series: [{ period: '2017', value: 20 }],
      printed: null,
    });
  });

  it('has no previous value where the period just before was not told, but the earlier ones in order', () => {
    const item = itemOf(rank, [told('rank|province||2016', 30), told('rank|province||2013', 50)]);
    expect(item).toMatchObject({ period: '2016', previous: null, series: [{ period: '2013', value: 50 }] });
  });

  it('has earlier values of 12 periods at most', () => {
    const years = Array.from({ length: 20 }, (_, i) => told(`rank|province||${2000 + i}`, i));
    const { series } = itemOf(rank, years);
    expect(series.map(({ period }) => period)).toEqual(Array.from({ length: 12 }, (_, i) => `${2007 + i}`));
  });

  it('is never 0 when nothing is told of it, or when it was cleared', () => {
    for (const observations of [[], [told('rank|province||2018', {})], [told('rank|unit:U1||2018', 3)]])
      expect(itemOf(rank, observations)).toMatchObject({
        ...noneOf,
        period: null,
        origin: null,
        toldAt: null,
        stale: false,
        previous: null,
        series: [],
        missing: [],
      });
    expect(itemOf(rank, [told('rank|province||2018', 0)]).value).toBe(0);
  });

  it('is of the period asked for, or of the latest told before its end', () => {
    const observations = ['2017', '2018', '2020'].map((year) => told(`rank|province||${year}`, Number(year)));
    const periodOf = (period: string) => itemOf(rank, observations, { period }).period;
    expect(['2018', '2019', '2019-Q4', '2020', '2026', '2016'].map(periodOf)).toEqual([
      '2018',
      '2018',
      '2018',
      '2020',
      '2020',
      null,
    ]);
  });

  it('is not taken from a period that has not begun', () => {
    const observations = [told('rank|province||2021', 5), told('rank|province||2022', 6)];
    expect(itemOf(rank, observations).period).toBe('2021');
  });

  it('is shown by how often it is told when a longer period ends on the same day', () => {
    const monthly = indicator({ code: 'm' });
    expect(itemOf(monthly, [told('m|province||2020', 12), told('m|province||2020-12', 1)]).period).toBe(
      '2020-12',
    );
    expect(
      itemOf(monthly, [told('m|province||2020', 12), told('m|province||2020-12', 1)], { period: '2020' })
        .value,
    ).toBe(12);
  });

  it('told by the week is of the week that a day lies in', () => {
    const weekly = indicator({ code: 'w', every: 'week' });
    const observations = [told('w|province||2021-09-13', 7), told('w|province||2021-09-06', 6)];
    expect(itemOf(weekly, observations, { period: '2021-09-15' })).toMatchObject({
      value: 7,
      period: '2021-09-13',
      previous: { period: '2021-09-06', value: 6 },
    });
  });
});

describe('staleness', () => {
  const monthly = indicator({ code: 'm', graceDays: 10 });
  const august = [told('m|province||2021-08', 1)];

  it('begins when the next period should have been told', () => {
    expect(itemOf(monthly, august, { now: '2021-10-11' }).stale).toBe(false);
    expect(itemOf(monthly, august, { now: '2021-10-12' }).stale).toBe(true);
  });

  it('is, of a period asked for, as of its end', () => {
    const asked = { now: '2026-01-01' };
    expect(itemOf(monthly, august, { ...asked, period: '2021-08' }).stale).toBe(false);
    expect(itemOf(monthly, august, { ...asked, period: '2021-09' }).stale).toBe(false);
    expect(itemOf(monthly, august, { ...asked, period: '2021-12' }).stale).toBe(true);
    expect(itemOf(monthly, august, asked).stale).toBe(true);
  });

  it('of what is counted from cases does not come', () => {
    const counted = indicator({
      code: 'c',
      formula: {
        operation: 'difference',
        figures: [
          { of: 'cases', name: 'dossier.received', kind: 'dossier', figure: 'received' },
          { of: 'cases', name: 'dossier.resolved', kind: 'dossier', figure: 'resolved' },
        ],
      },
    });
    const cases = { 'dossier.received 2021-08': 5, 'dossier.resolved 2021-08': 2 };
    expect(itemOf(counted, [], { period: '2021-08', now: '2026-01-01', cases })).toMatchObject({
      value: 3,
      origin: 'computed',
      stale: false,
      toldAt: null,
    });
  });
});

describe('a share', () => {
  const share = indicator({ code: 's', number: 'share', every: 'year', decimals: 2 });

  it('is that of its parts, with the printed one beside it and whether it fits', () => {
    const of = (numerator: number, denominator: number, value: number) =>
      itemOf(share, [told('s|province||2020', { numerator, denominator, value })]);
    expect(of(501, 1961, 0.2525)).toMatchObject({
      value: 501 / 1961,
      numerator: 501,
      denominator: 1961,
      printed: { value: 0.2525, agrees: false },
    });
    for (const [numerator, denominator, printed] of [
      [754, 1961, 0.3845],
      [1255, 1961, 0.64],
      [124, 1255, 0.0988],
      [48, 501, 0.0958],
      [76, 754, 0.1008],
      [581, 7584, 0.0766],
      [3, 5, 0.6],
    ] as const)
      expect(of(numerator, denominator, printed).printed).toEqual({ value: printed, agrees: true });
    expect(of(64, 100, 0.6).printed?.agrees).toBe(false);
  });

  it('is as told without parts, and is none of nothing', () => {
    expect(itemOf(share, [told('s|province||2020', 0.9)])).toMatchObject({ value: 0.9, printed: null });
    const ofNothing = itemOf(share, [told('s|province||2020', { numerator: 0, denominator: 0 })]);
    expect(ofNothing).toMatchObject({
      value: null,
      numerator: 0,
      denominator: 0,
      period: '2020',
      origin: 'told',
    });
  });

  it('of an area is of the sums of its units, never a mean of shares', () => {
    const ofUnits = { ...share, overUnits: 'parts' as const };
    const observations = [
      told('s|unit:U1||2020', { numerator: 1, denominator: 2 }),
      told('s|unit:U2||2020', { numerator: 0, denominator: 98 }),
    ];
    expect(itemOf(ofUnits, observations, { scope: 'area:A1' })).toMatchObject({
      value: 0.01,
      numerator: 1,
      denominator: 100,
      origin: 'sumOfUnits',
      missing: [],
    });
  });

  it('of an area is not known when a unit tells it without its parts', () => {
    const ofUnits = { ...share, overUnits: 'parts' as const };
    const observations = [
      told('s|unit:U1||2020', { numerator: 1, denominator: 2 }),
      told('s|unit:U2||2020', 0.5),
    ];
    expect(itemOf(ofUnits, observations, { scope: 'area:A1', period: '2020' })).toMatchObject({
      value: null,
      missing: ['s|unit:U1||2020', 's|unit:U2||2020'],
    });
  });
});

describe('a target', () => {
  const target = (more: Partial<Target>): Target => ({
    indicator: 't',
    breakdown: '',
    scope: 'province',
    from: null,
    to: null,
    atLeast: null,
    atMost: null,
    ...more,
  });
  const metBy = (value: number, direction: Indicator['direction'], more: Partial<Target>) =>
    itemOf(indicator({ code: 't', direction }), [told('t|province||2021-08', value)], {
      targets: [target(more)],
    }).met;

  it('is met by a value that is not under or not over its bound', () => {
    expect([69, 70, 71].map((value) => metBy(value, 'up', { atLeast: 70 }))).toEqual([false, true, true]);
    expect([9, 10, 11].map((value) => metBy(value, 'down', { atMost: 10 }))).toEqual([true, true, false]);
    expect([9, 10, 11].map((value) => metBy(value, 'up', { atMost: 10 }))).toEqual([true, true, false]);
  });

  it('that is a range has two ends only where neither way is better', () => {
    const range = { atLeast: 3, atMost: 5 };
    const met = (direction: Indicator['direction']) =>
      [2, 3, 5, 6].map((value) => metBy(value, direction, range));
    expect(met('none')).toEqual([false, true, true, false]);
    expect(met('up')).toEqual([false, true, true, true]);
    expect(met('down')).toEqual([true, true, true, false]);
  });

  it('holds for periods that end within its days; of several the one from the latest day', () => {
    const targets = [
      target({ from: '2021-01-01', atLeast: 1 }),
      target({ from: '2021-08-01', to: '2021-12-31', atLeast: 2 }),
      target({ to: '2020-12-31', atLeast: 3 }),
    ];
    const of = (period: string) =>
      itemOf(indicator({ code: 't' }), [told(`t|province||${period}`, 2)], { period, targets }).target
        ?.atLeast;
    expect(['2020-12', '2021-07', '2021-08'].map(of)).toEqual([3, 1, 2]);
  });

  it('is shown of a period without a value, and is then neither met nor missed', () => {
    const targets = [target({ to: '2020-12-31', atLeast: 0.03, atMost: 0.05 })];
    const item = itemOf(indicator({ code: 't' }), [], { period: '2020', targets });
    expect(item).toMatchObject({
      value: null,
      target: { atLeast: 0.03, atMost: 0.05, to: '2020-12-31' },
      met: null,
    });
    expect(itemOf(indicator({ code: 't' }), [], { targets }).target).toBeNull();
  });

  it('is of its scope and part alone', () => {
    const parts = [{ code: 'x', vi: 'X', en: 'X' }];
    const of = indicator({ code: 't', breakdowns: [{ code: 'b', parts }] });
    const targets = [target({ scope: 'unit:U1', breakdown: 'x', atLeast: 5 })];
    const observations = [told('t|unit:U1|x|2021-08', 6), told('t|unit:U1||2021-08', 4)];
    const item = itemOf(of, observations, { scope: 'unit:U1', targets });
    expect(item).toMatchObject({ target: null, met: null });
    expect(item.breakdowns[0]?.parts[0]).toMatchObject({ target: { atLeast: 5 }, met: true });
    expect(itemOf(of, observations, { targets }).breakdowns[0]?.parts[0]?.target).toBeNull();
  });
});

describe('sums over units', () => {
  const count = indicator({ code: 'n', overUnits: 'sum' });
  const august = (scope: string, value: number) => told(`n|${scope}||2021-08`, value);

  it('give an area from its units and the province from all, unless they are told themselves', () => {
    const observations = [
      august('unit:U1', 1),
      august('unit:U2', 2),
      august('unit:U3', 4),
      august('unit:D1', 8),
    ];
    const of = (scope: string, more: Observation[] = []) =>
      itemOf(count, [...observations, ...more], { scope });
    expect(of('area:A1')).toMatchObject({ value: 3, origin: 'sumOfUnits' });
    expect(of('province')).toMatchObject({ value: 15, origin: 'sumOfUnits' });
    expect(of('province', [august('area:A1', 100)])).toMatchObject({ value: 112, origin: 'sumOfUnits' });
    expect(of('province', [august('province', 16)])).toMatchObject({ value: 16, origin: 'told' });
    expect(of('unit:U1')).toMatchObject({ value: 1, origin: 'told' });
    expect(of('area:none')).toMatchObject({ value: 8 });
  });

  it('are not made of ranks, of shares told as values, or of what is not to be added up', () => {
    const numbers: IndicatorNumber[] = ['rank', 'share', 'count'];
    for (const number of numbers) {
      const of = indicator({ code: 'n', number });
      const observations = [august('unit:U1', 1), august('unit:U2', 2)];
      expect(itemOf(of, observations, { scope: 'area:A1' })).toMatchObject({ ...noneOf, missing: [] });
    }
  });

  it('are not known while one that tells it is missing, which is named; an earlier complete one is shown', () => {
    const july = [told('n|unit:U1||2021-07', 10), told('n|unit:U2||2021-07', 20)];
    const item = itemOf(count, [...july, august('unit:U1', 1)], { scope: 'area:A1' });
    expect(item).toMatchObject({ value: 30, period: '2021-07', missing: ['n|unit:U2||2021-08'] });
    const asked = itemOf(count, [...july.slice(1), august('unit:U1', 1)], {
      scope: 'area:A1',
      period: '2021-08',
    });
    expect(asked).toMatchObject({ value: 20, period: '2021-07', missing: ['n|unit:U2||2021-08'] });
  });

  it('do not wait for units that never told it, or only later', () => {
    const observations = [august('unit:U1', 1), told('n|unit:U2||2021-09', 2)];
    expect(itemOf(count, observations, { scope: 'area:A1', period: '2021-08' })).toMatchObject({
      value: 1,
      origin: 'sumOfUnits',
    });
  });

  it('name 20 of those that are missing at most', () => {
    const units = Array.from({ length: 40 }, (_, i) => unit(`V${i}`, 'A1'));
    const july = units.map(({ code }) => told(`n|unit:${code}||2021-07`, 1));
    const item = itemOf(count, [...july, august('unit:V0', 1)], {
      scope: 'area:A1',
      places: { units, areas: [area('A1')] },
    });
    expect(item.missing).toHaveLength(20);
  });
});

describe('sums over time', () => {
  const monthly = indicator({ code: 'n', overTime: 'sum' });
  const months = (from: number, to: number, year = 2021) =>
    Array.from({ length: to - from + 1 }, (_, i) => {
      const month = `${from + i}`.padStart(2, '0');
      return told(`n|province||${year}-${month}`, 10 ** (i % 3));
    });

  it('give quarters and years from months, and years from told quarters', () => {
    const observations = months(1, 12, 2020);
    expect(itemOf(monthly, observations, { period: '2020-Q1' })).toMatchObject({
      value: 111,
      period: '2020-Q1',
      origin: 'sumOfPeriods',
    });
    expect(itemOf(monthly, observations, { period: '2020' }).value).toBe(444);
    const withQuarter = [...observations, told('n|province||2020-Q1', 1_000)];
    expect(itemOf(monthly, withQuarter, { period: '2020' }).value).toBe(1_333);
  });

  it('of a year that goes on are those of the months due by now', () => {
    expect(itemOf(monthly, months(1, 9), { period: '2021', now: '2021-10-20' }).value).toBe(333);
    expect(itemOf(monthly, months(1, 8), { period: '2021', now: '2021-10-10' }).value).toBe(222 + 11);
    expect(itemOf(monthly, months(1, 8), { period: '2021', now: '2021-10-12' })).toMatchObject({
      period: '2021-08',
      missing: ['n|province||2021-09'],
    });
  });

  it('are not known with a month missing, also at the beginning', () => {
    const observations = months(1, 12, 2020).filter(({ period }) => period !== '2020-01');
    expect(itemOf(monthly, observations, { period: '2020' })).toMatchObject({
      period: '2020-12',
      missing: ['n|province||2020-01'],
    });
    expect(itemOf(monthly, observations, { period: '2019' })).toMatchObject({ value: null, missing: [] });
  });

  it('of a stock are the last one told within the period', () => {
    const stock = indicator({ code: 'n', overTime: 'last' });
    const observations = [told('n|province||2020-03', 3), told('n|province||2020-11', 11)];
    expect(itemOf(stock, observations, { period: '2020' })).toMatchObject({
      value: 11,
      period: '2020',
      origin: 'lastTold',
    });
    expect(itemOf(stock, observations, { period: '2020-Q2' })).toMatchObject({ value: 3, period: '2020-03' });
  });

  it('of shares add their parts up', () => {
    const share = indicator({ code: 'n', number: 'share', overTime: 'sum', every: 'quarter' });
    const observations = [1, 2, 3, 4].map((quarter) =>
      told(`n|province||2020-Q${quarter}`, { numerator: quarter, denominator: 25 }),
    );
    expect(itemOf(share, observations, { period: '2020' })).toMatchObject({
      value: 0.1,
      numerator: 10,
      denominator: 100,
      origin: 'sumOfPeriods',
    });
  });

  it('go over units too', () => {
    const both = indicator({ code: 'n', overTime: 'sum', overUnits: 'sum', every: 'quarter' });
    const observations = ['U1', 'U2'].flatMap((code) =>
      [1, 2, 3, 4].map((quarter) => told(`n|unit:${code}||2020-Q${quarter}`, quarter)),
    );
    const of = (told: Observation[]) => itemOf(both, told, { scope: 'area:A1', period: '2020' });
    expect(of(observations)).toMatchObject({ value: 20, period: '2020' });
    const gap = observations.filter(({ scope, period }) => scope !== 'unit:U1' || period !== '2020-Q2');
    expect(of(gap)).toMatchObject({ value: 8, period: '2020-Q4', missing: ['n|unit:U1||2020-Q2'] });
    // Before its first one a unit is not waited for.
    expect(of(observations.slice(1))).toMatchObject({ value: 19, period: '2020' });
  });
});

describe('a reform', () => {
  const ended = { validTo: '2021-06-30' };
  const places = {
    units: [
      unit('O1', 'B1', { ...ended, successor: 'N' }),
      unit('O2', 'B2', { ...ended, successor: 'N' }),
      unit('N', 'B', { validFrom: '2021-07-01' }),
      unit('K', 'C', {}),
      unit('L', 'C', { ...ended, successor: 'K' }),
    ],
    areas: [area('B1', ended), area('B2', ended), area('B', { validFrom: '2021-07-01' }), area('C')],
  };
  const count = indicator({ code: 'n', overUnits: 'sum', overTime: 'sum', every: 'quarter' });
  const before = [told('n|unit:O1||2021-Q2', 1), told('n|unit:O2||2021-Q2', 2), told('n|unit:L||2021-Q2', 4)];
  const kept = [told('n|unit:K||2021-Q2', 8), told('n|unit:K||2021-Q3', 16)];
  const after = [told('n|unit:N||2021-Q3', 32)];
  const all = [...before, ...kept, ...after];
  const of = (scope: string, period: string, more: Asked = {}, observations = all) =>
    itemOf(count, observations, { scope, period, places, ...more });

  it('gives a unit what those told that it took over from, and what it tells itself', () => {
    expect(of('unit:N', '2021-Q2')).toMatchObject({ value: 3, origin: 'sumOfUnits' });
    expect(of('unit:N', '2021-Q3')).toMatchObject({ value: 32, origin: 'told', previous: { value: 3 } });
    expect(of('unit:K', '2021-Q2')).toMatchObject({ value: 12, origin: 'sumOfUnits' });
    expect(of('unit:K', '2021-Q2', { edition: 'asWas' })).toMatchObject({ value: 8, origin: 'told' });
    expect(of('unit:K', '2021-Q3')).toMatchObject({ value: 16, origin: 'told' });
  });

  it('gives an area the areas that went to it, told as such or from their units, each once', () => {
    expect(of('area:B', '2021-Q2')).toMatchObject({ value: 3 });
    expect(of('area:B', '2021-Q2', {}, [...all, told('n|area:B1||2021-Q2', 100)])).toMatchObject({
      value: 102,
    });
    expect(of('area:B', '2021-Q3')).toMatchObject({ value: 32 });
    expect(of('area:C', '2021-Q2')).toMatchObject({ value: 12 });
    expect(of('area:B1', '2021-Q2', { edition: 'asWas' })).toMatchObject({ value: 1 });
  });

  it('leaves the province as it is', () => {
    for (const edition of ['asNow', 'asWas'] as const) {
      expect(of('province', '2021-Q2', { edition }).value).toBe(15);
      expect(of('province', '2021-Q3', { edition }).value).toBe(48);
    }
  });

  it('does not break a year: its quarters are those of each time', () => {
    const first = ['O1', 'O2', 'L', 'K'].map((code) => told(`n|unit:${code}||2021-Q1`, 1_000));
    const last = ['N', 'K'].map((code) => told(`n|unit:${code}||2021-Q4`, 10_000));
    const observations = [...first, ...all, ...last];
    const asked = { now: '2022-03-01' };
    expect(of('unit:N', '2021', asked, observations).value).toBe(2_000 + 3 + 32 + 10_000);
    expect(of('unit:K', '2021', asked, observations).value).toBe(2_000 + 12 + 16 + 10_000);
    expect(of('province', '2021', asked, observations).value).toBe(4_000 + 15 + 48 + 20_000);
  });

  it('does not carry ranks over, or shares told as values', () => {
    for (const number of ['rank', 'share'] as const) {
      const of = indicator({
        code: 'n',
        number,
        every: 'quarter',
        overUnits: number === 'rank' ? 'none' : 'parts',
      });
      const item = itemOf(of, before, { scope: 'unit:N', period: '2021-Q2', places });
      expect(item.value).toBeNull();
    }
    const rank = indicator({ code: 'n', number: 'rank', every: 'quarter' });
    expect(itemOf(rank, [...before, ...kept], { scope: 'unit:K', period: '2021-Q2', places }).value).toBe(8);
  });

  it('lets a code that is used again mean what it did in the period', () => {
    const reused = {
      units: [
        unit('X@2021-06-30', null, { officialCode: 'X', ...ended }),
        unit('X', null, { validFrom: '2021-07-01' }),
      ],
      areas: [],
    };
    const observations = [told('n|unit:X||2021-Q2', 1), told('n|unit:x||2021-Q3', 2)];
    const asked = { places: reused, edition: 'asWas' as const, period: '2021-Q3' };
    expect(itemOf(count, observations, { ...asked, scope: 'unit:X' })).toMatchObject({
      value: 2,
      previous: null,
    });
    expect(itemOf(count, observations, { ...asked, scope: 'unit:X@2021-06-30' })).toMatchObject({
      value: 1,
      period: '2021-Q2',
    });
    const byMeaning = [
      ...observations,
      told('n|unit:X@2021-06-30||2021-Q2', { value: 4, toldMs: TOLD_MS + 1 }),
    ];
    expect(itemOf(count, byMeaning, { ...asked, scope: 'unit:X@2021-06-30' })).toMatchObject({ value: 4 });
  });
});

describe('breakdowns', () => {
  const parts = (...codes: string[]) => codes.map((code) => ({ code, vi: code, en: code }));
  const levels = { code: 'level', parts: parts('a', 'b') };
  const ways = { code: 'way', parts: parts('x', 'y') };
  const both = indicator({ code: 'n', breakdowns: [levels, ways], check: ['level', 'way'] });
  const of = (values: Record<string, number | Figures>, of = both) =>
    itemOf(
      of,
      Object.entries(values).map(([part, figures]) => told(`n|province|${part}|2021-08`, figures)),
    );
  const agrees = ({ breakdowns }: IndicatorItem) => breakdowns.map((breakdown) => breakdown.agrees);

  it('have each part with its own value, and agree when they add up to the whole', () => {
    const item = of({ '': 10, a: 4, b: 6, x: 3, y: 6 });
    expect(agrees(item)).toEqual([true, false]);
    expect(item.breakdowns[0]?.parts).toMatchObject([
      { code: 'a', name: { vi: 'a' }, value: 4, origin: 'told' },
      { code: 'b', value: 6 },
    ]);
  });

  it('are not compared while a part or the whole is missing, or when the pack does not ask for it', () => {
    expect(agrees(of({ '': 10, a: 4, x: 4, y: 6 }))).toEqual([null, true]);
    expect(agrees(of({ a: 4, b: 6, x: 4, y: 6 }))).toEqual([null, null]);
    expect(agrees(of({ '': 10, a: 4, b: 6 }, { ...both, check: [] }))).toEqual([null, null]);
  });

  it('add the numerators of shares up, of one whole or of a part each', () => {
    const share = { ...both, number: 'share' as const, breakdowns: [levels], check: ['level'] };
    const ratio = (numerator: number, denominator: number) => ({ numerator, denominator });
    expect(agrees(of({ '': ratio(1255, 1961), a: ratio(501, 1961), b: ratio(754, 1961) }, share))).toEqual([
      true,
    ]);
    expect(agrees(of({ '': ratio(124, 1255), a: ratio(48, 501), b: ratio(76, 754) }, share))).toEqual([true]);
    expect(agrees(of({ '': ratio(124, 1255), a: ratio(48, 501), b: ratio(76, 755) }, share))).toEqual([
      false,
    ]);
    expect(agrees(of({ '': 0.6, a: 0.2, b: 0.4 }, share))).toEqual([null]);
  });

  it('decide the period where the whole is never told', () => {
    const item = of({ a: 1, b: 0.9 });
    expect(item).toMatchObject({ value: null, period: '2021-08', toldAt: null });
    expect(item.breakdowns[0]?.parts.map(({ value }) => value)).toEqual([1, 0.9]);
  });
});

describe('a formula', () => {
  const cases = (name: string) => {
    const [, kind = '', figure = ''] = /^(?:case\.)?(\w+)\.(.+)$/.exec(name) ?? [];
    return { of: 'cases' as const, name, kind, figure };
  };
  const named = (name: string) => {
    const [code = '', breakdown = ''] = name.split('.');
    return { of: 'indicator' as const, name, indicator: code, breakdown };
  };
  const mean = indicator({
    code: 'mean',
    number: 'mean',
    formula: {
      operation: 'ratio',
      figures: [cases('case.payment.amountVnd'), cases('case.payment.resolved')],
    },
  });

  it('divides what is counted, and keeps the parts', () => {
    const counted = { 'case.payment.amountVnd 2021': 109_537_412_104, 'case.payment.resolved 2021': 18_259 };
    expect(itemOf(mean, [], { period: '2021', cases: counted })).toMatchObject({
      value: 109_537_412_104 / 18_259,
      numerator: 109_537_412_104,
      denominator: 18_259,
      origin: 'computed',
      period: '2021',
    });
  });

  it('is of the period that goes on when none is asked for, with the one before', () => {
    const counted = {
      'case.payment.amountVnd 2021-10': 10,
      'case.payment.resolved 2021-10': 5,
      'case.payment.amountVnd 2021-09': 9,
      'case.payment.resolved 2021-09': 3,
    };
    expect(itemOf(mean, [], { cases: counted })).toMatchObject({
      value: 2,
      period: '2021-10',
      previous: { period: '2021-09', value: 3, numerator: 9, denominator: 3 },
    });
  });

  it('has no value of what is not known, and names it; none of 0 by 0', () => {
    const counted = { 'case.payment.amountVnd 2021': 5 };
    expect(itemOf(mean, [], { period: '2021', cases: counted })).toMatchObject({
      ...noneOf,
      missing: ['case.payment.resolved'],
    });
    const ofNothing = { 'case.payment.amountVnd 2021': 0, 'case.payment.resolved 2021': 0 };
    expect(itemOf(mean, [], { period: '2021', cases: ofNothing })).toMatchObject({
      value: null,
      denominator: 0,
    });
  });

  it('goes before what is told, which stands in where nothing is counted', () => {
    const observations = [told('mean|province||2021', { numerator: 8, denominator: 2 })];
    expect(itemOf(mean, observations, { period: '2021' })).toMatchObject({ value: 4, origin: 'told' });
    const counted = { 'case.payment.amountVnd 2021': 9, 'case.payment.resolved 2021': 3 };
    expect(itemOf(mean, observations, { period: '2021', cases: counted })).toMatchObject({
      value: 3,
      origin: 'computed',
    });
  });

  it('rests on other indicators, their sums and their parts', () => {
    const base = indicator({
      code: 'n',
      overTime: 'sum',
      every: 'quarter',
      breakdowns: [{ code: 'b', parts: [{ code: 'x', vi: 'X', en: 'X' }] }],
    });
    const sum = indicator({
      code: 'sum',
      formula: { operation: 'sum', figures: [named('n'), named('n.x')] },
    });
    const rest = indicator({
      code: 'rest',
      formula: { operation: 'difference', figures: [named('sum'), cases('dossier.received')] },
    });
    const observations = [1, 2, 3, 4].flatMap((quarter) => [
      told(`n|province||2020-Q${quarter}`, 10),
      told(`n|province|x|2020-Q${quarter}`, 1),
    ]);
    const asked = { period: '2020', cases: { 'dossier.received 2020': 4 } };
    const [, ofSum, ofRest] = itemsOf([base, sum, rest], observations, asked);
    expect(ofSum).toMatchObject({ value: 44, origin: 'computed', toldAt: '2021-10-05T00:00:00+07:00' });
    expect(ofRest).toMatchObject({ value: 40, numerator: null });
    const [, latest] = itemsOf([base, sum, rest], observations);
    expect(latest).toMatchObject({ value: 11, period: '2020-Q4', stale: true });
    const [, , missing] = itemsOf([base, sum, rest], observations.slice(2), asked);
    expect(missing).toMatchObject({ value: null, missing: ['n|province||2020-Q1', 'n|province|x|2020-Q1'] });
  });
});

it('names what is missing as its event would be keyed', () => {
  const key = observationKey({ indicator: 'n', scope: 'unit:U2', breakdown: '', period: '2021-08' });
  const count = indicator({ code: 'n', overUnits: 'sum' });
  const observations = [told('n|unit:U1||2021-08', 1), told('n|unit:U2||2021-07', 1)];
  expect(itemOf(count, observations, { scope: 'area:A1', period: '2021-08' }).missing).toEqual([key]);
});
