import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import { loadIndicators } from '../../pack/load-indicators.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';

const { kinds, units, areas } = await loadProvincePack('sample/binh-phuoc');
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true })));
});

type Cells = Record<string, string>;
const INDICATOR: Cells = {
  code: 'services',
  vi: 'Dịch vụ công',
  group: 'online',
  group_vi: 'Trực tuyến',
  number: 'count',
  measure: 'dịch vụ',
  every: 'year',
  grace_days: '90',
};
const TARGET: Cells = {
  indicator: 'services',
  scope: 'province',
  from: '',
  to: '',
  at_least: '5',
  at_most: '',
};

function csv(rows: readonly Cells[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return [columns.join(','), ...rows.map((row) => line(columns.map((column) => row[column] ?? '')))].join(
    '\n',
  );
}

interface Files {
  indicators?: readonly Cells[];
  breakdowns?: string;
  targets?: readonly Cells[];
}

async function load({ indicators = [INDICATOR], breakdowns, targets }: Files) {
  const dir = await mkdtemp(join(tmpdir(), 'indicators-'));
  folders.push(dir);
  await writeFile(join(dir, 'indicators.csv'), csv(indicators));
  if (breakdowns !== undefined) await writeFile(join(dir, 'breakdowns.csv'), breakdowns);
  if (targets) await writeFile(join(dir, 'targets.csv'), csv(targets));
  return loadIndicators(dir, kinds, { units, areas });
}

const with_ = (cells: Cells): Cells => ({ ...INDICATOR, ...cells });
const BREAKDOWNS = 'breakdown,part,vi,en\nlevel,province,Tỉnh,Province\nlevel,commune,Xã,\nway,paper,Giấy,';

describe('the indicators of a pack', () => {
  it('are none without the files', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'indicators-'));
    folders.push(dir);
    expect(await loadIndicators(dir, kinds, { units, areas })).toEqual({ indicators: [], targets: [] });
  });

  it('have the words of their file, what is left out by default, and their breakdowns with their parts', async () => {
    const { indicators } = await load({
      breakdowns: BREAKDOWNS,
      indicators: [
        INDICATOR,
        { ...INDICATOR, code: 'b', group_vi: '', breakdowns: 'level|way', check: 'level' },
      ],
    });
    const group = { code: 'online', vi: 'Trực tuyến', en: 'Trực tuyến' };
    expect(indicators[0]).toEqual({
      code: 'services',
      vi: 'Dịch vụ công',
      en: 'Dịch vụ công',
      group,
      number: 'count',
      measure: { vi: 'dịch vụ', en: 'dịch vụ' },
      decimals: 0,
      direction: 'none',
      overUnits: 'none',
      overTime: 'none',
      every: 'year',
      graceDays: 90,
      breakdowns: [],
      check: [],
      source: '',
      formula: null,
    });
    expect(indicators[1]).toMatchObject({
      group,
      breakdowns: [
        {
          code: 'level',
          parts: [
            { code: 'province', vi: 'Tỉnh', en: 'Province' },
            { code: 'commune', vi: 'Xã', en: 'Xã' },
          ],
        },
        { code: 'way' },
      ],
      check: ['level'],
    });
  });

  it.each<[string, Cells, string]>([
    ['code', { code: 'a.b' }, 'indicators.csv row 2, code: "a.b"; accepted: a letter, then'],
    ['code of cases', { code: 'dossier' }, 'indicators.csv row 2, code: "dossier"; accepted: another code'],
    ['number', { number: 'percent' }, 'row 2, number: "percent"; accepted: count, share, rank'],
    ['measure', { measure: '' }, 'row 2, measure: empty'],
    ['decimals', { decimals: '7' }, 'row 2, decimals: "7"; accepted: a whole number from 0 to 6'],
    ['direction', { direction: 'left' }, 'row 2, direction: "left"; accepted: up, down, none'],
    ['sum of ranks', { number: 'rank', over_units: 'sum' }, 'row 2, over_units: "sum"; accepted: none'],
    [
      'sum of shares',
      { number: 'share', over_units: 'sum' },
      'row 2, over_units: "sum"; accepted: parts, none',
    ],
    [
      'sum of ranks over time',
      { number: 'rank', over_time: 'sum' },
      'row 2, over_time: "sum"; accepted: last, none',
    ],
    ['every', { every: 'decade' }, 'row 2, every: "decade"; accepted: year, quarter, month, week, day'],
    ['grace days', { grace_days: '-1' }, 'row 2, grace_days: "-1"; accepted: a whole number from 0'],
    ['breakdown', { breakdowns: 'size' }, 'row 2, breakdowns: "size"; accepted: empty, or breakdowns'],
    ['twin part', { breakdowns: 'level|level' }, 'row 2, breakdowns: part "province" stands twice'],
    [
      'check',
      { breakdowns: 'level', check: 'way' },
      'row 2, check: "way"; accepted: empty, or breakdowns of this',
    ],
    ['check of a rank', { number: 'rank', breakdowns: 'level', check: 'level' }, 'empty for a rank'],
  ])('are refused with a wrong %s, by row and field', async (_name, cells, message) => {
    await expect(load({ breakdowns: BREAKDOWNS, indicators: [with_(cells)] })).rejects.toThrow(message);
  });

  it('are refused when a code stands twice, a group has two names or a part stands twice', async () => {
    await expect(load({ indicators: [INDICATOR, with_({ code: 'SERVICES' })] })).rejects.toThrow(
      'indicators.csv row 3, code: "SERVICES" stands already in row 2',
    );
    await expect(load({ indicators: [INDICATOR, with_({ code: 'b', group_vi: 'Khác' })] })).rejects.toThrow(
      'indicators.csv row 3, group_vi: "Khác"; accepted: empty, or as the group online is called above: Trực tuyến',
    );
    await expect(load({ breakdowns: `${BREAKDOWNS}\nlevel,commune,Xã,` })).rejects.toThrow(
      'breakdowns.csv row 5, part: "commune" of level stands already in row 3',
    );
  });

  it('are bounded in number', async () => {
    const indicators = Array.from({ length: 1_001 }, (_, i) => with_({ code: `i${i}` }));
    await expect(load({ indicators })).rejects.toThrow('indicators.csv: 1001 rows; accepted: at most 1000');
    const targets = Array.from({ length: 10_001 }, () => TARGET);
    await expect(load({ targets })).rejects.toThrow('targets.csv: 10001 rows; accepted: at most 10000');
    const rows = Array.from({ length: 2_001 }, (_, i) => `level,p${i},Phần,`);
    await expect(load({ breakdowns: ['breakdown,part,vi,en', ...rows].join('\n') })).rejects.toThrow(
      'breakdowns.csv: 2001 rows; accepted: at most 2000',
    );
  });
});

