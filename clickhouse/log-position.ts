/** Places in the event log: a partition of Kafka, the topic's life (generation) and the offset. */

/** Where to read on in one partition: everything before it has been read. */
export interface LogPosition {
  kafkaPartition: number;
  generation: number;
  nextOffset: number;
}

/** What lies from one position up to, not including, another of the same partition. */
export interface LogRange {
  kafkaPartition: number;
  from: { generation: number; offset: number };
  to: { generation: number; offset: number };
}

/** The condition of rows that lie in one of the ranges. */
export function withinRanges(ranges: readonly LogRange[]): string {
  const conditions = ranges.map(
    ({ kafkaPartition, from, to }) =>
      `(kafkaPartition = ${kafkaPartition} AND (generation, kafkaOffset) >= (${from.generation}, ${from.offset})
        AND (generation, kafkaOffset) < (${to.generation}, ${to.offset}))`,
  );
  return conditions.join(' OR ') || '0';
}
