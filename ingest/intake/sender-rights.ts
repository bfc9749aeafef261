/** What of an event is not its sender's to tell. */
import { codeKey } from '../../contract/canonical.ts';
import { CORRECTION_TYPE } from '../../contract/event.ts';
import { TYPES_OF } from '../../contract/event-types.ts';
import { parseScope, unitScope } from '../../contract/scope.ts';
import { describeValue } from '../decoding/refusal.ts';
import type { CheckedEvent } from '../streams/stream-events.ts';
import type { Sender } from './senders.ts';

/** Of the stream that has corrections. */
const OTHER_TYPES = TYPES_OF.dossier.filter((type) => type !== CORRECTION_TYPE);
/** Sources and units that a refusal lists. */
const MAX_LISTED = 10;

/** What is not the sender's: the field, its value as it may be shown, and what is. */
export interface Foreign {
  field: string;
  value: string;
  accepted: string;
  /** The right that the sender lacks, whatever the event tells. */
  mayNot?: 'corrections';
}

/** What of an event's data says whose it is: of a dossier or a case the unit, of an observation the scope. */
interface OfUnit {
  unit?: { code?: string | null; name?: string | null } | null;
  scope?: string;
}

/** '' for a scope that is not a unit's: it belongs to nobody. */
function unitOf(scope: string): string {
  const parts = parseScope(scope);
  return parts?.kind === 'unit' ? parts.code : '';
}

function refuseScope(scope: string, units: readonly string[]): Foreign {
  return refuse('data.scope', scope, units.map(unitScope));
}

/** Finds what an event tells that its sender may not. */
export function foreignTo({
  sources,
  units,
  corrections,
}: Sender): (event: CheckedEvent) => Foreign | undefined {
  const own = new Set(units?.map(codeKey));
  return (event) => {
    if (event.type === CORRECTION_TYPE && !corrections)
      return { ...refuse('type', event.type, OTHER_TYPES), mayNot: 'corrections' };
    if (sources && !sources.includes(event.source)) return refuse('source', event.source, sources);
    const { unit, scope } = event.data as OfUnit;
    if (!units) return undefined;
    if (scope !== undefined) return own.has(codeKey(unitOf(scope))) ? undefined : refuseScope(scope, units);
    if (unit === undefined) return undefined;
    // Cleared, a case would be nobody's; told by code and name, either may decide whose it is.
    if (unit === null) return refuse('data.unit', null, units);
    for (const part of ['code', 'name'] as const) {
      const told = unit[part];
      if (told != null && !own.has(codeKey(told))) return refuse(`data.unit.${part}`, told, units);
    }
    return undefined;
  };
}

function refuse(field: string, value: string | null, own: readonly string[]): Foreign {
  const listed = own.slice(0, MAX_LISTED).join(', ');
  const more = own.length > MAX_LISTED ? ` and ${own.length - MAX_LISTED} more` : '';
  return { field, value: describeValue(value), accepted: `${listed}${more}` };
}