describe('a formula', () => {
  const formula = (text: string, cells: Cells = {}) =>
    load({
      breakdowns: BREAKDOWNS,
      indicators: [
        with_({ breakdowns: 'level' }),
        with_({ code: 'rank', number: 'rank' }),
        with_({ code: 'computed', formula: text, ...cells }),
      ],
    });

  it('names figures of cases, of other indicators and of parts of these', async () => {
    const { indicators } = await formula(
      'sum(dossier.resolved.onTime,case.payment.amountVnd, case.feedback.score.count , services, services.commune)',
    );
    expect(indicators[2]?.formula).toEqual({
      operation: 'sum',
      figures: [
        { of: 'cases', name: 'dossier.resolved.onTime', kind: 'dossier', figure: 'resolved.onTime' },
        { of: 'cases', name: 'case.payment.amountVnd', kind: 'payment', figure: 'amountVnd' },
        { of: 'cases', name: 'case.feedback.score.count', kind: 'feedback', figure: 'score.count' },
        { of: 'indicator', name: 'services', indicator: 'services', breakdown: '' },
        { of: 'indicator', name: 'services.commune', indicator: 'services', breakdown: 'commune' },
      ],
    });
  });

  it.each<[string, string, Cells?]>([
    ['services / 2', 'formula: "services / 2"; accepted: ratio(A, B), difference(A, B) or sum(A, B, …)'],
    ['mean(services, services)', 'formula: "mean(services, services)"; accepted: ratio(A, B)'],
    ['ratio(services)', 'formula: ratio of 1 figures; accepted: ratio of 2', { number: 'share' }],
    ['difference(services, services, services)', 'difference of 3 figures; accepted: difference of 2'],
    ['sum(services)', 'sum of 1 figures; accepted: sum of 2 to 50'],
    ['sum(services, 5)', 'figure "5"; accepted: dossier.FIGURE, case.KIND.FIGURE or an indicator: services'],
    ['sum(services, )', 'figure ""; accepted: dossier.FIGURE'],
    ['sum(services, sum(services, services))', 'formula: figure "sum(services"'],
    [
      'sum(services, service)',
      'figure "service"; accepted: dossier.FIGURE, case.KIND.FIGURE or an indicator',
    ],
    ['sum(services, services.district)', '"district" is no part of services; accepted: province, commune'],
    ['sum(services, services.a.b)', 'figure "services.a.b"; accepted'],
    [
      'sum(services, dossier.lost)',
      '"dossier.lost" names no figure of dossier; accepted: received, carriedOver',
    ],
    ['sum(services, dossier)', '"dossier" names no figure of dossier'],
    [
      'sum(services, case.parcel.received)',
      'names no kind of the pack; accepted: dossier.FIGURE, case.document',
    ],
    ['sum(services, case.payment.resolved.late)', '"case.payment.resolved.late" names no figure of payment'],
    ['sum(services, case.feedback.amountVnd)', 'names no figure of feedback'],
    ['sum(services, rank)', 'rank is a rank; accepted: figures that are counts or amounts'],
    ['ratio(services, services)', 'a ratio of a count; accepted: number share or mean or score'],
    ['sum(services, services)', 'a sum of a share; accepted: number count or amount', { number: 'share' }],
    ['sum(services, computed)', 'indicators.csv row 4, formula: it rests on itself: computed → computed'],
  ])('%s is refused by its name', async (text, message, cells) => {
    await expect(formula(text, cells)).rejects.toThrow(message);
  });

  it('is refused when it rests on itself by way of others', async () => {
    const indicators = [
      with_({ code: 'a', formula: 'sum(b, b)' }),
      with_({ code: 'b', formula: 'difference(c, c)' }),
      with_({ code: 'c', formula: 'sum(b, dossier.received)' }),
    ];
    await expect(load({ indicators })).rejects.toThrow('row 3, formula: it rests on itself: b → c → b');
  });

  it('is checked in one pass over a long chain of others', async () => {
    const last = with_({ code: 'i999' });
    const chain = Array.from({ length: 999 }, (_, i) =>
      with_({ code: `i${i}`, formula: `sum(i${i + 1}, i${i + 1})` }),
    );
    expect((await load({ indicators: [...chain, last] })).indicators).toHaveLength(1_000);
  });

  it('may name every figure that a kind has, by the channels, the clock and the measures of its own', async () => {
    const names = DOSSIER_KIND.channels.map(({ code }) => `dossier.received.${code}`);
    const { indicators } = await formula(`sum(${names.join(', ')}, case.petition.inProgress.late)`);
    expect(indicators[2]?.formula?.figures).toHaveLength(names.length + 1);
  });
});

