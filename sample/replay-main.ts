/**
 * Sends a published history to Kafka.
 * Usage: npm run replay -- NAME [--scale 0.01]; NAME is a file of sample/histories/, --scale sends a part, for trials.
 */
import { parseArgs } from 'node:util';
import { PackError } from '../pack/pack-error.ts';
import { EventSender, SendingStopped } from './event-sender.ts';
import { historyNames, loadHistory, scaleHistory } from './published-history.ts';
import { replayHistory } from './replay.ts';
import { readNumber, readSampleConfig, UsageError } from './sample-config.ts';
import { loadSampleProvince } from './sample-province.ts';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
const log = (line: string) => console.log(`replay: ${line}`);

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { scale: { type: 'string', default: '1' } },
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) {
    throw new UsageError('history', positionals.join(' '), `one of ${historyNames().join(', ')}`);
  }
  const { brokers } = readSampleConfig(process.env);
  const history = scaleHistory(await loadHistory(name), readNumber('--scale', values.scale, 0.0001, 1));
  const province = await loadSampleProvince(history.packDir);
  const sender = new EventSender({
    brokers,
    clientId: 'replay',
    idempotent: false,
    inFlight: 4,
    signal: stop.signal,
    log,
  });
  await sender.connect();
  try {
    await replayHistory({ history, province, sender, signal: stop.signal, log });
  } finally {
    await sender.disconnect();
  }
  if (stop.signal.aborted) process.exitCode = 1;
} catch (error) {
  if (!isExpected(error)) throw error;
  console.error(`replay: ${error.message}`);
  process.exitCode = 1;
}

function isExpected(error: unknown): error is Error {
  if (error instanceof UsageError || error instanceof PackError || error instanceof SendingStopped)
    return true;
  return error instanceof TypeError && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_ARGS');
}
