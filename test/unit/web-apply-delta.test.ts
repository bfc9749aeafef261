import { describe, expect, it } from 'vitest';
import type { Figures } from '../../contract/api.ts';
import type { LiveDelta, LiveSnapshot } from '../../contract/live.ts';
import { applyDelta, fromSnapshot, streamKey } from '../../web/live/apply-delta.ts';
import { emptyCounts } from '../support/dossier-facts.ts';

const late = (count: number) => ({
  ...emptyCounts(),
  inProgress: { total: count, withinDue: 0, dueSoon: 0, late: count },
});

const figures: Figures = {
  scope: 'province',
  period: { from: '2021-01-01', to: '2021-12-31' },
  asOf: '2021-10-04T08:10:00+07:00',
  dataTime: null,
  rule: { name: 'date', version: 1 },
  filledYears: [],
  counts: late(3),
  areas: [
    { code: '696', name: 'Huyện Bù Đăng', counts: late(1) },
    { code: '697', name: 'Huyện Chơn Thành', counts: late(2) },
  ],
  units: [],
  trend: {
    hours: { start: '2021-10-04T00:00:00+07:00', received: [], resolved: [] },
    days: { start: '2021-09-05', received: [], resolved: [] },
  },
  feed: { lagMs: 0, deadLetters: 0, differences: 0, missing: 0, state: 'live' },
};
const snapshot: LiveSnapshot = { ...figures, watch: 'year', epoch: 'a', seq: 7 };
const delta = (seq: number, changes: LiveDelta['changes'], epoch = 'a'): LiveDelta => ({
  scope: 'province',
  watch: 'year',
  epoch,
  seq,
  changes,
});

describe('applyDelta', () => {
  it('replaces what the delta tells and keeps the rest', () => {
    const changed = { code: '697', name: 'Huyện Chơn Thành', counts: late(5) };
    const result = applyDelta(fromSnapshot(snapshot), delta(8, { counts: late(6), areas: [changed] }));
    if (result.kind !== 'applied') throw new Error(result.kind);
    expect(result.state.seq).toBe(8);
    expect(result.state.figures.counts.inProgress.late).toBe(6);
    expect(result.state.figures.areas).toEqual([figures.areas[0], changed]);
    expect(result.state.figures.trend).toBe(figures.trend);
  });

  it('adds an entry that was not there, such as unmapped', () => {
    const unit = { code: 'unmapped', name: 'unmapped', area: 'none', counts: late(1) };
    const result = applyDelta(fromSnapshot(snapshot), delta(8, { units: [unit] }));
    expect(result.kind === 'applied' && result.state.figures.units).toEqual([unit]);
  });

  it('does not change the state that it was given', () => {
    const state = fromSnapshot(snapshot);
    applyDelta(state, delta(8, { counts: late(9) }));
    expect(state.figures).toEqual(figures);
  });

  it.each([
    ['a missed delta', 9, 'a', 'gap'],
    ['another epoch', 8, 'b', 'gap'],
    ['a stream begun again', 1, 'a', 'gap'],
    ['the same delta again', 7, 'a', 'repeat'],
  ])('tells %s', (_, seq, epoch, kind) => {
    expect(applyDelta(fromSnapshot(snapshot), delta(seq, {}, epoch)).kind).toBe(kind);
  });

  it('needs a snapshot first', () => {
    expect(applyDelta(undefined, delta(1, {})).kind).toBe('gap');
  });
});

it('names streams by kind, scope and period, the year of dossiers by default', () => {
  const scope = 'province';
  expect(streamKey({ scope })).toBe(streamKey({ scope, period: 'year', kind: 'dossier' }));
  expect(streamKey({ scope })).not.toBe(streamKey({ scope, kind: 'feedback' }));
  const period = { from: '2021-01-01', to: '2021-10-31' };
  expect(streamKey({ scope: 'area:696', period })).toBe('dossier|area:696|2021-01-01..2021-10-31');
});
