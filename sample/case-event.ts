/** Builds events of cases: the fields of contract/case-fields.ts. */
import type { CaseLines } from '../contract/case-fields.ts';
import type { ToldBy } from '../contract/field-types.ts';
import type { TimedEvent } from './event-writer.ts';
import { timeText } from './time-text.ts';

/** What a case's event tells beside kind and code; null clears a field. */
export type CaseFields = ToldBy<CaseLines, 'snapshot'>;

export interface CaseEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: 'case.snapshot.v1' | 'case.progress.v1';
  time: string;
  data: { kind: string; code: string } & CaseFields;
}

export type TimedCaseEvent = TimedEvent<CaseEvent>;

/** Which case an event is of. */
export interface CaseName {
  kind: string;
  /** Within its kind. */
  code: string;
  source: string;
}

export function caseEvent(
  telling: 'snapshot' | 'progress',
  id: string,
  timeMs: number,
  { kind, code, source }: CaseName,
  fields: CaseFields,
): TimedCaseEvent {
  return {
    timeMs,
    event: {
      specversion: '1.0',
      id,
      source,
      type: `case.${telling}.v1`,
      time: timeText(timeMs),
      data: { kind, code, ...fields },
    },
  };
}
