/** Sends events to Kafka and waits until it has acknowledged all. */
import type { Response } from 'express';
import kafkajs, { type Producer } from 'kafkajs';
import type { DossierEvent } from '../../contract/event.ts';
import { EVENTS_TOPIC, MAX_MESSAGE_BYTES } from '../../contract/topics.ts';
import { sendProblem } from './problem.ts';

/** Kafka does not answer: the sender of the request keeps its events and tries again. */
class KafkaAway extends Error {
  override readonly name = 'KafkaAway';
}

const RETRY_AFTER_SECONDS = 5;
const ANSWER_WITHIN_MS = 15_000;
/** One produce request: all of it may be for one partition, whose topic accepts so much at once. */
const MAX_SEND_BYTES = MAX_MESSAGE_BYTES / 2;

interface Outgoing {
  key: string;
  value: string;
}

export class KafkaSender {
  private readonly producer: Producer;

  constructor(producer: Producer) {
    this.producer = producer;
  }

  /** @throws KafkaAway when Kafka did not acknowledge all. */
  async send(messages: readonly Outgoing[]): Promise<void> {
    const until = performance.now() + ANSWER_WITHIN_MS;
    for (const part of parts(messages)) await this.sendPart(part, until - performance.now());
  }

  private async sendPart(messages: Outgoing[], withinMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new KafkaAway('Kafka does not answer')), withinMs);
    });
    try {
      await Promise.race([this.producer.send({ topic: EVENTS_TOPIC, acks: -1, messages }), late]);
    } catch (error) {
      throw error instanceof kafkajs.KafkaJSError ? new KafkaAway(error.message, { cause: error }) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Sends events; false when Kafka is away, which has been answered with 503. What is written is the event as parsed: a
 * member that the contract does not know may hold personal data and goes no further.
 */
export async function sendEvents(
  sender: KafkaSender,
  events: readonly DossierEvent[],
  response: Response,
): Promise<boolean> {
  try {
    await sender.send(events.map((event) => ({ key: event.data.code, value: JSON.stringify(event) })));
    return true;
  } catch (error) {
    if (!(error instanceof KafkaAway)) throw error;
    response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    sendProblem(
      response,
      503,
      'Kafka is away',
      'nothing is known to be taken: send the same events again later',
    );
    return false;
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
