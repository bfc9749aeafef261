/** What a batch of Kafka may hold: a few kilobytes can inflate to gigabytes, and each message costs an object. */

/** Far more than a sender has reason to send: its own limit counts compressed bytes, and JSON inflates tenfold. */
export const MAX_BATCH_BYTES = 32 * 1024 * 1024;
export const MAX_BATCH_MESSAGES = 100_000;

/** What one answer of Kafka may bring of one partition; the rest is fetched again later. One batch always comes. */
export const ENOUGH_BYTES = 16 * 1024 * 1024;
export const ENOUGH_MESSAGES = 40_000;

export type RefusalKind = 'tooLarge' | 'tooMany' | 'unreadable';

/** A batch is refused as a whole. The message is one sentence for the dead letter. */
export class BatchRefusal extends Error {
  override readonly name = 'BatchRefusal';
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export function tooLarge(): BatchRefusal {
  return new BatchRefusal(
    'tooLarge',
    `the batch inflates to more than ${MAX_BATCH_BYTES} bytes; accepted: batches of up to ${MAX_BATCH_BYTES}`,
  );
}

export function tooMany(messages: number): BatchRefusal {
  return new BatchRefusal(
    'tooMany',
    `the batch has ${messages} messages; accepted: batches of up to ${MAX_BATCH_MESSAGES}`,
  );
}

export function unreadable(what: string): BatchRefusal {
  return new BatchRefusal('unreadable', `the batch cannot be read: ${what}; accepted: whole batches`);
}
