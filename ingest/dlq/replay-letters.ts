/**
 * `dlq replay`: sends refused messages to the topic of their stream again, bytes and key as they came, after what refused them
 * was mended. What is refused again becomes a new dead letter; what was counted before does not count twice.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Kafka, Message } from 'kafkajs';
import { insertReplayedLetters, readReplayedLetters } from '../../clickhouse/dead-letter-replays-table.ts';
import type { Stream } from '../../contract/streams.ts';
import { sendPacked } from '../storing/packed-send.ts';
import { SENDER_HEADER } from '../decoding/sender-header.ts';
import type { Letter } from './letter.ts';
import { readLetters } from './letter-log.ts';

export type Selection = { offset: number } | { reason: string } | 'all';

export interface ReplayCounts {
  /** Messages that Kafka has acknowledged. */
  replayed: number;
  /** Sent by an earlier replay. */
  alreadyReplayed: number;
  /** Further letters of a message that was refused more than once. */
  repeated: number;
  /** Letters that hold a part of their message only. */
  cut: number;
  /** Letters that hold a batch, which is no event. */
  batches: number;
}

/** What is sent and noted together. */
const MAX_SEND_BYTES = 512 * 1024;

export async function replayLetters(
  kafka: Kafka,
  client: ClickHouseClient,
  { name, topic, deadLetterTopic }: Stream,
  selection: Selection,
): Promise<ReplayCounts> {
  const done = await readReplayedLetters(client, name);
  const counts: ReplayCounts = { replayed: 0, alreadyReplayed: 0, repeated: 0, cut: 0, batches: 0 };
  const chosen = new Map<string, Letter>();
  const from = typeof selection === 'object' && 'offset' in selection ? selection.offset : 0;
  await readLetters(kafka, deadLetterTopic, from, (letter) => {
    if (isSelected(letter, selection)) {
      if (letter.headers.offsets !== undefined) counts.batches++;
      else if (letter.headers.valueBytes !== undefined) counts.cut++;
      else if (done.has(letter.identity)) counts.alreadyReplayed++;
      else if (chosen.has(letter.identity)) counts.repeated++;
      else chosen.set(letter.identity, letter);
    }
    return !(typeof selection === 'object' && 'offset' in selection);
  });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    for (const letters of parts([...chosen.values()])) {
      await sendPacked(producer, topic, letters.map(messageOf));
      // Noted when acknowledged: a crash between the two sends them once more, which is harmless.
      await insertReplayedLetters(
        client,
        name,
        letters.map((letter) => letter.identity),
      );
      counts.replayed += letters.length;
    }
  } finally {
    await producer.disconnect();
  }
  return counts;
}

function isSelected({ offset, headers }: Letter, selection: Selection): boolean {
  if (selection === 'all') return true;
  return 'offset' in selection
    ? Number(offset) === selection.offset
    : headers.reason.includes(selection.reason);
}

function messageOf({ key, value, eventHeaders, headers: { sender } }: Letter): Message {
  return {
    key,
    value,
    headers: { ...eventHeaders, ...(sender !== undefined && { [SENDER_HEADER]: sender }) },
  };
}

function* parts(letters: readonly Letter[]): Generator<Letter[]> {
  let part: Letter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const size = letter.value?.length ?? 0;
    if (part.length > 0 && bytes + size > MAX_SEND_BYTES) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(letter);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
