/** `dlq list`: how many messages were refused, by field and reason. */
import type { Kafka } from 'kafkajs';
import { readLetters } from './letter-log.ts';

interface Group {
  field: string;
  reason: string;
  messages: Set<string>;
  firstSeen: string;
  lastSeen: string;
  /** Of the newest letter. */
  offset: string;
}

export async function listLetters(
  kafka: Kafka,
  replayed: ReadonlySet<string>,
  print: (line: string) => void,
): Promise<void> {
  const groups = new Map<string, Group>();
  const all = new Set<string>();
  await readLetters(kafka, 0, ({ headers, identity, offset }) => {
    const { field, reason, firstSeen, lastSeen } = headers;
    const key = JSON.stringify([field, reason]);
    let group = groups.get(key);
    if (!group)
      groups.set(key, (group = { field, reason, messages: new Set(), firstSeen, lastSeen, offset }));
    group.messages.add(identity);
    if (firstSeen < group.firstSeen) group.firstSeen = firstSeen;
    if (lastSeen > group.lastSeen) group.lastSeen = lastSeen;
    group.offset = offset;
    all.add(identity);
  });
  const again = [...all].filter((identity) => replayed.has(identity)).length;
  print(`${all.size} messages refused, ${again} of them replayed`);
  for (const group of [...groups.values()].sort((a, b) => b.messages.size - a.messages.size)) {
    print('');
    print(`${group.messages.size} x ${group.field || '(the message)'}: ${group.reason}`);
    print(`  first ${group.firstSeen}, last ${group.lastSeen}; newest letter: dlq show ${group.offset}`);
  }
}
