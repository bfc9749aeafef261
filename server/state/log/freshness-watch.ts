/** How far what is stored is behind Kafka, by what ingest reports of its lanes; and the partitions that nobody reads. */
import type { Lane } from '../../../clickhouse/lanes-table.ts';
import type { Feed } from '../../../contract/api.ts';

/** Reports and looks come each second and fetches take less: more than this is a delay, told within 5 s. */
export const DELAYED_AFTER_MS = 3_500;
export const STALE_AFTER_MS = 60_000;
export const BEHIND = 'ingest is behind Kafka';

export type Freshness = Pick<Feed, 'lagMs' | 'state' | 'reason'>;
/** What is looked at of a lane. */
export type ReportedLane = Pick<
  Lane,
  'kafkaPartition' | 'partitions' | 'report' | 'reportAgeMs' | 'caughtUpAgoMs'
>;

export class FreshnessWatch {
  /** Partition -> its last report, and when that was written. */
  readonly #reports = new Map<number, { report: number; atMs: number }>();
  /** Partition without any report -> since when it is known. */
  readonly #unread = new Map<number, number>();
  #lookedAtMs = -Infinity;

  /** `nowMs` is of a clock that only goes forward. */
  look(lanes: readonly ReportedLane[], nowMs: number): Freshness {
    if (lanes.length === 0) return { lagMs: 0, state: 'stale', reason: 'ingest has not reported yet' };
    const ages = new Map(lanes.map((lane) => [lane.kafkaPartition, this.#ageOf(lane, nowMs)]));
    this.#lookedAtMs = nowMs;
    const age = (lane: ReportedLane) => ages.get(lane.kafkaPartition) as number;
    // Of a topic that was made again with fewer partitions the others are left over.
    const [newest] = [...lanes].sort((a, b) => age(a) - age(b)) as [ReportedLane];
    const isThere = (partition: number) => newest.partitions === 0 || partition < newest.partitions;
    const present = lanes.filter(({ kafkaPartition }) => isThere(kafkaPartition));
    const missing = this.#missing(newest.partitions, ages, nowMs);
    const lagMs = Math.max(0, ...present.map((lane) => lane.caughtUpAgoMs + age(lane)), ...missing.values());
    if (lagMs < DELAYED_AFTER_MS) return { lagMs, state: 'live' };
    const silent = [
      ...present.filter((lane) => age(lane) >= DELAYED_AFTER_MS).map(({ kafkaPartition }) => kafkaPartition),
      ...[...missing].filter(([, forMs]) => forMs >= DELAYED_AFTER_MS).map(([partition]) => partition),
    ];
    return { lagMs, state: lagMs < STALE_AFTER_MS ? 'delayed' : 'stale', reason: reasonOf(silent, present) };
  }

  /** By the first look's clock of ClickHouse, from then on by when a report was new: its clock may be set. */
  #ageOf({ kafkaPartition, report, reportAgeMs }: ReportedLane, nowMs: number): number {
    const known = this.#reports.get(kafkaPartition);
    if (known?.report !== report) {
      const atMost = known ? nowMs - this.#lookedAtMs : Infinity;
      const ageMs = Math.min(atMost, Math.max(0, reportAgeMs));
      this.#reports.set(kafkaPartition, { report, atMs: nowMs - ageMs });
      return ageMs;
    }
    return nowMs - known.atMs;
  }

  /** Partitions that no process has ever reported -> how long that is known, ms. */
  #missing(partitions: number, reported: ReadonlyMap<number, number>, nowMs: number): Map<number, number> {
    const missing = new Map<number, number>();
    for (let partition = 0; partition < partitions; partition++) {
      if (reported.has(partition)) continue;
      const since = this.#unread.get(partition) ?? nowMs;
      this.#unread.set(partition, since);
      missing.set(partition, nowMs - since);
    }
    for (const partition of this.#unread.keys()) if (!missing.has(partition)) this.#unread.delete(partition);
    return missing;
  }
}

function reasonOf(silent: readonly number[], present: readonly ReportedLane[]): string {
  if (silent.length === 0) return BEHIND;
  if (present.every(({ kafkaPartition }) => silent.includes(kafkaPartition))) return 'ingest does not report';
  return `nobody reads ${silent.length === 1 ? 'partition' : 'partitions'} ${silent.join(', ')}`;
}
