/** What the store has of a stream of events (contract/streams.ts): the table of its log and that of its states. */
import { CASE } from '../contract/case-fields.ts';
import type { FieldTable } from '../contract/field-types.ts';
import { DOSSIER } from '../contract/fields.ts';
import { OBSERVATION } from '../contract/observation.ts';
import type { StreamName } from '../contract/streams.ts';
import { EventRows } from './event-rows.ts';

type Lines = FieldTable['lines'];

export class StreamLog<OfStream extends Lines = Lines> {
  readonly stream: StreamName;
  /** Table of the log: one row per message that was counted. */
  readonly events: string;
  /** Table of the joined states: one row per code, or several that are not merged yet. */
  readonly states: string;
  readonly fields: FieldTable<OfStream>;
  readonly rows: EventRows<OfStream>;

  constructor(stream: StreamName, tables: { events: string; states: string }, fields: FieldTable<OfStream>) {
    this.stream = stream;
    this.events = tables.events;
    this.states = tables.states;
    this.fields = fields;
    this.rows = new EventRows(fields);
  }
}

export const DOSSIER_LOG = new StreamLog('dossier', { events: 'events', states: 'dossier_states' }, DOSSIER);
export const CASE_LOG = new StreamLog('case', { events: 'case_events', states: 'case_states' }, CASE);
export const OBSERVATION_LOG = new StreamLog(
  'observation',
  { events: 'observation_events', states: 'observation_states' },
  OBSERVATION,
);

export const STREAM_LOGS: Readonly<Record<StreamName, StreamLog>> = {
  dossier: DOSSIER_LOG,
  case: CASE_LOG,
  observation: OBSERVATION_LOG,
};

/** What of a log does not depend on its fields. */
export type LogTables = Pick<StreamLog, 'stream' | 'events' | 'states'>;
