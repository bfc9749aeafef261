/** Whether Kafka compacts a topic: then it removes messages from the middle of its log. */
import kafkajs, { type Admin } from 'kafkajs';
import type { Logger } from 'pino';

const POLICY = 'cleanup.policy';
const COMPACTS = 'compact';

/** False when Kafka refuses to say: better to report what is not missing than to keep silent. */
export async function isCompacted(
  admin: Pick<Admin, 'describeConfigs'>,
  topic: string,
  log: Logger,
): Promise<boolean> {
  try {
    const { resources } = await admin.describeConfigs({
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: [POLICY] }],
      includeSynonyms: false,
    });
    const entries = resources.flatMap(({ configEntries }) => configEntries);
    const policy = entries.find(({ configName }) => configName === POLICY)?.configValue ?? '';
    // `compact,delete` is both.
    return policy.split(',').some((part) => part.trim() === COMPACTS);
  } catch (error) {
    if (!(error instanceof kafkajs.KafkaJSProtocolError) || error.retriable) throw error;
    log.warn({ err: error, topic }, `Kafka does not say the ${POLICY}; taken as not compacted`);
    return false;
  }
}
