import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bubbleEm, legendCounts } from '../../web/map/bubble-scale.ts';

it('gives bubbles areas as their counts, and none to 0', () => {
  const largest = bubbleEm(400, 400) as number;
  expect(bubbleEm(100, 400)).toBeCloseTo(largest / 2);
  expect(bubbleEm(0, 400)).toBeUndefined();
  expect(bubbleEm(0, 0)).toBeUndefined();
});

it('keeps the largest bubble as small as a letter, and the smallest in sight', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (a, b) => {
      const radius = bubbleEm(Math.min(a, b), Math.max(a, b)) as number;
      expect(radius).toBeGreaterThan(0.1);
      expect(radius).toBeLessThan(1);
    }),
  );
});

it('explains its sizes by the largest count and a quarter of it', () => {
  expect(legendCounts(40)).toEqual([10, 40]);
  expect(legendCounts(1)).toEqual([1]);
  expect(legendCounts(0)).toEqual([]);
});
