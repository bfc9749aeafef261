import { describe, expect, it } from 'vitest';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import type { Kind } from '../../contract/kind.ts';
import type { SourceQuality } from '../../contract/quality.ts';
import { numberFormats } from '../../web/format/numbers.ts';
import {
  FINDINGS,
  findingsFor,
  findingsOf,
  worstFirst,
  writeOfficeTime,
} from '../../web/quality/findings.ts';
import { isUntold } from '../../web/services/service-rows.ts';
import { pageQuery } from '../../web/page/page-query.ts';
import { vi as vietnamese } from '../../web/words/vi.ts';

const { count, percentExact } = numberFormats('vi');
const HOUR = 3_600_000;

const clean = (source: string): SourceQuality => ({
  source,
  events: 1,
  dossiers: 1,
  lastEventAt: '2021-10-04T08:10:00+07:00',
  lastStoredAt: '2021-10-04T08:10:00+07:00',
  silence: { isSilent: false, officeMs: 0, usualGapMs: null },
  unmappedUnits: [],
  missingDueDates: { count: 0, of: 1 },
  senders: [],
  clockSkew: { events: 0, greatestMs: 0 },
  lateArrivals: { events: 0, greatestMs: 0 },
  duplicates: 0,
  crowdedDossiers: { dossiers: 0, most: [] },
  names: { units: 1, procedures: 1, officers: 1 },
  impossibleTransitions: [],
  statusRewriting: { resolved: 0, paused: 0, reopenings: 0, notes: [] },
});

describe('shares as a province publishes them', () => {
  it('have two decimals, and none is rounded to nothing or to the whole', () => {
    expect([124 / 1_255, 17_967 / 25_250].map((share) => percentExact(share))).toEqual(['9,88%', '71,16%']);
    expect([0.000001, 0.999999].map((share) => percentExact(share))).toEqual(['0,01%', '99,99%']);
    expect([0, 1, null].map((share) => percentExact(share))).toEqual(['0,00%', '100,00%', '–']);
  });

  it('are none where dossiers were received and nobody told', () => {
    const row = { name: 'digitised', label: '', count: 0, of: 5, share: 0 };
    expect(isUntold({ ...row, told: 0 }, 5)).toBe(true);
    expect(isUntold({ ...row, told: 1 }, 5)).toBe(false);
    expect(isUntold({ ...row, told: 0 }, 0)).toBe(false);
    expect(isUntold(row, 5)).toBe(false);
  });
});

describe('findings', () => {
  const units = [
    { code: null, name: 'Cơ quan lạ', dossiers: 3 },
    { code: 'H99', name: null, dossiers: 2 },
  ];

  it('are counted by kind', () => {
    expect(Object.values(findingsOf(clean('a'))).every((found) => found === 0)).toBe(true);
    expect(findingsOf({ ...clean('a'), unmappedUnits: units, duplicates: 4 })).toMatchObject({
      unmapped: 5,
      duplicates: 4,
      silent: 0,
    });
  });

  it('are those that can be found of a kind', () => {
    const ofKind = (kind: Partial<Kind>) => findingsFor({ ...DOSSIER_KIND, ...kind });
    expect(ofKind({})).toEqual(FINDINGS);
    expect(ofKind({ kind: 'feedback' })).toEqual(FINDINGS.filter((finding) => finding !== 'impossible'));
    expect(ofKind({ kind: 'payment', clock: null })).not.toContain('missingDueDates');
  });

  it('put the source with the most kinds of them first; late events alone are none', () => {
    const sources = [
      clean('a'),
      { ...clean('b'), lateArrivals: { events: 9, greatestMs: 1 } },
      { ...clean('c'), duplicates: 900 },
      { ...clean('d'), duplicates: 1, unmappedUnits: units },
    ];
    expect(worstFirst(sources).map(({ source }) => source)).toEqual(['d', 'c', 'a', 'b']);
  });

  it('tell office time in working days from a whole one on', () => {
    const written = [40 * 60_000, 7 * HOUR, 8 * HOUR, 336 * HOUR].map((ms) =>
      writeOfficeTime(vietnamese, ms, count),
    );
    expect(written).toEqual(['40 phút làm việc', '7 giờ làm việc', '1 ngày làm việc', '42 ngày làm việc']);
  });
});

it('a page asks with the parameters of its address that it knows', () => {
  const address = new URLSearchParams('to=2021-10-31&lang=en&from=2021-01-01&scope=');
  expect(pageQuery(address, ['from', 'to', 'scope'])).toBe('from=2021-01-01&to=2021-10-31');
});
