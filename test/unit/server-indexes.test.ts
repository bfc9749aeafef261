import { describe, expect, it } from 'vitest';
import type { IndexComponent, ScoreIndex } from '../../contract/score-index.ts';
import { toldPeriodFor } from '../../contract/told-period.ts';
import { parseDay } from '../../contract/time.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { scoreOf } from '../../server/indexes/component-score.ts';
import { indexReading, type IndexSource } from '../../server/indexes/index-reading.ts';
import type { Figure } from '../../server/indicators/figure.ts';
import { serviceFigure } from '../../server/services/service-figure.ts';
import { serviceFigures } from '../../server/services/service-figures.ts';

const { indexes } = await loadProvincePack('sample/binh-phuoc');
const sample = indexes[0] as ScoreIndex;

/** The sample's rules, with every component told under its own code. */
const index: ScoreIndex = {
  ...sample,
  components: sample.components.map((component) => ({
    ...component,
    source: { share: { of: 'indicator', name: component.code, indicator: component.code, breakdown: '' } },
  })),
};

type Told = Record<string, readonly [numerator: number, denominator: number] | number>;

function figure(some: Partial<Figure>): Figure {
  const nothing = { value: null, numerator: null, denominator: null, of: null };
  return { ...nothing, origin: 'told', printed: null, toldMs: 1, toDay: null, ...some };
}

/** Numerators and denominators by component, or a share alone; scores as `score766.CODE`. */
function sourceOf(told: Told): IndexSource {
  return {
    count: () => null,
    indicator: ({ indicator, breakdown }) => {
      const known = told[breakdown === '' ? indicator : `${indicator}.${breakdown}`];
      if (known === undefined) return null;
      if (typeof known === 'number') return figure({ value: known });
      const [numerator, denominator] = known;
      return figure({ value: numerator / denominator, numerator, denominator });
    },
  };
}

function read(told: Told, level?: string, province: Told = told) {
  const reading = indexReading(index, { level, own: sourceOf(told), province: sourceOf(province) });
  const groups = Object.fromEntries(reading.groups.map(({ code, score }) => [code, score]));
  const component = (code: string) => reading.components.find((one) => one.code === code);
  return { ...reading, groups, component };
}

/** Phú Thọ, 2026 up to 26 September, as the national portal answered. */
const PHU_THO = {
  transparency: {
    publishedInTime: [0, 89],
    openedInTime: [0, 70],
    allParts: [87, 89],
    synchronised: [475_053, 475_053],
  },
  progress: { inTime: [528_684, 597_918] },
  online: { proceduresOnline: [52, 89], servicesFiled: [516, 1_884], filedOnline: [589_496, 597_894] },
  payment: {
    paidOnline: [309_542, 358_625],
    proceduresPaidOnline: [119, 313],
    proceduresPayable: [68, 313],
  },
  digitised: {
    electronicResult: [433_356, 597_918],
    digitised: [145_096, 597_918],
    reused: [136_827, 597_918],
    personalStore: [0, 597_918],
    populationDossiers: [325_596, 597_918],
    populationProcedures: [396, 1_300],
    certifiedCopies: 1,
  },
  satisfaction: {
    dossiersSatisfied: [528_464, 597_918],
    feedbackInTime: [296, 570],
    feedbackSatisfied: [230, 570],
  },
} as const satisfies Record<string, Told>;
const ALL: Told = Object.assign({}, ...Object.values(PHU_THO));

