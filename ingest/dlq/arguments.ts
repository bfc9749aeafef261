/** The words after `dlq`. */
import { parseArgs } from 'node:util';
import { STREAM_NAMES, type StreamName } from '../../contract/streams.ts';
import type { Selection } from './replay-letters.ts';

/** Whose dead letters: those of dossiers when no other stream is named. */
interface OfStream {
  stream: StreamName;
}

export type DlqCommand = OfStream &
  ({ name: 'list' } | { name: 'show'; offset: number } | { name: 'replay'; selection: Selection });

export const USAGE =
  'dlq list | show OFFSET | replay --offset N | replay --reason TEXT | replay --all, each with --stream NAME or without';

/** The words make no command; the message is the line to print. */
export class DlqUsageError extends Error {
  override readonly name = 'DlqUsageError';
}

/** @throws DlqUsageError */
export function readArguments(args: string[]): DlqCommand {
  const { values, positionals } = parse(args);
  const [name, ...rest] = positionals;
  const { offset, reason, all } = values;
  const stream = readStream(values.stream);
  const chosen = [offset, reason, all].filter((value) => value !== undefined).length;
  if (name === 'list' && rest.length === 0 && chosen === 0) return { name, stream };
  if (name === 'show' && rest.length === 1 && chosen === 0)
    return { name, stream, offset: readOffset(rest[0]) };
  if (name === 'replay' && rest.length === 0 && chosen === 1) {
    if (offset !== undefined) return { name, stream, selection: { offset: readOffset(offset) } };
    // Every reason contains the empty text, which a variable that is not set leaves: that would be --all.
    if (reason === '') throw new DlqUsageError(`--reason is ""; accepted: a part of the reason, or --all`);
    return { name, stream, selection: reason === undefined ? 'all' : { reason } };
  }
  throw new DlqUsageError(`accepted: ${USAGE}`);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        offset: { type: 'string' },
        reason: { type: 'string' },
        all: { type: 'boolean' },
        stream: { type: 'string' },
      },
    });
  } catch (error) {
    throw new DlqUsageError(`${(error as Error).message}; accepted: ${USAGE}`, { cause: error });
  }
}

function readStream(text: string | undefined): StreamName {
  const stream = STREAM_NAMES.find((name) => name === (text ?? 'dossier'));
  if (stream) return stream;
  throw new DlqUsageError(`--stream is ${JSON.stringify(text)}; accepted: ${STREAM_NAMES.join(', ')}`);
}

function readOffset(text: string | undefined): number {
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
  throw new DlqUsageError(
    `OFFSET is ${JSON.stringify(text)}; accepted: a whole number, as dlq list shows it`,
  );
}
