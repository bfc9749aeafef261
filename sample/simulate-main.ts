/**
 * Sends a believable live stream of dossiers, and of cases of the pack's kinds, to Kafka.
 * Usage: npm run simulate -- [--rate 5] [--count N] [--seed TEXT] [--now RFC3339] [--no-history]
 */
import { parseArgs } from 'node:util';
import { PackError } from '../pack/pack-error.ts';
import { EventSender, SendingStopped } from './event-sender.ts';
import { observationsOfPack } from './published-observations.ts';
import { readNumber, readPast, readSampleConfig, readWhole, UsageError } from './sample-config.ts';
import { loadSampleProvince } from './sample-province.ts';
import { simulate } from './simulator.ts';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
const log = (line: string) => console.log(`simulate: ${line}`);

try {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '5' },
      count: { type: 'string' },
      seed: { type: 'string', default: '1' },
      now: { type: 'string' },
      'no-history': { type: 'boolean', default: false },
    },
  });
  const { brokers, packDir } = readSampleConfig(process.env);
  const rate = readNumber('--rate', values.rate, 0.01, 20_000);
  const province = await loadSampleProvince(packDir);
  const sender = new EventSender({
    brokers,
    clientId: 'simulate',
    idempotent: true,
    inFlight: 3,
    signal: stop.signal,
    log,
  });
  await sender.connect();
  try {
    await simulate({
      province,
      sender,
      seed: values.seed,
      rate,
      history: !values['no-history'],
      published: await observationsOfPack(packDir),
      signal: stop.signal,
      log,
      ...(values.count === undefined ? {} : { count: readWhole('--count', values.count, 0, 1e9) }),
      ...(values.now === undefined ? {} : { startMs: readPast('--now', values.now, Date.now()) }),
    });
  } finally {
    await sender.disconnect();
  }
} catch (error) {
  if (!isExpected(error)) throw error;
  console.error(`simulate: ${error.message}`);
  process.exitCode = error instanceof SendingStopped ? 0 : 1;
}

function isExpected(error: unknown): error is Error {
  if (error instanceof UsageError || error instanceof PackError || error instanceof SendingStopped)
    return true;
  return error instanceof TypeError && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_ARGS');
}
