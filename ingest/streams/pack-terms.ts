/** What of the pack events are checked against, and how the events of each stream are read by it. */
import type { Kind } from '../../contract/kind.ts';
import type { StreamName } from '../../contract/streams.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { scopeNames } from '../../pack/scope-names.ts';
import { caseEvents } from './case-events.ts';
import { DOSSIER_EVENTS } from './dossier-events.ts';
import { observationEvents, type IndicatorRule } from './observation-events.ts';
import type { StreamEvents } from './stream-events.ts';

/** Plain data: threads get it as it is. */
export interface PackTerms {
  kinds: readonly Kind[];
  /** Names of scopes of any time. */
  scopes: readonly string[];
  indicators: ReadonlyMap<string, IndicatorRule>;
}

export function packTerms({
  kinds,
  units,
  areas,
  indicators,
}: Pick<ProvincePack, 'kinds' | 'units' | 'areas' | 'indicators'>): PackTerms {
  const rules = indicators.map(({ code, number, every, breakdowns }): [string, IndicatorRule] => [
    code,
    { number, every, breakdowns: breakdowns.flatMap(({ parts }) => parts.map((part) => part.code)) },
  ]);
  return { kinds, scopes: [...scopeNames({ units, areas })], indicators: new Map(rules) };
}

export type EventsByStream = Readonly<Record<StreamName, StreamEvents>>;

export function eventsByStream({ kinds, scopes, indicators }: PackTerms): EventsByStream {
  return {
    dossier: DOSSIER_EVENTS,
    case: caseEvents(kinds),
    observation: observationEvents(indicators, scopes),
  };
}
