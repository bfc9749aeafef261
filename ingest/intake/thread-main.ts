/** The thread of the intake: its own event loop, heap and connection to Kafka (intake-thread.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { pino } from 'pino';
import { parseEnvironment } from '../../contract/environment.ts';
import { Outage } from '../../errors/outage.ts';
import { Kafka } from '../../kafka/kafka.ts';
import { withSecretFiles } from '../../runtime/secret-files.ts';
import { ingestConfig, ingestEnv } from '../config.ts';
import { kafkaConfig } from '../../kafka/kafka-config.ts';
import { eventsByStream, type PackTerms } from '../streams/pack-terms.ts';
import { createIntake } from './intake.ts';
import type { FromIntake, ToIntake } from './intake-thread.ts';

/** The other thread does not answer: it hangs, and so does the process. */
const ANSWER_WITHIN_MS = 5_000;

const env = parseEnvironment(ingestEnv, withSecretFiles(process.env));
const config = ingestConfig(env);
const log = pino({ name: 'intake', level: env.LOG_LEVEL });
const post = (message: FromIntake) => parentPort?.postMessage(message);

/** Requests for figures that are not answered. */
const asked = new Set<(text: string) => void>();

const intake = createIntake({
  ...config.intake,
  eventAheadMaxMs: config.eventAheadMaxMs,
  streams: Object.values(eventsByStream(workerData as PackTerms)),
  kafka: new Kafka(kafkaConfig('intake', config.brokers, log)),
  processMetrics: () =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Outage('the consumer does not answer')), ANSWER_WITHIN_MS);
      asked.add((text) => {
        clearTimeout(late);
        resolve(text);
      });
      post('metrics');
    }),
  log,
});

parentPort?.on('message', (message: ToIntake) => {
  if (message === 'stop') return void intake.stop().finally(() => process.exit(0));
  for (const answer of asked) answer(message.metrics);
  asked.clear();
});
intake.start().then(
  () => post('listens'),
  (error: unknown) => {
    throw error;
  },
);
