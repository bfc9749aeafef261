/** The encoder of the stream of dossiers, as the decoding thread has it. */
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import { TELLING_TYPES } from '../../contract/event.ts';
import { DOSSIER } from '../../contract/fields.ts';
import { ChunkEncoder } from '../../ingest/decoding/chunk-encoder.ts';
import { FastDecoder } from '../../ingest/decoding/fast-decoder.ts';
import { DOSSIER_EVENTS } from '../../ingest/streams/dossier-events.ts';

export function dossierEncoder(eventAheadMaxMs: number): ChunkEncoder {
  const fast = new FastDecoder(DOSSIER, TELLING_TYPES);
  return new ChunkEncoder({ log: DOSSIER_LOG, events: DOSSIER_EVENTS, fast, eventAheadMaxMs });
}
