/** Sends events to Kafka and waits until it has acknowledged all. */
import kafkajs, { type Producer } from 'kafkajs';
import { EVENTS_TOPIC } from '../../contract/topics.ts';

/** Kafka does not answer: the sender of the request keeps its events and tries again. */
export class KafkaAway extends Error {
  override readonly name = 'KafkaAway';
}

const ANSWER_WITHIN_MS = 15_000;

export class KafkaSender {
  private readonly producer: Producer;

  constructor(producer: Producer) {
    this.producer = producer;
  }

  /** @throws KafkaAway */
  async send(messages: readonly { key: string; value: string }[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new KafkaAway('Kafka does not answer')), ANSWER_WITHIN_MS);
    });
    try {
      await Promise.race([
        this.producer.send({ topic: EVENTS_TOPIC, acks: -1, messages: [...messages] }),
        late,
      ]);
    } catch (error) {
      throw error instanceof kafkajs.KafkaJSError ? new KafkaAway(error.message, { cause: error }) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}
