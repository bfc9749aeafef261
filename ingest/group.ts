/** The consumer group of all ingest processes. */
export const GROUP = 'ingest';
/** A partition that was added is noticed within this time, by readers and writers; the request takes half a millisecond. */
export const METADATA_MAX_AGE_MS = 3_000;
