declare module 'kafkajs/src/consumer/consumerGroup.js' {
  export default class ConsumerGroup {
    heartbeat(options: { interval: number }): Promise<void>;
  }
}
