declare module 'kafkajs/src/consumer/batch.js' {
  import type { KafkaMessage } from 'kafkajs';

  export default class Batch {
    constructor(topic: string, fetchedOffset: string, partitionData: object);
    readonly messages: KafkaMessage[];
    /** With those that it does not hand over. */
    readonly rawMessages: KafkaMessage[];
    lastOffset(): string;
  }
}
