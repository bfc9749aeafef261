/** The thread that decodes: chunks come in, blocks go out, in order. */
import { parentPort } from 'node:worker_threads';
import { ChunkEncoder, type PackedChunk } from './chunk-encoder.ts';

const encoder = new ChunkEncoder();
parentPort?.on('message', (chunk: PackedChunk) => {
  const encoded = encoder.encode(chunk);
  parentPort?.postMessage(encoded, [encoded.block.buffer]);
});
