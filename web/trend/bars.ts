/** Geometry of the trend charts: bars for what came in, a stepped line for what went out. Pure. */

/** A round number at or over the largest value, so that the axis has one readable label. Example: 1,940 is 2,000. */
export function axisMax(values: readonly number[]): number {
  const max = Math.max(0, ...values);
  if (max <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(max));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= max) ?? 10;
  return step * power;
}

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One bar per value in a box of `width` x `height` px; `gap` is the share of a bar's room that stays free. */
export function barsOf(
  values: readonly number[],
  max: number,
  width: number,
  height: number,
  gap = 0.28,
): Bar[] {
  const room = width / Math.max(1, values.length);
  return values.map((value, i) => {
    const barHeight = max === 0 ? 0 : (value / max) * height;
    return {
      x: i * room + (room * gap) / 2,
      y: height - barHeight,
      width: room * (1 - gap),
      height: barHeight,
    };
  });
}

/** The `d` of a line of steps, one step per value, up to `count` values. */
export function stepsOf(
  values: readonly number[],
  max: number,
  width: number,
  height: number,
  count: number,
): string {
  const room = width / Math.max(1, values.length);
  return values
    .slice(0, count)
    .map((value, i) => {
      const y = (height - (max === 0 ? 0 : (value / max) * height)).toFixed(1);
      return `${i === 0 ? 'M' : 'L'}${(i * room).toFixed(1)} ${y}L${((i + 1) * room).toFixed(1)} ${y}`;
    })
    .join('');
}