describe('index 766', () => {
  it.each([
    ['transparency', 7.96],
    ['progress', 17.68],
    ['online', 8.56],
    ['payment', 6.67],
    ['digitised', 9.59],
    ['satisfaction', 11.43],
  ] as const)('scores the group %s of Phú Thọ 2026 with %d points', (group, points) => {
    const { groups, measured } = read(PHU_THO[group]);
    expect(Math.abs((groups[group] as number) - points)).toBeLessThanOrEqual(0.015);
    expect(measured.points).toBe(
      sample.components.reduce((sum, c) => sum + (c.group === group ? (c.max ?? 0) : 0), 0),
    );
  });

  it('scores Phú Thọ 2026 with 61.89 of 100 points, all measured, which is an average band', () => {
    const { score, measured, band } = read(ALL);
    expect({ score, measured, band }).toEqual({
      score: 61.89,
      measured: { points: 100, of: 100 },
      band: { vi: 'Trung bình', en: 'Average' },
    });
  });

  it('shows a component without points beside the scores, as it is told, in no sum', () => {
    const days = read({ ...ALL, meanDays: [130, 12] });
    expect(days.component('meanDays')).toMatchObject({
      max: null,
      score: null,
      origin: 'told',
      numerator: 130,
      denominator: 12,
      shown: { value: 130 / 12, number: 'mean', decimals: 1, measure: { vi: 'ngày', en: 'days' } },
    });
    expect(days).toMatchObject({ score: 61.89, measured: { points: 100, of: 100 } });
    expect(read({ ...ALL, meanDays: 9.5 }).component('meanDays')?.shown?.value).toBe(9.5);
    expect(read(ALL).component('meanDays')).toMatchObject({ shown: { value: null }, origin: null });
    expect(days.component('inTime')).not.toHaveProperty('shown');
  });

  it.each([
    ['publishedInTime', 0],
    ['allParts', 1.96],
    ['digitised', 0.97],
    ['reused', 0.57],
    ['personalStore', 0],
    ['populationDossiers', 1.09],
    ['populationProcedures', 0.61],
    ['dossiersSatisfied', 5.89],
    ['feedbackInTime', 3.12],
    ['feedbackSatisfied', 2.42],
    ['certifiedCopies', 2],
  ])('scores %s with %d', (code, points) => {
    expect(read(ALL).component(code)).toMatchObject({ score: points, origin: 'told' });
  });

  it('scores the online services of the third quarter with 8.41, the payments of a department with 8.00', () => {
    const quarter = {
      proceduresOnline: [52, 89],
      servicesFiled: [449, 1_884],
      filedOnline: [435_258, 440_558],
    };
    expect(read(quarter as unknown as Told).groups.online).toBe(8.41);
    const payments = { paidOnline: [118, 118], proceduresPaidOnline: [12, 13], proceduresPayable: [0, 13] };
    expect(read(payments as unknown as Told, 'department').groups.payment).toBe(8);
  });

  it('gives all points for no feedback, none for no dossier that could be satisfied, and does not know the others', () => {
    const { component } = read({ feedbackInTime: [0, 0], dossiersSatisfied: [0, 0], inTime: [0, 0] });
    expect(component('feedbackInTime')).toMatchObject({ score: 6, numerator: 0, denominator: 0 });
    expect(component('dossiersSatisfied')).toMatchObject({ score: 0 });
    expect(component('inTime')).toMatchObject({ score: null, origin: null, numerator: 0, denominator: 0 });
  });

  it('has null where nothing is known, never 0, and no band', () => {
    const { score, measured, band, components, groups } = read({});
    expect({ score, measured, band }).toEqual({ score: null, measured: { points: 0, of: 100 }, band: null });
    expect(Object.values(groups)).toEqual(Array(6).fill(null));
    for (const { numerator, denominator, score, told, difference } of components)
      expect([numerator, denominator, score, told, difference]).toEqual(Array(5).fill(null));
  });

  it('tells the score of the portal beside its own, and the difference when both are known', () => {
    const { component } = read({
      inTime: [9, 10],
      'score766.inTime': 17.5,
      'score766.reused': 0.57,
      paidOnline: [1, 2],
    });
    expect(component('inTime')).toMatchObject({ score: 18, told: 17.5, difference: 0.5 });
    expect(component('reused')).toMatchObject({ score: null, told: 0.57, difference: null });
    expect(component('paidOnline')).toMatchObject({ score: 3, told: null, difference: null });
  });

  it("has a commune's transparency from the province, all points for what does not apply, and not what nobody counts", () => {
    const { component } = read({ inTime: [1, 2], publishedInTime: [0, 1] }, 'commune', {
      publishedInTime: [1, 2],
    });
    expect(component('publishedInTime')).toMatchObject({ score: 3, origin: 'inherited', numerator: 1 });
    expect(component('openedInTime')).toMatchObject({ score: null, origin: null });
    expect(component('proceduresPayable')).toMatchObject({ score: 2, origin: 'full', numerator: null });
    expect(component('servicesFiled')).toMatchObject({ score: null, origin: null });
    expect(component('inTime')).toMatchObject({ score: 10, origin: 'told' });
  });

  it('adds up figures that are counted here, and knows no sum of which one is missing', () => {
    const [sum] = sample.components.filter(({ code }) => code === 'inTime') as [IndexComponent];
    const readWith = (known: Record<string, number>) => {
      const source: IndexSource = {
        indicator: () => null,
        count: ({ name }) => (name in known ? { value: known[name] as number, isTold: false } : null),
      };
      const one = { ...sample, components: [sum] };
      return indexReading(one, { level: undefined, own: source, province: source }).components[0];
    };
    const figures = {
      'dossier.resolved.early': 1,
      'dossier.resolved.onTime': 2,
      'dossier.inProgress.withinDue': 3,
      'dossier.paused': 4,
      'dossier.withdrawn': 5,
      'dossier.received': 20,
    };
    const { 'dossier.paused': _, ...rest } = figures;
    expect(readWith(figures)).toMatchObject({ numerator: 15, denominator: 20, score: 15, origin: 'counted' });
    expect(readWith(rest)).toMatchObject({ numerator: null, denominator: 20, score: null, origin: null });
  });
});

