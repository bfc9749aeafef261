/**
 * Sends what a province published to Kafka: the history of its cases, the figures of its indicators, or both.
 * Usage: npm run replay -- NAME [--scale 0.01]; NAME is a file of sample/histories/ or sample/observations/, --scale sends a
 * part of the cases, for trials.
 */
import { parseArgs } from 'node:util';
import { PackError } from '../pack/pack-error.ts';
import { EventSender, SendingStopped } from './event-sender.ts';
import { loadObservations, observationNames } from './published-observations.ts';
import { historyNames, loadHistory, scaleHistory } from './published-history.ts';
import { replayHistory, replayObservations } from './replay.ts';
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
  const [histories, observed] = [historyNames(), observationNames()];
  const [name = '', ...others] = positionals;
  if (others.length > 0 || ![...histories, ...observed].includes(name)) {
    const names = [...new Set([...histories, ...observed])].sort();
    throw new UsageError('NAME', positionals.join(' '), `one of ${names.join(', ')}`);
  }
  const { brokers } = readSampleConfig(process.env);
  const scale = readNumber('--scale', values.scale, 0.0001, 1);
  const history = histories.includes(name) ? scaleHistory(await loadHistory(name), scale) : undefined;
  const observations = observed.includes(name) ? await loadObservations(name) : undefined;
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
    if (observations) await replayObservations({ observations, sender, log });
    if (history) {
      const province = await loadSampleProvince(history.packDir);
      await replayHistory({ history, province, sender, signal: stop.signal, log });
    }
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
