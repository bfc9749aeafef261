/** How the events of one stream are read: what decoding (decode.ts) asks, whatever the stream. */
import type { EventFields } from '../../clickhouse/event-rows.ts';
import type { FieldTable, Telling } from '../../contract/field-types.ts';
import type { Stream } from '../../contract/streams.ts';
import type { Refusal } from '../decoding/refusal.ts';

/** What every event has once it is checked. */
export interface CheckedEvent {
  id: string;
  source: string;
  type: string;
  time: string;
  data: object;
}

export type Checked<Event> = { event: Event } | { refusal: Refusal };

export interface StreamEvents<Event extends CheckedEvent = CheckedEvent> {
  stream: Stream;
  /** The event types of the stream. */
  types: readonly string[];
  /** Members that are read of an event of a type, by their paths: each may be told once. */
  membersOf(type: unknown): ReadonlySet<string>;
  /** Of an event of one of the types. */
  check(json: object): Checked<Event>;
  /** Under which the log holds what the event tells of; also the key of its message. */
  codeOf(event: Event): string;
  /** Whether a key of a message is that code, in any spelling. */
  isKey(key: string, event: Event): boolean;
  /** What a key is held against, and what is accepted, in the words of a refusal. */
  keyWords: { of: string; accepted: string };
  fieldsOf(event: Event): EventFields<Record<never, never>>;
  /** What a correction says, as it is stored; '' of any other event. */
  correctionOf(event: Event): string;
}

const ENVELOPE = ['specversion', 'id', 'source', 'type', 'time', 'data'];

/** The paths of what is read of an event, whose data has these members. */
export function readMembers(ofData: readonly string[]): ReadonlySet<string> {
  return new Set([...ENVELOPE, ...ofData.map((member) => `data.${member}`)]);
}

/** What the events of a table of fields tell in their data. */
export function toldMembers(table: FieldTable, event: Telling): string[] {
  return table
    .toldBy(event)
    .flatMap(({ name, columns }) => [
      name,
      ...columns.flatMap(({ member }) => (member === undefined ? [] : `${name}.${member}`)),
    ]);
}
