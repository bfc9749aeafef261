/** What of an event is not its sender's to tell. */
import { codeKey } from '../../contract/canonical.ts';
import { CORRECTION_TYPE, EVENT_TYPES, type DossierEvent } from '../../contract/event.ts';
import { describeValue } from '../refusal.ts';
import type { Sender } from './senders.ts';

const OTHER_TYPES = EVENT_TYPES.filter((type) => type !== CORRECTION_TYPE);
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

/** Finds what an event tells that its sender may not. */
export function foreignTo({
  sources,
  units,
  corrections,
}: Sender): (event: DossierEvent) => Foreign | undefined {
  const own = new Set(units?.map(codeKey));
  return (event) => {
    if (event.type === CORRECTION_TYPE && !corrections)
      return { ...refuse('type', event.type, OTHER_TYPES), mayNot: 'corrections' };
    if (sources && !sources.includes(event.source)) return refuse('source', event.source, sources);
    if (!units || !('unit' in event.data) || event.data.unit === undefined) return undefined;
    const { unit } = event.data;
    // Cleared, a dossier would be nobody's; told by code and name, either may decide whose it is.
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
