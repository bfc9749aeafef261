import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OVERLAYS, type MapOverlay, type OverlayName } from '../../contract/wall.ts';
import { numberFormats } from '../../web/format/numbers.ts';
import { countsByArea, overlayView } from '../../web/map/overlay-view.ts';
import {
  classesOf,
  lateShade,
  OVERLAY_RULES,
  overlayValue,
  shadeOf,
  shadeOfClass,
} from '../../web/map/overlays.ts';
import { quantileBounds, SteadyBounds } from '../../web/map/quantile-bounds.ts';
import { emptyCounts } from '../support/dossier-facts.ts';

const lateOf = (late: number, total: number) => ({
  ...emptyCounts(),
  inProgress: { total, withinDue: total - late, dueSoon: 0, late },
});
const onTimeOf = (early: number, late: number) => ({
  ...emptyCounts(),
  resolved: { total: early + late, early, onTime: 0, late },
});
const received = (online: number, counter: number, carriedOver = 0) => ({
  ...emptyCounts(),
  carriedOver,
  received: { total: online + counter + carriedOver, online, counter, postal: 0 },
});
const fixed = (name: OverlayName, bounds: number[] | null = null) => classesOf(name, bounds, () => []);

describe('the late rate', () => {
  it.each([
    [0, 0],
    [19, 0],
    [20, 1],
    [70, 2],
    [100, 3],
    [199, 3],
    [200, 4],
    [1_000, 4],
  ])('of %i late of 1,000 has shade %i', (late, shade) => {
    expect(lateShade(lateOf(late, 1_000))).toBe(shade);
  });

  it('of nothing in progress is normal, and without figures there is none', () => {
    expect(lateShade(lateOf(0, 0))).toBe(0);
    expect(lateShade(undefined)).toBeUndefined();
  });
});

