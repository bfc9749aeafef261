/** The consumer group of all ingest processes. */
export const GROUP = 'ingest';
/** So soon a partition that was added is noticed, to be read and to be written to: a request of half a millisecond. */
export const METADATA_MAX_AGE_MS = 3_000;
