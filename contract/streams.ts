/**
 * The streams of events. Each has a topic of its own with its dead letters, a log and states in the store, and is read by
 * the same code. What tells them apart stands here and in the tables of fields: fields.ts, case-fields.ts, observation.ts.
 */
export interface Stream {
  name: StreamName;
  /** Keys: dossier.events the dossier's code, case.events `KIND/CODE`, observation.events `indicator|scope|breakdown|period`. */
  topic: string;
  /** Messages of the topic that cannot be counted: original bytes, the reason in the headers. */
  deadLetterTopic: string;
  partitions: number;
}

export const STREAM_NAMES = ['dossier', 'case', 'observation'] as const;
export type StreamName = (typeof STREAM_NAMES)[number];

function stream(name: StreamName, partitions: number): Stream {
  const topic = `${name}.events`;
  return { name, topic, deadLetterTopic: `${topic}.dlq`, partitions };
}

export const STREAMS: Readonly<Record<StreamName, Stream>> = {
  dossier: stream('dossier', 8),
  case: stream('case', 8),
  // Some thousands a day: each partition costs a start of ingest its reads of the store.
  observation: stream('observation', 1),
};
