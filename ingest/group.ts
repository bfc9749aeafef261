/** The consumer group of all ingest processes. */
export const GROUP = 'ingest';
