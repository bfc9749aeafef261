/** What a process costs, read from the kernel's own accounting. */
import { readFileSync } from 'node:fs';

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_MICROS = 10_000;

/** CPU time of a process and its threads since it started, microseconds. */
export function cpuMicros(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) as string;
  const fields = afterName.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}

/** The largest resident set so far, MB. */
export function peakRssMb(pid: number): number {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1_024);
}
