/** When an alert is heard, and as what. Pure. */
import { SEVERITIES, type Severity } from '../../contract/alerts.ts';
import { isWithin } from './hours.ts';
import type { SettingValues } from './setting-values.ts';

/** At most one tone in this time, ms: a flood of alerts is one sound, not a hundred. */
export const TONE_EVERY_MS = 10_000;

export type Unacknowledged = Readonly<Record<Severity, number>>;

/** What the room has been told of by ear. */
export interface Heard {
  unacknowledged: Unacknowledged;
  /** When the last tone began, on the page's own time; undefined: none yet. */
  toneAtMs: number | undefined;
}

export interface Now {
  /** On the province's clock. */
  timeMs: number;
  /** On the page's own time. */
  steadyMs: number;
}

/**
 * The tone of the most severe of what grew. What grew too soon after a tone is told after the wait, unless somebody has
 * acknowledged it meanwhile; what grew in quiet hours is not made up for. What stood when the page opened is not new.
 */
export function decideTone(
  heard: Heard | undefined,
  unacknowledged: Unacknowledged,
  { sounds, quiet }: Pick<SettingValues, 'sounds' | 'quiet'>,
  { timeMs, steadyMs }: Now,
): { heard: Heard; tone?: Severity } {
  const toneAtMs = heard?.toneAtMs;
  if (heard === undefined || (quiet !== null && isWithin(quiet, timeMs)))
    return { heard: { unacknowledged, toneAtMs } };
  const grown = SEVERITIES.filter(
    (severity) => unacknowledged[severity] > heard.unacknowledged[severity] && sounds[severity],
  );
  const tone = grown.at(-1);
  if (tone === undefined) return { heard: { unacknowledged, toneAtMs } };
  if (toneAtMs !== undefined && steadyMs - toneAtMs < TONE_EVERY_MS) {
    const least = (severity: Severity) => Math.min(unacknowledged[severity], heard.unacknowledged[severity]);
    const waiting = { info: least('info'), warning: least('warning'), critical: least('critical') };
    return { heard: { unacknowledged: waiting, toneAtMs } };
  }
  return { heard: { unacknowledged, toneAtMs: steadyMs }, tone };
}
