/** What a unit is told of its late dossiers; one message for all that became late together. */
import type { DossierItem } from '../../contract/api.ts';

export const LATE_RULE = 'late';

export interface LateMessage {
  type: 'dossier.late';
  /** RFC 3339: when it was decided. */
  timestamp: string;
  data: {
    rule: typeof LATE_RULE;
    unit: { code: string; name: string };
    cases: DossierItem[];
  };
}

export function lateMessage(
  unit: { code: string; name: string },
  cases: DossierItem[],
  timestamp: string,
): LateMessage {
  return { type: 'dossier.late', timestamp, data: { rule: LATE_RULE, unit, cases } };
}
