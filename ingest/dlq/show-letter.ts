/** `dlq show OFFSET`: one letter, its headers and the bytes as they came. */
import { isUtf8 } from 'node:buffer';
import type { Kafka } from 'kafkajs';
import type { Stream } from '../../contract/streams.ts';
import { readLetters } from './letter-log.ts';

/** False when the topic has no letter there. */
export async function showLetter(
  kafka: Kafka,
  { deadLetterTopic }: Stream,
  offset: number,
  print: (line: string) => void,
): Promise<boolean> {
  let found = false;
  await readLetters(kafka, deadLetterTopic, offset, (letter) => {
    found = Number(letter.offset) === offset;
    if (!found) return false;
    for (const [name, value] of Object.entries(letter.headers)) print(`${name}: ${value}`);
    for (const [name, values] of Object.entries(letter.eventHeaders))
      for (const value of values as Buffer[]) print(`${name}: ${readable(value)}`);
    print(`key: ${letter.key === null ? '(none)' : readable(letter.key)}`);
    print('');
    print(letter.value === null ? '(no value)' : readable(letter.value));
    return false;
  });
  return found;
}

/** UTF-8 as it is, other bytes and what would move a terminal's cursor as hexadecimal, 32 to a line. */
function readable(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (isUtf8(bytes) && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text)) return text;
  return `hex ${bytes.toString('hex').replace(/(.{64})(?=.)/g, '$1\n    ')}`;
}
