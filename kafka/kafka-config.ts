/** How the processes reach Kafka: what kafkajs says goes to their log, and it tries for ever. */
import { logLevel, type KafkaConfig } from 'kafkajs';
import type { Logger } from 'pino';

const LEVELS = { 1: 'error', 2: 'warn', 4: 'info', 5: 'debug' } as const;

export function kafkaConfig(clientId: string, brokers: string[], log: Logger): KafkaConfig {
  return {
    clientId,
    brokers,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      const { message, timestamp: _timestamp, ...fields } = entry.log;
      log[LEVELS[entry.level as keyof typeof LEVELS] ?? 'info'](
        { kafka: entry.namespace, ...fields },
        message,
      );
    },
    retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 5_000, initialRetryTime: 100 },
  };
}
