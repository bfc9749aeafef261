/** The types of events, by the stream that they belong to (streams.ts). */
import { CASE_TYPES } from './case-event.ts';
import { CORRECTION_TYPE, TELLING_TYPES } from './event.ts';
import { OBSERVATION_TYPE } from './observation-event.ts';
import { STREAM_NAMES, type StreamName } from './streams.ts';

export const TYPES_OF: Readonly<Record<StreamName, readonly string[]>> = {
  dossier: [...Object.values(TELLING_TYPES), CORRECTION_TYPE],
  case: Object.values(CASE_TYPES),
  observation: [OBSERVATION_TYPE],
};

/** Undefined for a type of none. */
export function streamOfType(type: unknown): StreamName | undefined {
  return STREAM_NAMES.find((stream) => TYPES_OF[stream].some((known) => known === type));
}
