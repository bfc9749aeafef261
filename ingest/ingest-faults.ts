import type { Faults } from '../errors/faults.ts';

/** Where a fault leaves ingest running; anywhere else it ends the process. */
export const INGEST_FAULT_PLACES = ['decode', 'insert', 'states', 'ledger'] as const;

export type IngestFaults = Faults<(typeof INGEST_FAULT_PLACES)[number]>;

/** How long work beside the stream rests after its first fault. */
export const AFTER_FAULT_MS = 5_000;
