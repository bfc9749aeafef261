/** How fast a value grows over time, by least squares. Example: (0, 10), (1, 12), (2, 14) is 2. */
export function slope(points: readonly (readonly [time: number, value: number])[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanTime, meanValue] = [mean(points.map(([time]) => time)), mean(points.map(([, value]) => value))];
  const spread = points.reduce((sum, [time]) => sum + (time - meanTime) ** 2, 0);
  if (spread === 0) return 0;
  return points.reduce((sum, [time, value]) => sum + (time - meanTime) * (value - meanValue), 0) / spread;
}
