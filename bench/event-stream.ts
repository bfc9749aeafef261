/** A steady stream of events as a busy day brings them, with markers in it whose order can be followed to the wall. */
import { setTimeout as sleep } from 'node:timers/promises';
import { logLevel, Partitioners, type Message } from 'kafkajs';
import { formatTime } from '../contract/time.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { Kafka } from '../kafka/kafka.ts';

const SEND_EVERY_MS = 10;
/** Every tenth event is a marker. */
const MARKER_EVERY = 10;
/** All markers go to one partition, so they are counted in the order in which they were sent. */
const MARKER_PARTITION = 3;
const DAY_MS = 86_400_000;

export interface SentStream {
  /** When marker n + 1 was handed to the producer, ms since 1970. */
  markersSentAt: number[];
}

/** Sends `rate` events a second for so long. Markers are received by post, nothing else is. */
export async function sendStream(broker: string, rate: number, seconds: number): Promise<SentStream> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const markersSentAt: number[] = [];
  const pending: Promise<unknown>[] = [];
  const startedAt = performance.now();
  for (let sent = 0; performance.now() - startedAt < seconds * 1_000; await sleep(SEND_EVERY_MS)) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * rate) - sent;
    const now = Date.now();
    const messages = Array.from({ length: Math.max(0, due) }, (_, i) => messageOf(sent + i, now));
    for (let i = 0; i < messages.length; i++) if (isMarker(sent + i)) markersSentAt.push(now);
    sent += messages.length;
    if (messages.length > 0) pending.push(producer.send({ topic: EVENTS_TOPIC, acks: 1, messages }));
  }
  await Promise.all(pending);
  await producer.disconnect();
  return { markersSentAt };
}

function isMarker(n: number): boolean {
  return n % MARKER_EVERY === MARKER_EVERY - 1;
}

/** Of three events two receive a dossier, one in thirty of them late, and one hands an earlier one over. */
function messageOf(n: number, nowMs: number): Message {
  const time = formatTime(nowMs);
  const marker = isMarker(n);
  const closes = !marker && n % 3 === 2 && !isMarker(n - 2);
  const code = closes ? `BENCH-${n - 2}` : `BENCH-${n}`;
  const data = closes
    ? { code, status: 'returned' }
    : {
        code,
        unit: { code: `H10.2.${String(1 + (n % 11)).padStart(2, '0')}` },
        status: 'processing',
        channel: marker ? 'postal' : 'online',
        receivedAt: time,
        dueAt: formatTime(nowMs + (n % 30 === 0 ? -1 : 5) * DAY_MS),
      };
  const type = closes ? 'dossier.progress.v1' : 'dossier.snapshot.v1';
  const value = JSON.stringify({
    specversion: '1.0',
    id: `bench-${n}`,
    source: 'urn:bench:live',
    type,
    time,
    data,
  });
  return marker ? { key: code, value, partition: MARKER_PARTITION } : { key: code, value };
}
