import { beforeEach, describe, expect, it } from 'vitest';
import { parseRoute } from '../../web/routing/route.ts';
import { isWithin } from '../../web/wall/hours.ts';
import type { Wall } from '../../contract/wall.ts';
import { ENOUGH, planWall } from '../../web/wall/layout/plan-pages.ts';
import { minTextPx, screenFromQuery } from '../../web/wall/screen-unit.ts';
import { DEFAULT_SETTINGS, readSettings } from '../../web/wall/setting-values.ts';
import { mmPerPx, readableFromM, readableOnInch, textSize } from '../../web/wall/text-size.ts';
import { decideTone, TONE_EVERY_MS, type Heard, type Now } from '../../web/wall/tone-decision.ts';

const HD = { widthPx: 1920, heightPx: 1080 };
const at = (clock: string) => Date.parse(`2021-10-04T${clock}+07:00`);

describe('settings of a wall', () => {
  it('have a page of their own below the wall', () => {
    expect(parseRoute('/wall/settings')).toEqual({ page: 'wallSettings' });
    expect(parseRoute('/wall/settings/')).toEqual({ page: 'wallSettings' });
    expect(parseRoute('/wall')).toEqual({ page: 'wall' });
  });

  it('are read back as they were kept', () => {
    const values = {
      ...DEFAULT_SETTINGS,
      screen: { diagonalInch: 86, distanceM: 5.5 },
      theme: 'byHour' as const,
      language: 'en' as const,
      sounds: { info: false, warning: true, critical: true },
      quiet: { from: '22:00', to: '06:00' },
      dim: { from: '19:00', to: '06:30', percent: 60 },
      codes: false,
      rotation: false,
    };
    expect(readSettings(JSON.parse(JSON.stringify(values)))).toEqual(values);
  });

  it.each([
    ['nothing', null],
    ['no object', 'dark'],
    [
      'values of other types',
      { screen: [], theme: 7, sounds: { critical: 'yes' }, quiet: 'all day', dim: 3 },
    ],
    ['values out of range', { screen: { diagonalInch: 0, distanceM: 1e9 }, theme: 'pink', language: 'fr' }],
    [
      'times that are none',
      { quiet: { from: '24:00', to: '6:00' }, dim: { from: '19:00', to: '', percent: 60 } },
    ],
    ['too much darkness', { dim: { from: '19:00', to: '06:00', percent: 100 } }],
  ])('stay what they are without a choice where %s is kept', (_what, kept) => {
    expect(readSettings(kept)).toEqual(DEFAULT_SETTINGS);
  });

  it('keep what is right beside what is not', () => {
    expect(readSettings({ screen: { diagonalInch: 86, distanceM: 'far' } }).screen).toEqual({
      diagonalInch: 86,
    });
  });

  it('come after what the address says', () => {
    const kept = { diagonalInch: 86, distanceM: 5 };
    expect(screenFromQuery(new URLSearchParams('diagonal=98'), 16 / 9, kept)).toEqual({
      diagonalInch: 98,
      distanceM: 5,
    });
  });
});

describe('hours of the day', () => {
  it.each([
    ['09:00', '17:00', '09:00', true],
    ['09:00', '17:00', '16:59', true],
    ['09:00', '17:00', '17:00', false],
    ['22:00', '06:00', '23:30', true],
    ['22:00', '06:00', '05:59', true],
    ['22:00', '06:00', '06:00', false],
    ['08:00', '08:00', '08:00', false],
  ])('%s to %s at %s: %s', (from, to, clock, holds) => {
    expect(isWithin({ from, to }, at(`${clock}:00`))).toBe(holds);
  });
});

/** As large as it is, a map needs the most room of all tiles. */
const MAP_ALONE: Wall = {
  ...{ wall: 'map', name: { vi: 'Bản đồ', en: 'Map' }, scope: 'province' },
  pages: [
    {
      ...{ name: { vi: 'Bản đồ', en: 'Map' }, seconds: 20 },
      tiles: [
        {
          ...{ type: 'map', column: 0, row: 0, width: 24, height: 12, title: null },
          ...{ overlays: [{ overlay: 'lateRate', kind: 'dossier', bounds: null }], bubbles: false },
        },
      ],
    },
  ],
};

