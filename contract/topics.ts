/** The Kafka topics of the product and how they are laid out. */

/** Dossier events; key = dossier code in UTF-8, so one dossier's events share a partition when producers set it. */
export const EVENTS_TOPIC = 'dossier.events';
/** Messages of {@link EVENTS_TOPIC} that cannot be counted: original bytes, the reason in the headers. */
export const DEAD_LETTER_TOPIC = 'dossier.events.dlq';
export const EVENTS_PARTITIONS = 8;

/** An event over this many bytes is a dead letter; the largest real snapshot seen is about 4 kB. */
export const MAX_EVENT_BYTES = 256 * 1024;
/** What the topics accept: far over {@link MAX_EVENT_BYTES}, so that an oversize message is named and kept, not refused unseen. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** Version of the event contract (contract/event.ts): raised when it accepts more, so that letters may be replayed. */
export const EVENT_SCHEMA_VERSION = '3';

/** Header names of a dead letter; all values are UTF-8 text. */
export interface DeadLetterHeaders {
  reason: string;
  /** Path of the refused field, such as `data.status`; empty when the message as a whole is refused. */
  field: string;
  topic: string;
  partition: string;
  offset: string;
  /** RFC 3339, UTC: when this message was first refused. */
  firstSeen: string;
  /** The same: when it was refused this time. A message that is read again after a crash becomes a second letter. */
  lastSeen: string;
  /** {@link EVENT_SCHEMA_VERSION} of the process that refused it. */
  schemaVersion: string;
  /** Only of a message that named one: its sender at the intake, which a replay keeps. */
  sender?: string;
  /** Only of a letter that the topic did not take whole: bytes of the value, of which the letter holds the first. */
  valueBytes?: string;
  /**
   * Only of a batch that was refused as a whole: how many offsets it has, from `offset` on. The value is the batch as
   * Kafka held it.
   */
  offsets?: string;
}