describe('the targets of a pack', () => {
  it('have a scope of the pack as it spells it, days and bounds', async () => {
    const { targets } = await load({
      targets: [
        {
          ...TARGET,
          scope: 'unit:h10.1.02',
          from: '2020-01-01',
          to: '2020-12-31',
          at_least: '3',
          at_most: '5',
        },
        { ...TARGET, scope: 'area:689' },
      ],
    });
    expect(targets).toEqual([
      {
        indicator: 'services',
        breakdown: '',
        scope: 'unit:H10.1.02',
        from: '2020-01-01',
        to: '2020-12-31',
        atLeast: 3,
        atMost: 5,
      },
      {
        indicator: 'services',
        breakdown: '',
        scope: 'area:689',
        from: null,
        to: null,
        atLeast: 5,
        atMost: null,
      },
    ]);
  });

  it.each<[string, Cells, string]>([
    [
      'indicator',
      { indicator: 'x' },
      'targets.csv row 2, indicator: "x"; accepted: an indicator of indicators.csv: services',
    ],
    [
      'scope',
      { scope: 'unit:X' },
      'row 2, scope: "unit:X"; accepted: province, area:CODE of areas.geojson or unit:CODE',
    ],
    ['breakdown', { breakdown: 'x' }, 'row 2, breakdown: "x"; accepted: empty for the whole, or no part'],
    ['day', { from: '2020-02-30' }, 'row 2, from: "2020-02-30"; accepted: a date YYYY-MM-DD'],
    [
      'span',
      { from: '2020-02-01', to: '2020-01-31' },
      'row 2, to: "2020-01-31"; accepted: 2020-02-01 or later',
    ],
    ['bound', { at_least: '1,5' }, 'row 2, at_least: "1,5"; accepted: a number with a decimal point'],
    ['range', { at_most: '4' }, 'row 2, at_most: "4"; accepted: 5 or more'],
    ['pair of bounds', { at_least: '' }, 'row 2, at_least: empty beside an empty at_most'],
  ])('are refused with a wrong %s, by row and field', async (_name, cells, message) => {
    await expect(load({ targets: [{ ...TARGET, ...cells }] })).rejects.toThrow(message);
  });

  it('of a share are from 0 to 1, and one from a day stands once', async () => {
    const indicators = [with_({ number: 'share' })];
    await expect(load({ indicators, targets: [{ ...TARGET, at_least: '70' }] })).rejects.toThrow(
      'row 2, at_least: "70"; accepted: a share from 0 to 1, such as 0.7 for 70%',
    );
    await expect(load({ targets: [TARGET, TARGET] })).rejects.toThrow(
      'targets.csv row 3, from: a target from that day stands already in row 2',
    );
  });
});