describe('the points of a component', () => {
  const rule = { max: 2, threshold: 0.8, whenEmpty: 'none' } as const;

  it('are in proportion up to the threshold and all from there on, in hundredths', () => {
    expect([0, 1, 4, 8, 9].map((n) => scoreOf(rule, n, 10))).toEqual([0, 0.25, 1, 2, 2]);
    expect(scoreOf({ ...rule, max: 1, threshold: 1 }, 1, 3)).toBe(0.33);
    // 1.005 is a little less in binary.
    expect(scoreOf({ ...rule, max: 2, threshold: 1 }, 201, 400)).toBe(1.01);
  });
});

describe('the figures of the online services', () => {
  it('are not known where no dossier was told yes or no, and 0 where there was none', () => {
    const yes = { yes: 0, told: 0 };
    const dossier = {
      ...{ unitCode: 'U', unitName: '', era: 0, procedureCode: '', procedureName: '', procedureLevel: 0 },
      ...{ dossiers: 1, online: 1, postal: 0, withFee: 1, withFeePaid: 0, paidVnd: 0n, feesVnd: 0n },
      ...{ paidOnline: yes, digitised: yes, electronicResult: { yes: 0, told: 1 }, vneidVerified: yes },
      returnedByPost: yes,
    };
    const some = serviceFigures({ procedures: [] }, [dossier]);
    const none = serviceFigures({ procedures: [] }, []);
    expect(serviceFigure(some, 'digitised')).toBeNull();
    expect(serviceFigure(some, 'withFeePaidOnline')).toBeNull();
    expect(serviceFigure(some, 'electronicResult')).toBe(0);
    expect(serviceFigure(some, 'online')).toBe(1);
    expect(serviceFigure(none, 'digitised')).toBe(0);
  });
});

describe('the period whose observations stand for a span of days', () => {
  const day = (text: string) => parseDay(text) as number;
  const find = (from: string, to: string, today = '2026-09-26') =>
    toldPeriodFor({ fromDay: day(from), toDay: day(to) }, day(today))?.text;

  it.each([
    ['2026-01-01', '2026-12-31', '2026'],
    ['2026-01-01', '2026-09-26', '2026'],
    ['2026-01-01', '2026-03-31', '2026-Q1'],
    ['2026-07-01', '2026-09-30', '2026-Q3'],
    ['2026-09-01', '2026-09-30', '2026-09'],
    ['2026-09-14', '2026-09-14', '2026-09-14'],
    ['2026-01-01', '2026-09-25', undefined],
    ['2026-05-03', '2026-05-20', undefined],
  ])('%s to %s is %s', (from, to, text) => {
    expect(find(from, to)).toBe(text);
  });
});
