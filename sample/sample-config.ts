/** Environment and flags of the sample programs. A wrong value is one line that names it and what is accepted. */
import { parseTime } from '../contract/time.ts';

/** A wrong flag or variable; the message is all that the user needs to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(name: string, value: string, accepted: string) {
    super(`${name}: ${JSON.stringify(value)}; accepted: ${accepted}`);
  }
}

export interface SampleConfig {
  brokers: string[];
  packDir: string;
}

/** KAFKA_BROKERS, or KAFKA_PORT on this machine; PROVINCE_PACK. */
export function readSampleConfig(env: Record<string, string | undefined>): SampleConfig {
  const port = env['KAFKA_PORT'] || '9092';
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new UsageError('KAFKA_PORT', port, 'a port number 1 to 65535');
  }
  const list = env['KAFKA_BROKERS'] || `127.0.0.1:${port}`;
  const brokers = list.split(',').map((broker) => broker.trim());
  if (brokers.some((broker) => !/^[^\s:]+:\d{1,5}$/.test(broker))) {
    throw new UsageError('KAFKA_BROKERS', list, 'host:port, several separated by commas');
  }
  return { brokers, packDir: env['PROVINCE_PACK'] || 'sample/binh-phuoc' };
}

/** A number flag within limits, both inclusive. */
export function readNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) {
    throw new UsageError(name, text, `a number ${least} to ${most}`);
  }
  return value;
}

/** A whole-number flag. */
export function readWhole(name: string, text: string, least: number, most: number): number {
  const value = readNumber(name, text, least, most);
  if (!Number.isInteger(value)) throw new UsageError(name, text, `a whole number ${least} to ${most}`);
  return value;
}

/** An instant that has passed: the sample programs never tell the future. */
export function readPast(name: string, text: string, nowMs: number): number {
  const timeMs = parseTime(text);
  if (timeMs === undefined || timeMs > nowMs) {
    throw new UsageError(name, text, 'RFC 3339 with an offset, not later than now');
  }
  return timeMs;
}
