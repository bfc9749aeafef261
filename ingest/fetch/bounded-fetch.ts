/**
 * Makes kafkajs read what it fetches within bounds. It has no hook for that: it inflates each batch whole, and one that it
 * cannot read stops the consumer with all of its partitions. So the module that reads an answer's batches is replaced before
 * its first use; test/integration/codecs.test.ts holds the two together.
 */
import { createRequire } from 'node:module';
import { ENOUGH_BYTES, ENOUGH_MESSAGES } from './batch-bounds.ts';
import { HEADER_BYTES, LENGTH_END, readBatch, type FetchedMessage } from './record-batch.ts';

const READER = 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
/** Where a batch, or a message of the formats before Kafka 0.11, has its format's number. */
const FORMAT_AT = 16;
const FORMAT = 2;

/** The part of kafkajs's decoder that is used; it stands before the batches of one partition. */
interface AnswerDecoder {
  buffer: Buffer;
  offset: number;
  readInt32(): number;
}
type ReadMessages = (decoder: AnswerDecoder) => Promise<unknown[]>;

/** Once per process, before a consumer runs: it holds for all of them. */
export function boundFetches(): void {
  const require = createRequire(import.meta.url);
  const path = require.resolve(READER);
  const original = require(READER) as ReadMessages;
  const module = require.cache[path] as NodeJS.Module;
  module.exports = async (decoder: AnswerDecoder): Promise<unknown[]> => {
    const format = decoder.buffer[decoder.offset + 4 + FORMAT_AT];
    const size = decoder.buffer.readInt32BE(decoder.offset);
    if (size > FORMAT_AT && format !== FORMAT) return original(decoder);
    const start = decoder.offset + 4;
    decoder.offset = start + Math.max(0, size);
    return readBatches(decoder.buffer.subarray(start, decoder.offset));
  };
}

/** The batches of one partition, up to the bound; kafkajs fetches on behind the last message. */
async function readBatches(bytes: Buffer): Promise<FetchedMessage[]> {
  const all: FetchedMessage[] = [];
  let inflated = 0;
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const end = at + LENGTH_END + bytes.readInt32BE(at + 8);
    // kafkajs retries any other error for ever; a RangeError ends it.
    if (end < at + HEADER_BYTES) throw new RangeError('Kafka answers with a batch that has no header');
    // Kafka cuts the last one off.
    if (end > bytes.length) break;
    const { messages, inflatedBytes } = await readBatch(bytes.subarray(at, end));
    for (const message of messages) all.push(message);
    inflated += inflatedBytes;
    if (inflated >= ENOUGH_BYTES || all.length >= ENOUGH_MESSAGES) break;
    at = end;
  }
  return all;
}