describe('the size of text', () => {
  it.each([
    [55, 3, 19, 14],
    [86, 5, 32, 23],
    [86, 8, 52, 37],
  ])('on %i inch at %i m is at least %i mm, capitals %i mm', (diagonalInch, distanceM, mm, capitalsMm) => {
    const screen = { diagonalInch, distanceM };
    const size = textSize(screen, HD, minTextPx(screen, HD.widthPx, HD.heightPx));
    expect(Math.round(size.mm)).toBe(mm);
    expect(Math.round(size.capitalsMm)).toBe(capitalsMm);
    expect(size.arcMinutes).toBeCloseTo(16, 3);
  });

  it('is the same in millimetres whatever the pixels', () => {
    const screen = { diagonalInch: 55, distanceM: 3 };
    const uhd = { widthPx: 3840, heightPx: 2160 };
    expect(100 / mmPerPx(screen, HD)).toBeCloseTo(157.6, 0);
    expect(mmPerPx(screen, uhd) * 2).toBeCloseTo(mmPerPx(screen, HD));
  });

  it.each([
    [55, 9, HD],
    [86, 14, HD],
    [55, 9, { widthPx: 1080, heightPx: 1920 }],
  ])(
    'of a screen of %i inch at %i m is said with a distance and a diagonal that do',
    (diagonalInch, distanceM, pixels) => {
      const screen = { diagonalInch, distanceM };
      const plan = (changed: object) =>
        planWall(MAP_ALONE, pixels.widthPx, pixels.heightPx, { ...screen, ...changed });
      const { unitPx, textShare } = plan({});
      expect(textShare).toBeLessThan(ENOUGH);
      expect(plan({ distanceM: readableFromM(screen, pixels, unitPx) }).textShare).toBeGreaterThanOrEqual(
        ENOUGH,
      );
      expect(plan({ diagonalInch: readableOnInch(screen, pixels, unitPx) }).textShare).toBeGreaterThanOrEqual(
        ENOUGH,
      );
    },
  );
});

describe('the tone of an alert', () => {
  const ALL = { sounds: { info: true, warning: true, critical: true }, quiet: null };
  let heard: Heard | undefined;
  let now: Now;
  /** The tone when so many are unacknowledged, `afterMs` later than the last time. */
  function tone(
    [info, warning, critical]: [number, number, number],
    afterMs = TONE_EVERY_MS,
    settings: Parameters<typeof decideTone>[2] = ALL,
  ) {
    now = { timeMs: now.timeMs + afterMs, steadyMs: now.steadyMs + afterMs };
    const decision = decideTone(heard, { info, warning, critical }, settings, now);
    heard = decision.heard;
    return decision.tone;
  }
  beforeEach(() => {
    heard = undefined;
    now = { timeMs: at('10:00:00'), steadyMs: 0 };
  });

  it('is not for what stood when the page opened', () => {
    expect(tone([3, 2, 1])).toBeUndefined();
    expect(tone([3, 2, 1])).toBeUndefined();
    expect(tone([3, 2, 2])).toBe('critical');
  });

  it('is that of the most severe of what grew', () => {
    tone([0, 0, 5]);
    expect(tone([1, 1, 5])).toBe('warning');
    expect(tone([2, 1, 5])).toBe('info');
    expect(tone([2, 1, 4])).toBeUndefined();
    expect(tone([2, 1, 5])).toBe('critical');
  });

  it('comes at most once in ten seconds, and then tells what grew meanwhile', () => {
    tone([0, 0, 0]);
    expect(tone([1, 0, 0])).toBe('info');
    for (let second = 1; second < 10; second++) expect(tone([1, second, 1], 1_000)).toBeUndefined();
    expect(tone([1, 9, 1], 1_000)).toBe('critical');
    expect(tone([1, 9, 1])).toBeUndefined();
  });

  it('does not come late for what was acknowledged before its turn', () => {
    tone([0, 0, 0]);
    tone([1, 0, 0]);
    expect(tone([1, 0, 1], 1_000)).toBeUndefined();
    expect(tone([1, 0, 0], 1_000)).toBeUndefined();
    expect(tone([1, 0, 0])).toBeUndefined();
  });

  it('is not heard for a severity that is off, nor in quiet hours, nor after them', () => {
    tone([0, 0, 0]);
    const noInfo = { ...ALL, sounds: { ...ALL.sounds, info: false } };
    expect(tone([1, 0, 0], TONE_EVERY_MS, noInfo)).toBeUndefined();
    const quiet = { ...ALL, quiet: { from: '09:00', to: '11:00' } };
    expect(tone([1, 0, 1], TONE_EVERY_MS, quiet)).toBeUndefined();
    expect(tone([1, 0, 1], 3_600_000, quiet)).toBeUndefined();
    expect(tone([1, 0, 2], TONE_EVERY_MS, quiet)).toBe('critical');
  });
});
