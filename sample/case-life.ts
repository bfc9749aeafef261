/** A case on its way: steps with the times they are planned for, each of which gives one event when it is taken. */
import { caseKey } from '../contract/case-fields.ts';
import { caseEvent, type CaseFields, type TimedCaseEvent } from './case-event.ts';
import type { FiledCase } from './case-filing.ts';
import type { StoryStep } from './case-story.ts';
import { timeText } from './time-text.ts';

export interface CaseStep {
  /** Planned instant, ms. */
  timeMs: number;
  /** With the status. */
  fields: CaseFields;
  /** Fields that get the time at which the step is taken. */
  tells: NonNullable<StoryStep['tells']>;
  /** Its status counts as in progress or paused. */
  open: boolean;
}

export class CaseLife {
  readonly #filed: FiledCase;
  readonly #steps: readonly CaseStep[];
  #taken = 0;

  constructor(filed: FiledCase, steps: readonly CaseStep[]) {
    this.#filed = filed;
    this.#steps = steps;
  }

  /** When the next step is planned; undefined when none is left. */
  get nextMs(): number | undefined {
    return this.#steps[this.#taken]?.timeMs;
  }

  /** Under way, and nothing but closing is left to do. */
  get onlyClosingLeft(): boolean {
    const left = this.#steps.slice(this.#taken);
    return this.#taken > 0 && left.length > 0 && left.every(({ open }) => !open);
  }

  /** Takes the next step at its planned time, or at `nowMs`. */
  advance(nowMs?: number): TimedCaseEvent {
    const first = this.#taken === 0;
    const step = this.#steps[this.#taken++];
    const { name, fields } = this.#filed;
    if (step === undefined) throw new RangeError(`no step left for ${caseKey(name.kind, name.code)}`);
    const timeMs = nowMs ?? step.timeMs;
    const told = toldBy(step, timeMs);
    return caseEvent(
      first ? 'snapshot' : 'progress',
      this.#eventId(nowMs),
      timeMs,
      name,
      first ? { ...fields, ...told } : told,
    );
  }

  /** Tells at `nowMs` of a case that was received before and has gone as planned until now. */
  enter(nowMs: number): TimedCaseEvent {
    const fields = { ...this.#filed.fields };
    do {
      const step = this.#steps[this.#taken++] as CaseStep;
      Object.assign(fields, toldBy(step, step.timeMs));
    } while ((this.nextMs ?? Infinity) <= nowMs);
    return caseEvent('snapshot', this.#eventId(nowMs), nowMs, this.#filed.name, fields);
  }

  #eventId(nowMs: number | undefined): string {
    const { kind, code } = this.#filed.name;
    return `${caseKey(kind, code)}/${this.#taken}${nowMs === undefined ? '' : `@${nowMs}`}`;
  }
}

function toldBy({ fields, tells }: CaseStep, timeMs: number): CaseFields {
  return { ...fields, ...Object.fromEntries(tells.map((field) => [field, timeText(timeMs)])) };
}
