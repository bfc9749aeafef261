/** The thread that decodes: chunks come in, blocks go out, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { ChunkEncoder, type PackedChunk } from './chunk-encoder.ts';

const { eventAheadMaxMs } = workerData as { eventAheadMaxMs: number };
const encoder = new ChunkEncoder(eventAheadMaxMs);
parentPort?.on('message', (chunk: PackedChunk) => {
  const encoded = encoder.encode(chunk);
  parentPort?.postMessage(encoded, [encoded.block.buffer]);
});
