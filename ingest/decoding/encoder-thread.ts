/** The thread that decodes: chunks come in, blocks go out, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { STREAM_LOGS } from '../../clickhouse/stream-log.ts';
import { TELLING_TYPES } from '../../contract/event.ts';
import { DOSSIER } from '../../contract/fields.ts';
import { STREAM_NAMES } from '../../contract/streams.ts';
import { ChunkEncoder, type PackedChunk } from './chunk-encoder.ts';
import type { EncoderData } from './encoder.ts';
import { FastDecoder } from './fast-decoder.ts';
import { eventsByStream } from '../streams/pack-terms.ts';

const { eventAheadMaxMs, terms } = workerData as EncoderData;
const events = eventsByStream(terms);
const encoders = new Map(
  STREAM_NAMES.map((stream) => {
    const deps = { log: STREAM_LOGS[stream], events: events[stream], eventAheadMaxMs };
    const fast = stream === 'dossier' ? { fast: new FastDecoder(DOSSIER, TELLING_TYPES) } : {};
    return [stream, new ChunkEncoder({ ...deps, ...fast })];
  }),
);

parentPort?.on('message', (chunk: PackedChunk) => {
  const encoded = (encoders.get(chunk.stream) as ChunkEncoder).encode(chunk);
  parentPort?.postMessage(encoded, [encoded.block.buffer]);
});
