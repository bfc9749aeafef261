/** What can be set on a wall's own device, what it is when nobody has, and how it is read from where it was kept. */
import { SEVERITIES, type Severity } from '../../contract/alerts.ts';
import type { LanguageCode } from '../format/numbers.ts';
import { isClock, type Hours } from './hours.ts';
import { DIAGONAL_INCH, DISTANCE_M, type Range, type Screen } from './screen-unit.ts';

/** `byHour`: light from 06:00 to 18:00. */
export const WALL_THEMES = ['dark', 'light', 'byHour'] as const;
export type WallTheme = (typeof WALL_THEMES)[number];

export interface SettingValues {
  /** What nobody has said of it is what it usually is. */
  screen: Partial<Screen>;
  theme: WallTheme;
  language: LanguageCode;
  /** Which alerts are heard. */
  sounds: Record<Severity, boolean>;
  /** Nothing is heard in these hours; null: every hour is heard. */
  quiet: Hours | null;
  /** Hours in which the screen is darkened, and how much of its light is taken, percent; null: never. */
  dim: (Hours & { percent: number }) | null;
  /** A QR code on each tile. */
  codes: boolean;
  /** Pages change by themselves. */
  rotation: boolean;
}

export const DIM_PERCENT: Range = { min: 10, max: 90 };

export const DEFAULT_SETTINGS: SettingValues = {
  screen: {},
  theme: 'dark',
  language: 'vi',
  sounds: { info: false, warning: false, critical: false },
  quiet: null,
  dim: null,
  codes: true,
  rotation: true,
};

/** Each value by itself: one that is not accepted is what it is when nobody has set it. Pure. */
export function readSettings(kept: unknown): SettingValues {
  const told = asObject(kept);
  const [screen, sounds, dim] = [asObject(told['screen']), asObject(told['sounds']), asObject(told['dim'])];
  const percent = within(dim['percent'], DIM_PERCENT);
  const dimHours = readHours(dim);
  const diagonalInch = within(screen['diagonalInch'], DIAGONAL_INCH);
  const distanceM = within(screen['distanceM'], DISTANCE_M);
  return {
    screen: {
      ...(diagonalInch !== undefined && { diagonalInch }),
      ...(distanceM !== undefined && { distanceM }),
    },
    theme: WALL_THEMES.find((theme) => theme === told['theme']) ?? DEFAULT_SETTINGS.theme,
    language: told['language'] === 'en' ? 'en' : DEFAULT_SETTINGS.language,
    sounds: Object.fromEntries(SEVERITIES.map((severity) => [severity, sounds[severity] === true])) as Record<
      Severity,
      boolean
    >,
    quiet: readHours(asObject(told['quiet'])),
    dim: dimHours && percent !== undefined ? { ...dimHours, percent } : null,
    codes: told['codes'] !== false,
    rotation: told['rotation'] !== false,
  };
}

function readHours({ from, to }: Record<string, unknown>): Hours | null {
  return isClock(from) && isClock(to) ? { from, to } : null;
}

function within(value: unknown, { min, max }: Range): number | undefined {
  return typeof value === 'number' && value >= min && value <= max ? value : undefined;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
