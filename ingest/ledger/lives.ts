/** The lives of a stream's partitions, read and begun for all partitions that resume at the same time in one statement. */
import type { ClickHouseClient } from '@clickhouse/client';
import {
  checkGeneration,
  insertLives,
  readLives,
  type PartitionLife,
} from '../../clickhouse/partition-lives-table.ts';
import type { StreamName } from '../../contract/streams.ts';
import { SharedCall } from '../../runtime/shared-call.ts';

export class Lives {
  readonly #read: SharedCall<PartitionLife[]>;
  readonly #insert: SharedCall<void>;
  readonly #stream: StreamName;
  #begun: PartitionLife[] = [];

  constructor(client: ClickHouseClient, stream: StreamName) {
    this.#stream = stream;
    this.#read = new SharedCall(() => readLives(client, stream));
    this.#insert = new SharedCall(() => {
      const lives = this.#begun;
      this.#begun = [];
      return insertLives(client, stream, lives);
    });
  }

  /** As they are at some time after the call. */
  read(): Promise<PartitionLife[]> {
    return this.#read.call();
  }

  /** Resolves when the life is stored. @throws Outage when the partition has had as many lives as there can be */
  async begin(life: PartitionLife): Promise<void> {
    checkGeneration(this.#stream, life);
    this.#begun.push(life);
    await this.#insert.call();
  }
}
