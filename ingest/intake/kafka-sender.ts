/** Sends events to Kafka and waits until it has acknowledged all. */
import type { Producer } from 'kafkajs';
import { MAX_MESSAGE_BYTES } from '../../contract/topics.ts';
import { errorKind } from '../../errors/error-kind.ts';
import { Outage } from '../../errors/outage.ts';
import type { StreamEvent } from '../decoding/decode.ts';
import { SENDER_HEADER } from '../decoding/sender-header.ts';

/** Kafka does not answer: the sender of the request keeps its events and tries again. */
export class KafkaAway extends Outage {
  override readonly name = 'KafkaAway';
}

const ANSWER_WITHIN_MS = 15_000;
/** Bound of one produce request: all of it may be for one partition, and this is what its topic accepts at once. */
const MAX_SEND_BYTES = MAX_MESSAGE_BYTES / 2;

interface Outgoing {
  key: string;
  value: string;
  headers: Record<string, string>;
}

export class KafkaSender {
  readonly #producer: Producer;

  constructor(producer: Producer) {
    this.#producer = producer;
  }

  /**
   * Sends the events of a sender, each to the topic of its stream. The event is written as it was parsed: a member that the
   * contract does not know may hold personal data and goes no further.
   *
   * @throws KafkaAway when Kafka did not acknowledge all.
   */
  async send(events: readonly StreamEvent[], sender: string): Promise<void> {
    const headers = { [SENDER_HEADER]: sender };
    const byTopic = new Map<string, Outgoing[]>();
    for (const { event, of } of events) {
      const message = { key: of.codeOf(event), value: JSON.stringify(event), headers };
      const messages = byTopic.get(of.stream.topic);
      if (messages) messages.push(message);
      else byTopic.set(of.stream.topic, [message]);
    }
    const until = performance.now() + ANSWER_WITHIN_MS;
    for (const [topic, messages] of byTopic)
      for (const part of parts(messages)) await this.#sendPart(topic, part, until - performance.now());
  }

  async #sendPart(topic: string, messages: Outgoing[], withinMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new KafkaAway('Kafka does not answer')), withinMs);
    });
    try {
      await Promise.race([this.#producer.send({ topic, acks: -1, messages }), late]);
    } catch (error) {
      if (error instanceof KafkaAway || errorKind(error) === 'fault') throw error;
      throw new KafkaAway((error as Error).message, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Runs of messages that are small enough for one request, in order. */
function* parts(messages: readonly Outgoing[]): Generator<Outgoing[]> {
  let part: Outgoing[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.value);
    if (part.length > 0 && bytes + size > MAX_SEND_BYTES) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(message);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
