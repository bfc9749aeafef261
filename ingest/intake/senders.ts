/** Who may send to the intake: each token names its sender, and what that one may tell. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { EnvironmentError } from '../../contract/environment.ts';
import { SENDER_NAME } from '../decoding/sender-header.ts';

export interface Sender {
  name: string;
  token: string;
  /** Sources that its events may have; undefined: all. */
  sources?: readonly string[] | undefined;
  /** Codes and names of units that its events may tell; undefined: all. */
  units?: readonly string[] | undefined;
  /** It may send corrections. */
  corrections: boolean;
}

const texts = z
  .array(z.string().min(1), { error: 'a list of texts' })
  .min(1, { error: 'a list of at least one text' })
  .optional();

const senderList = z.array(
  z.strictObject(
    {
      name: z.string({ error: 'a name' }).regex(SENDER_NAME, {
        error: 'a name of up to 64 ASCII letters, digits, dots, hyphens and underscores',
      }),
      token: z.string({ error: 'a token' }).regex(/^\S+$/, { error: 'a token without blanks' }),
      sources: texts,
      units: texts,
      corrections: z.boolean({ error: 'true or false' }).default(false),
    },
    { error: 'an object of name, token, sources, units and corrections' },
  ),
  { error: 'an array of senders' },
);

/**
 * The senders of a file, and those of bare tokens under the names `token-1`, `token-2` ...
 *
 * @throws EnvironmentError naming the variable and the place in the file, never a token.
 */
export function readSenders(tokens: readonly string[], file: string | undefined): Sender[] {
  const bare = tokens.map((token, i): Sender => ({ name: `token-${i + 1}`, token, corrections: false }));
  const senders = [...(file === undefined ? [] : readSenderFile(file)), ...bare];
  senders.forEach(({ name, token }, i) => {
    const before = senders.slice(0, i);
    if (before.some((one) => one.name === name)) refuse(file, `two senders have the name ${name}`);
    const twin = before.find((one) => one.token === token);
    if (twin) refuse(file, `${twin.name} and ${name} have the same token`);
  });
  return senders;
}

function readSenderFile(file: string): Sender[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // The parser's own message quotes the text, which holds tokens.
    refuse(file, code === undefined ? 'it is not JSON' : `it cannot be read (${code})`);
  }
  const result = senderList.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return refuse(file, `${place || 'it'}: expected ${issue?.message}`);
}

function refuse(file: string | undefined, reason: string): never {
  const where = file === undefined ? 'INTAKE_TOKENS: ***' : `INTAKE_SENDERS_FILE: ${JSON.stringify(file)}`;
  throw new EnvironmentError(`${where} is not accepted: ${reason}`);
}
