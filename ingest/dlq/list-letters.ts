/** `dlq list`: how many messages were refused, by field and reason. */
import type { Kafka } from 'kafkajs';
import type { Stream } from '../../contract/streams.ts';
import { readLetters } from './letter-log.ts';

interface Group {
  field: string;
  reason: string;
  /** Identity -> how many messages it is: a refused batch is many. */
  messages: Map<string, number>;
  firstSeen: string;
  lastSeen: string;
  /** Of the newest letter. */
  offset: string;
}

export async function listLetters(
  kafka: Kafka,
  { name, deadLetterTopic }: Stream,
  replayed: ReadonlySet<string>,
  print: (line: string) => void,
): Promise<void> {
  const ofStream = name === 'dossier' ? '' : ` --stream ${name}`;
  const groups = new Map<string, Group>();
  const all = new Map<string, number>();
  await readLetters(kafka, deadLetterTopic, 0, ({ headers, identity, offset }) => {
    const { field, reason, firstSeen, lastSeen } = headers;
    const key = JSON.stringify([field, reason]);
    let group = groups.get(key);
    if (!group)
      groups.set(key, (group = { field, reason, messages: new Map(), firstSeen, lastSeen, offset }));
    const messages = Number(headers.offsets ?? 1);
    group.messages.set(identity, messages);
    if (firstSeen < group.firstSeen) group.firstSeen = firstSeen;
    if (lastSeen > group.lastSeen) group.lastSeen = lastSeen;
    group.offset = offset;
    all.set(identity, messages);
  });
  const again = [...all.keys()].filter((identity) => replayed.has(identity)).length;
  print(`${sum(all)} messages refused, ${again} of them replayed`);
  for (const group of [...groups.values()].sort((a, b) => sum(b.messages) - sum(a.messages))) {
    print('');
    print(`${sum(group.messages)} x ${group.field || '(the message)'}: ${group.reason}`);
    print(
      `  first ${group.firstSeen}, last ${group.lastSeen}; newest letter: dlq show ${group.offset}${ofStream}`,
    );
  }
}

function sum(messages: ReadonlyMap<string, number>): number {
  return [...messages.values()].reduce((all, count) => all + count, 0);
}
