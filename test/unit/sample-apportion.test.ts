import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion } from '../../sample/apportion.ts';

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);

test('the parts follow the weights', () => {
  expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(apportion(6, [0, 2, 1])).toEqual([0, 4, 2]);
  expect(apportion(10, [8, 1, 1], [3, 9, 9])).toEqual([3, 4, 3]);
});

test('the parts are whole, within their caps, and add up to the total', () => {
  const place = fc.record({ weight: fc.double({ min: 0.001, max: 1000, noNaN: true }), cap: fc.nat(200) });
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 40 }), fc.nat(100), (places, percent) => {
      const caps = places.map(({ cap }) => cap);
      const total = Math.floor((sum(caps) * percent) / 100);
      const parts = apportion(
        total,
        places.map(({ weight }) => weight),
        caps,
      );
      expect(sum(parts)).toBe(total);
      parts.forEach((part, i) => {
        expect(Number.isInteger(part) && part >= 0 && part <= (caps[i] as number)).toBe(true);
      });
    }),
  );
});

test('what does not fit is refused', () => {
  expect(() => apportion(5, [1, 1], [2, 2])).toThrow('1 of 5 cannot be placed');
  expect(() => apportion(1, [0, 0])).toThrow(RangeError);
});
