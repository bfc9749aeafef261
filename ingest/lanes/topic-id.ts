/**
 * The id of a topic, which differs when a topic was deleted and created again under the same name (KIP-516), and the leader
 * epochs of its partitions, one of which changes whenever a partition's log may have lost its end. kafkajs speaks no version
 * of the protocol that has them, so they are requested here: Metadata, version 10, Kafka 2.8 and later.
 * https://kafka.apache.org/protocol.html#The_Messages_Metadata
 */
import { connect, type Socket } from 'node:net';
import type { Logger } from 'pino';
import { Outage } from '../../errors/outage.ts';
import { retryOutages } from '../retry.ts';
import { SharedCall } from '../../runtime/shared-call.ts';

const METADATA = 3;
const VERSION = 10;
const TIMEOUT_MS = 5_000;
const CLIENT_ID = 'ingest';
const NO_ID = Buffer.alloc(16);

export interface TopicState {
  /** In hexadecimal. */
  id: string;
  /** Partition -> its leader's epoch. */
  leaderEpochs: ReadonlyMap<number, number>;
}

export class TopicId {
  #socket: Socket | undefined;
  #asked = 0;
  readonly #stopping = new AbortController();
  readonly #brokers: readonly string[];
  readonly #topic: string;
  readonly #log: Logger;
  readonly #state = new SharedCall(() =>
    retryOutages(() => this.#ask(), {
      maxBackoffMs: 2_000,
      signal: this.#stopping.signal,
      failed: (error, attempt, waitMs) =>
        this.#log.warn({ err: error, attempt, waitMs }, 'the topic cannot be looked up; trying again'),
    }),
  );

  constructor(brokers: readonly string[], topic: string, log: Logger) {
    this.#brokers = brokers;
    this.#topic = topic;
    this.#log = log;
  }

  /**
   * The state by a request that is sent after this call: what was fetched before the call is of that topic, or of one that no
   * longer exists. Waits while Kafka is away or the topic is missing; rejects when stopped, and by a fault.
   */
  current(): Promise<TopicState> {
    return this.#state.call();
  }

  stop(): void {
    this.#stopping.abort(new Outage('ingest is stopping'));
    this.#socket?.destroy();
  }

  async #ask(): Promise<TopicState> {
    try {
      this.#socket ??= await this.#open();
      return readTopicState(await exchange(this.#socket, request(this.#topic)), this.#topic);
    } catch (error) {
      this.#socket?.destroy();
      this.#socket = undefined;
      throw error;
    }
  }

  /** A connection to the next broker of the list. */
  async #open(): Promise<Socket> {
    const broker = new URL(`tcp://${this.#brokers[this.#asked++ % this.#brokers.length]}`);
    const socket = connect({ host: broker.hostname, port: Number(broker.port) });
    socket.setNoDelay(true);
    // Nothing listens between two exchanges: the next one notices.
    socket.on('error', () => undefined);
    await settle(socket, (done) => socket.once('connect', done));
    return socket;
  }
}

function request(topic: string): Buffer {
  const name = Buffer.from(topic);
  const client = Buffer.from(CLIENT_ID);
  const head = Buffer.alloc(10);
  head.writeInt16BE(METADATA, 0);
  head.writeInt16BE(VERSION, 2);
  head.writeInt16BE(client.length, 8);
  const noTags = Buffer.of(0);
  const body = Buffer.concat([
    ...[head, client, noTags],
    // One topic: no id, the name, no tags.
    ...[Buffer.of(2), NO_ID, Buffer.of(name.length + 1), name, noTags],
    // Not to be created, no authorisations, no tags.
    Buffer.of(0, 0, 0, 0),
  ]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/** One request and its answer, without the length before it. */
function exchange(socket: Socket, bytes: Buffer): Promise<Buffer> {
  let answer = Buffer.alloc(0);
  return settle(socket, (done) => {
    socket.on('data', (part) => {
      answer = Buffer.concat([answer, part]);
      if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) done(answer.subarray(4));
    });
    socket.write(bytes);
  });
}

/** Rejects when the socket fails, closes or is silent for too long; its listeners are gone afterwards. */
async function settle<T>(socket: Socket, begin: (done: (value: T) => void) => void): Promise<T> {
  const timer = new AbortController();
  try {
    return await new Promise<T>((done, failed) => {
      socket.once('error', failed);
      socket.once('close', () => failed(new Outage('Kafka closed the connection')));
      const late = setTimeout(() => failed(new Outage(`Kafka is silent for ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
      timer.signal.addEventListener('abort', () => clearTimeout(late));
      begin(done);
    });
  } finally {
    timer.abort();
    for (const event of ['connect', 'data', 'close'] as const) socket.removeAllListeners(event);
    socket.removeAllListeners('error').on('error', () => undefined);
  }
}

/** The only topic in an answer. */
function readTopicState(answer: Buffer, topic: string): TopicState {
  let at = 4;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = answer.readUInt8(at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skip = (bytes: number) => {
    at += bytes;
  };
  const skipText = () => skip(Math.max(0, varint() - 1));
  const skipTags = () => {
    for (let tags = varint(); tags > 0; tags--) {
      varint();
      skip(varint());
    }
  };
  skipTags();
  skip(4);
  for (let brokers = varint() - 1; brokers > 0; brokers--) {
    skip(4);
    skipText();
    skip(4);
    skipText();
    skipTags();
  }
  skipText();
  skip(4);
  if (varint() !== 2) throw new Outage(`Kafka says nothing about topic ${topic}`);
  const error = answer.readInt16BE(at);
  skip(2);
  if (error !== 0) throw new Outage(`Kafka answers error ${error} for topic ${topic}`);
  skipText();
  const id = answer.subarray(at, at + 16);
  if (id.length < 16 || id.equals(NO_ID)) throw new Outage(`Kafka gives no id of topic ${topic}`);
  skip(16 + 1);
  const leaderEpochs = new Map<number, number>();
  for (let partitions = varint() - 1; partitions > 0; partitions--) {
    skip(2);
    const partition = answer.readInt32BE(at);
    skip(4 + 4);
    leaderEpochs.set(partition, answer.readInt32BE(at));
    skip(4);
    // Replicas, in-sync ones, those that are offline.
    for (let lists = 0; lists < 3; lists++) skip(4 * Math.max(0, varint() - 1));
    skipTags();
  }
  return { id: id.toString('hex'), leaderEpochs };
}
