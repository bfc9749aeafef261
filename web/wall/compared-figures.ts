/** The figures of a period before, at the point at which the current one stands: what a key figure is compared with. */
import type { Figures } from '../../contract/api.ts';
import type { CaseCounts } from '../../contract/counts.ts';
import { DAY_MS, formatTime } from '../../contract/time.ts';
import type { WallPeriod } from '../../contract/wall.ts';
import { getJson } from '../api/client.ts';

/** Walls ask for the same instants, so that the server counts them once for all, ms. */
export const COMPARED_STEP_MS = 15 * 60_000;

/**
 * The same point of the period before: yesterday, a month or a year before at this time. Where the month before is shorter,
 * its last day. Pure.
 */
export function pointBefore(period: WallPeriod, nowMs: number): number {
  const stepMs = Math.floor(nowMs / COMPARED_STEP_MS) * COMPARED_STEP_MS;
  if (period === 'day') return stepMs - DAY_MS;
  // In the province's zone, which has no summer time.
  const [date = '', time = ''] = formatTime(stepMs).split('T');
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const months = year * 12 + month - 1 - (period === 'month' ? 1 : 12);
  const [toYear, toMonth] = [Math.floor(months / 12), months % 12];
  const lastDay = new Date(Date.UTC(toYear, toMonth + 1, 0)).getUTCDate();
  const pad = (value: number) => String(value).padStart(2, '0');
  return Date.parse(`${toYear}-${pad(toMonth + 1)}-${pad(Math.min(day, lastDay))}T${time}`);
}

export async function comparedFigures(
  kind: string,
  scope: string,
  period: WallPeriod,
  atMs: number,
  signal: AbortSignal,
): Promise<CaseCounts> {
  const query = new URLSearchParams({ kind, scope, period, asOf: formatTime(atMs) });
  const { counts } = await getJson<Figures<CaseCounts>>(`api/v1/snapshot?${query}`, signal);
  return counts;
}
