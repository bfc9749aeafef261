import { expect, it } from 'vitest';
import { KeptMoments, MAX_KEPT_MOMENTS } from '../../server/past/kept-moments.ts';
import type { PastMoment } from '../../server/past/past-moment.ts';

const NOW = Date.UTC(2026, 10, 29);
const deadlines = {} as PastMoment['deadlines'];
const moment = (more: Partial<PastMoment> = {}) =>
  ({ asOfMs: NOW - 60_000, asOfBasis: 'arrival', deadlines, ...more }) as PastMoment;

it('gives what was kept, for ten minutes', () => {
  const kept = new KeptMoments<PastMoment>();
  const one = moment();
  kept.keep('one', one, NOW);
  expect(kept.get('one', deadlines, NOW + 600_000)).toBe(one);
  expect(kept.get('one', deadlines, NOW + 600_001)).toBeUndefined();
});

it.each([
  ['may change with the marks that other servers still write', { asOfMs: NOW - 5_000 }],
  ['is counted by event time, which later events change', { asOfBasis: 'eventTime' as const }],
])('does not keep what %s', (_why, more) => {
  const kept = new KeptMoments<PastMoment>();
  kept.keep('one', moment(more), NOW);
  expect(kept.get('one', deadlines, NOW)).toBeUndefined();
});

it('does not give what was counted by another calendar', () => {
  const kept = new KeptMoments<PastMoment>();
  kept.keep('one', moment(), NOW);
  expect(kept.get('one', {} as PastMoment['deadlines'], NOW)).toBeUndefined();
});

it('drops the one that was not asked for longest when there are too many', () => {
  const kept = new KeptMoments<PastMoment>();
  for (let i = 0; i < MAX_KEPT_MOMENTS; i++) kept.keep(String(i), moment(), NOW);
  kept.get('0', deadlines, NOW);
  kept.keep('more', moment(), NOW);
  const isKept = (key: string) => kept.get(key, deadlines, NOW) !== undefined;
  expect(['0', '1', '2', 'more'].map(isKept)).toEqual([true, false, true, true]);
});
