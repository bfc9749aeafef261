declare module 'kafkajs/src/consumer/consumerGroup.js' {
  export default class ConsumerGroup {
    /** When the last answer came, by Date.now(). */
    lastRequest: number;
    heartbeat(options: { interval: number }): Promise<void>;
  }
}
