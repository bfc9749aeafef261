import { excerpt } from './refusal.ts';

const MAX_CHARS = 500;

/** A fault as it may stand in a log and a dead letter: its message may quote what a sender wrote. */
export function maskedFault(error: unknown): Error {
  const { constructor, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const { name } = constructor;
  const masked = new Error(excerpt(message, MAX_CHARS));
  masked.name = name;
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  masked.stack = [`${name}: ${masked.message}`, ...frames].join('\n');
  return masked;
}

/** The reason of a dead letter that stands aside because of a fault. */
export function faultReason({ name, message }: Error): string {
  return `a fault of ours, not of the message: ${name}: ${message}`;
}
