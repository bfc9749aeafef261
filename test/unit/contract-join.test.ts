import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNumbers, compareTexts, join, type Told } from '../../contract/join.ts';

/** Few instants and values, so that equal ones are common; 0 is never told. */
const at = fc.integer({ min: 0, max: 3 });
const numbers = fc.tuple(at, fc.integer({ min: 0, max: 3 })) as fc.Arbitrary<Told<number>>;
const texts = fc.tuple(
  at,
  fc.array(fc.string({ unit: fc.constantFrom('', 'a', 'ă', 'â', '\u0000', '😀'), maxLength: 2 }), {
    minLength: 2,
    maxLength: 2,
  }),
) as fc.Arbitrary<Told<string[]>>;

/** What was never told has no value. */
const told = <Value>([when, value]: Told<Value>) => (when === 0 ? 'never' : [when, value]);

describe.each([
  ['numbers', numbers, compareNumbers],
  ['texts', texts, compareTexts],
] as const)('the join of %s', (_name, arbitrary, compare) => {
  const values = arbitrary as fc.Arbitrary<Told<never>>;
  const joined = (a: Told<never>, b: Told<never>) => join(a, b, compare as (a: never, b: never) => number);

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(told(joined(a, b))).toEqual(told(joined(b, a)));
      }),
    );
  });

  it('does not depend on how events are put together', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        expect(told(joined(joined(a, b), c))).toEqual(told(joined(a, joined(b, c))));
      }),
    );
  });

  it('does not depend on repetition', () => {
    fc.assert(
      fc.property(values, (a) => {
        expect(joined(a, a)).toEqual(a);
      }),
    );
  });
});

it('takes the later time, and at equal times the greater value', () => {
  expect(join([1, 9], [2, 4], compareNumbers)).toEqual([2, 4]);
  expect(join([2, 4], [2, 9], compareNumbers)).toEqual([2, 9]);
});

it('orders texts by their UTF-8 bytes', () => {
  expect(compareTexts(['a'], ['ă'])).toBeLessThan(0);
  expect(compareTexts(['\uffff'], ['😀'])).toBeLessThan(0);
  expect(compareTexts(['a', 'b'], ['a', 'a'])).toBeGreaterThan(0);
});