describe('an overlay', () => {
  it('of received today leaves out what was carried over', () => {
    expect(overlayValue('receivedToday', [received(3, 4, 50), received(1, 0, 2)])).toBe(8);
    expect(overlayValue('onlineShare', [received(3, 1, 50)])).toBe(0.75);
  });

  it('of online receipt knows the channels of other kinds', () => {
    const counts = { ...emptyCounts(), received: { total: 4, byChannel: { online: 1, phone: 3 } } };
    expect(overlayValue('onlineShare', [counts])).toBe(0.25);
  });

  it.each(['onTimeRate', 'onlineShare'] as const)('of %s is abnormal where it is low', (name) => {
    const classes = fixed(name);
    expect(shadeOf(0, classes)).toBe(4);
    expect(shadeOf(1, classes)).toBe(0);
    expect(overlayValue(name, [emptyCounts()])).toBeUndefined();
  });

  it('by quantiles is grey, since there always is a highest class', () => {
    for (const name of ['receivedToday', 'open', 'dueSoon'] as const) {
      const classes = classesOf(name, null, () => [10, 20, 30, 40]);
      expect([0, 10, 25, 30, 99].map((value) => shadeOf(value, classes))).toEqual([5, 6, 7, 8, 9]);
    }
    expect(shadeOf(20, fixed('dueSoon', [5, 10]))).toBe(4);
  });

  it('has the normal and the worst shade at the ends, however many bounds the pack gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('lateRate', 'onTimeRate'),
        (count, name) => {
          const classes = fixed(
            name as OverlayName,
            Array.from({ length: count }, (_, i) => (i + 1) / 10),
          );
          const shades = Array.from({ length: count + 1 }, (_, at) => shadeOfClass(at, classes));
          const worstLast = name === 'lateRate' ? shades : shades.reverse();
          expect([worstLast[0], worstLast.at(-1)]).toEqual([0, 4]);
          expect(new Set(shades).size).toBe(count + 1);
        },
      ),
    );
  });

  it('puts every share into the class in which its text stands, at every bound', () => {
    const shares = OVERLAYS.filter((name) => OVERLAY_RULES[name].bounds !== null);
    const { percent } = numberFormats('vi');
    const ofPack = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom(...shares),
        fc.option(ofPack),
        fc.integer({ min: 1, max: 40_000 }),
        fc.integer({ min: -60, max: 60 }),
        fc.nat(),
        (name, given, whole, near, which) => {
          const bounds = given?.map((bound) => bound / 10_000).sort((a, b) => a - b) ?? null;
          const classes = fixed(name, bounds);
          const bound = classes.bounds[which % classes.bounds.length] as number;
          const part = Math.min(whole, Math.max(0, Math.round(bound * whole) + near));
          const counts = { lateRate: lateOf(part, whole), onTimeRate: onTimeOf(part, whole - part) };
          const value = overlayValue(name, [
            counts[name as 'lateRate'] ?? received(part, whole - part),
          ]) as number;
          const read = (text: string) => Math.round(Number(text.replace('%', '').replace(',', '.')) * 10);
          const printed = read(percent(value));
          const at = classes.bounds.filter((one) => read(percent(one)) <= printed).length;
          expect(printed).toBe(read(percent(part / whole)));
          expect(shadeOf(value, classes)).toBe(shadeOfClass(at, classes));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('of a product that has heard of nothing has no values and no colour of normal', () => {
    for (const overlay of OVERLAYS) {
      const asked: MapOverlay = { overlay, kind: 'dossier', bounds: null };
      const view = overlayView(asked, ['1', '2'], () => undefined, new SteadyBounds(), 0);
      expect([...view.shades.values()]).toEqual([undefined, undefined]);
      expect([...view.values.values()]).toEqual([undefined, undefined]);
    }
  });
});

describe('what is counted in an area', () => {
  const [one, two, three] = [lateOf(1, 10), lateOf(2, 10), lateOf(3, 10)];
  const figures = {
    areas: [{ code: '692', counts: lateOf(6, 30) }],
    units: [
      { code: 'H10.3.1', counts: one },
      { code: 'H10.3.2', counts: two },
      { code: 'H10.2.1', counts: three },
    ],
  };

  it("of the province's map is told by area", () => {
    expect([...countsByArea(figures, undefined)]).toEqual([['692', [lateOf(6, 30)]]]);
  });

  it('of a commune is that of the units that serve it, and of no other', () => {
    const unitAreas = { 'H10.3.1': '25270', 'H10.3.2': '25270', 'H10.3.9': '25273' };
    expect([...countsByArea(figures, unitAreas)]).toEqual([['25270', [one, two]]]);
  });
});

describe('bounds by quantiles', () => {
  it('ascend, are round, and leave no class empty at the ends', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 200_000 }), { maxLength: 60 }), (values) => {
        const bounds = quantileBounds(values);
        expect(bounds.length).toBeLessThanOrEqual(4);
        expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b));
        for (const bound of bounds) {
          expect(Number.isInteger(bound)).toBe(true);
          expect(bound).toBeGreaterThan(Math.min(...values));
          expect(bound).toBeLessThanOrEqual(Math.max(...values));
        }
        expect(bounds.length > 0).toBe(new Set(values).size > 1);
      }),
    );
  });

  it('are numbers that one reads at a glance', () => {
    expect(quantileBounds([12, 48, 97, 143, 260, 318, 407, 512, 640, 1_204])).toEqual([100, 250, 400, 600]);
    expect(quantileBounds([0, 1, 2, 3, 4])).toEqual([1, 2, 3, 4]);
    expect(quantileBounds([7, 7, 7])).toEqual([]);
  });

  it('stand for ten seconds while the values jitter', () => {
    const steady = new SteadyBounds();
    const first = steady.take('open', [10, 100, 200, 300, 400], 0);
    expect(steady.take('open', [10, 900, 2_000, 3_000, 4_000], 9_999)).toBe(first);
    expect(steady.take('open', [10, 900, 2_000, 3_000, 4_000], 10_000)).not.toEqual(first);
    expect(steady.take('dueSoon', [1, 2, 3, 4, 5], 10_001)).toEqual([2, 3, 4, 5]);
  });
});
