/** Fills the events topic with Kafka's own ProducerPerformance: kafkajs would be slower than what is measured. */
import { createWriteStream } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { sampleEvent } from './sample-events.ts';
import { note, type Stand } from './stand.ts';

/** ProducerPerformance picks its payloads at random from a file that it holds in memory. */
const PAYLOADS = 200_000;

/** Sends `count` events, so many a second (-1: as fast as it goes), and returns the mean size of one, bytes. */
export async function fillTopic(stand: Stand, count: number, perSecond = -1): Promise<number> {
  const file = join(stand.dir, 'payloads.jsonl');
  const out = createWriteStream(file);
  let bytes = 0;
  const payloads = Math.min(PAYLOADS, count);
  for (let n = 0; n < payloads; n++) {
    const line = Buffer.from(`${JSON.stringify(sampleEvent(n))}\n`);
    bytes += line.length - 1;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  const startedAt = Date.now();
  await promisify(execFile)('java', [
    '-Xmx1g',
    '-cp',
    `${stand.jars}/*`,
    'org.apache.kafka.tools.ProducerPerformance',
    ...[
      '--topic',
      EVENTS_TOPIC,
      '--num-records',
      String(count),
      '--throughput',
      String(perSecond),
      '--payload-file',
      file,
    ],
    // Few records to a batch would leave the partitions uneven and measure the batch header.
    ...[
      '--producer-props',
      `bootstrap.servers=${stand.brokers}`,
      'acks=1',
      'batch.size=262144',
      'linger.ms=20',
      'buffer.memory=134217728',
    ],
  ]);
  note(`filled the topic: ${count} events in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);
  return bytes / payloads;
}
