/** Observations of the pack's indicators (contract/observation-event.ts). */
import { canonicalCode, codeKey } from '../../contract/canonical.ts';
import { TYPES_OF } from '../../contract/event-types.ts';
import { observationEvent, type ObservationEvent } from '../../contract/observation-event.ts';
import { OBSERVATION, observationKey, type Observed } from '../../contract/observation.ts';
import { ACCEPTED_SCOPE, parseScope } from '../../contract/scope.ts';
import { STREAMS } from '../../contract/streams.ts';
import {
  ACCEPTED_PERIOD,
  EVERY,
  isToldFor,
  parseToldPeriod,
  type Every,
} from '../../contract/told-period.ts';
import { fieldsReader } from '../decoding/event-fields.ts';
import { describeIssue, describeValue, type Refusal } from '../decoding/refusal.ts';
import { readMembers, type Checked, type StreamEvents } from './stream-events.ts';

/** What decoding has to know of an indicator of the pack. */
export interface IndicatorRule {
  /** Of a `share` the numerator is not above the denominator. */
  number: string;
  /** How often it is told. */
  every: Every;
  /** Codes of the parts that it may be told of, of all its breakdowns. */
  breakdowns: readonly string[];
}

const READ = readMembers(Object.keys(observationEvent.shape.data.shape));
const MAX_LISTED = 20;
const readFields = fieldsReader(OBSERVATION, 'snapshot');
const FIGURES = ['value', 'numerator', 'denominator', 'of'] as const;

type Data = ObservationEvent['data'];

/** `scopes`: names of those of the pack, as it spells the codes. */
export function observationEvents(
  indicators: ReadonlyMap<string, IndicatorRule>,
  scopes: readonly string[],
): StreamEvents<ObservationEvent> {
  const spelling = new Map(scopes.map((scope) => [scopeKey(scope), scope]));

  /** What the observation is of, in the one spelling, or the first thing that is wrong. */
  function observedIn(data: Data): Observed | Refusal {
    const rule = indicators.get(data.indicator);
    if (!rule)
      return refuse('indicator', data.indicator, listed([...indicators.keys()], 'the pack has none'));
    const scope = spelling.get(scopeKey(data.scope));
    if (scope === undefined)
      return refuse('scope', data.scope, `${ACCEPTED_SCOPE} of an area or a unit of the pack`);
    const breakdown = data.breakdown ?? '';
    if (breakdown !== '' && !rule.breakdowns.includes(breakdown))
      return refuse(
        'breakdown',
        breakdown,
        `absent, or ${listed(rule.breakdowns, 'none of this indicator')}`,
      );
    const period = parseToldPeriod(data.period, rule.every === 'week');
    if (!period) return refuse('period', data.period, ACCEPTED_PERIOD);
    if (!isToldFor(rule.every, period)) {
      const lengths = EVERY.slice(0, EVERY.indexOf(rule.every) + 1).filter(
        (every) => every !== 'week' || rule.every === 'week',
      );
      return refuse('period', data.period, `a ${lengths.join(' or ')}, as the indicator is told by`);
    }
    return troubleOf(data, rule) ?? { indicator: data.indicator, scope, breakdown, period: period.text };
  }

  return {
    stream: STREAMS.observation,
    types: TYPES_OF.observation,
    membersOf: () => READ,
    check: (json): Checked<ObservationEvent> => {
      const result = observationEvent.safeParse(json);
      if (!result.success) return { refusal: describeIssue(result.error, json) };
      const event = result.data;
      const observed = observedIn(event.data);
      if ('reason' in observed) return { refusal: observed };
      return { event: { ...event, data: { ...event.data, ...observed } } };
    },
    codeOf: ({ data }) => observationKey(observedOf(data)),
    isKey: (key, { data }) => canonicalCode(key) === observationKey(observedOf(data)),
    keyWords: {
      of: 'what is observed',
      accepted: 'INDICATOR|SCOPE|BREAKDOWN|PERIOD as the pack spells them',
    },
    fieldsOf: ({ data }) => readFields({ figures: isTakenBack(data) ? null : data }),
    correctionOf: () => '',
  };
}

/** In a checked event nothing is absent. */
function observedOf({ indicator, scope, breakdown, period }: Data): Observed {
  return { indicator, scope, breakdown: breakdown ?? '', period };
}

function isTakenBack(data: Data): boolean {
  return FIGURES.every((name) => data[name] == null);
}

/** What is wrong with the figures of an observation. */
function troubleOf(data: Data, { number }: IndicatorRule): Refusal | undefined {
  const { value, numerator, denominator } = data;
  if (isTakenBack(data))
    return value === null
      ? undefined
      : refuse('value', value, 'a number, null, or numerator and denominator');
  if (numerator == null && denominator != null)
    return refuse('numerator', numerator, 'a number beside data.denominator');
  if (numerator != null && denominator == null)
    return refuse('denominator', denominator, 'a number beside data.numerator');
  // A null beside figures would be told for nothing: it takes all of them back, or is left out.
  if (value == null && (numerator == null || value === null))
    return refuse('value', value, 'a number, or null alone; absent beside numerator and denominator');
  if (number === 'share' && numerator != null && denominator != null && numerator > denominator)
    return refuse('numerator', numerator, `up to data.denominator, ${denominator}, of a share`);
  return undefined;
}

/** The same for all spellings of a scope. */
function scopeKey(scope: string): string {
  const parts = parseScope(scope);
  return parts ? `${parts.kind}:${codeKey(parts.code)}` : scope;
}

function listed(codes: readonly string[], none: string): string {
  if (codes.length === 0) return none;
  const more = codes.length > MAX_LISTED ? ` and ${codes.length - MAX_LISTED} more` : '';
  return `${codes.slice(0, MAX_LISTED).join(', ')}${more}`;
}

function refuse(member: keyof Data, value: unknown, accepted: string): Refusal {
  return {
    field: `data.${member}`,
    reason: `data.${member} is ${describeValue(value)}; accepted: ${accepted}`,
  };
}
