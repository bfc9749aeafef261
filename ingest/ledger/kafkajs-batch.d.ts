declare module 'kafkajs/src/consumer/batch.js' {
  import type { KafkaMessage } from 'kafkajs';

  export default class Batch {
    constructor(topic: string, fetchedOffset: string, partitionData: object);
    readonly messages: KafkaMessage[];
    /** Including those that the consumer does not hand over. */
    readonly rawMessages: KafkaMessage[];
    lastOffset(): string;
  }
}
