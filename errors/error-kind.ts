/**
 * Why something failed, told in one place for every process:
 *
 * - an `outage`: a part that we need is away, overloaded or not set up. Trying again helps, sooner or later.
 * - a `refusal`: the part is well and does not accept this input, now or later; other input passes.
 * - a `fault` of ours: anything else. The product is wrong, so the same work fails the same way.
 */
import { ClickHouseError } from '@clickhouse/client';
import { clickHouseKind } from './clickhouse-codes.ts';
import { kafkaKind } from './kafka-errors.ts';
import { Outage } from './outage.ts';

export type ErrorKind = 'outage' | 'refusal' | 'fault';

/** Codes of Node for the network, and for a machine that has no room left. */
const SYSTEM_OUTAGES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM'],
]);

/** Whoever waited has stopped waiting. */
const BROKEN_OFF = new Set(['AbortError', 'TimeoutError']);

export function errorKind(error: unknown): ErrorKind {
  if (!(error instanceof Error)) return 'fault';
  if (error instanceof Outage || BROKEN_OFF.has(error.name)) return 'outage';
  if (error instanceof ClickHouseError) return clickHouseKind(error.code);
  if (error.name.startsWith('KafkaJS'))
    return error.cause instanceof Error ? errorKind(error.cause) : kafkaKind(error);
  const { code, status, retryAfterSeconds } = error as unknown as Record<string, unknown>;
  if (typeof code === 'string' && SYSTEM_OUTAGES.has(code)) return 'outage';
  // Who refuses a request names the status of the answer.
  const isRefused = typeof status === 'number' && (status < 500 || retryAfterSeconds !== undefined);
  return isRefused ? 'refusal' : 'fault';
}
