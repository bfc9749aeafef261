/** A day as the steps of a slider, each a quarter of an hour. Pure. */
import { DAY_MS, dayStart, localDay } from '../../contract/time.ts';

export const STEP_MS = 15 * 60_000;
const STEPS = DAY_MS / STEP_MS;

/** A step of a local day, from 0. */
export interface DayStep {
  day: number;
  step: number;
}

/** The step that an instant lies in. */
export function stepAt(timeMs: number): DayStep {
  const day = localDay(timeMs);
  return { day, step: Math.floor((timeMs - dayStart(day)) / STEP_MS) };
}

export function instantOf({ day, step }: DayStep): number {
  return dayStart(day) + step * STEP_MS;
}

/** The last step of a day that has come; -1: the day lies ahead. */
export function lastStep(day: number, nowMs: number): number {
  return Math.max(-1, Math.min(STEPS - 1, Math.floor((nowMs - dayStart(day)) / STEP_MS)));
}

/** The same time of another day, or its last that has come. */
export function onDay(day: number, { step }: DayStep, nowMs: number): DayStep {
  return { day, step: Math.max(0, Math.min(step, lastStep(day, nowMs))) };
}
