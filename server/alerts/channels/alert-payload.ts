/** A message as a webhook takes it (docs/schema/alert.json). */
import { isOfCases, TYPES_OF_CONDITIONS, type AlertPayload } from '../../../contract/alert-payload.ts';
import { MAX_TOLD_CASES } from '../../../contract/alerts.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import type { Message } from './channel.ts';

export function alertPayload({ timestamp, audience, sections, links }: Message): AlertPayload {
  const [section] = sections;
  if (!section) return { type: 'test', timestamp, data: { audience, links } };
  const { rule, name, condition, severity, unit, reminder, kind, total, cases, facts } = section;
  return {
    type: isOfCases(condition) ? `${kind?.code ?? DOSSIER}.${condition}` : TYPES_OF_CONDITIONS[condition],
    timestamp,
    data: {
      rule,
      name,
      severity,
      unit,
      reminder,
      kind,
      total,
      cases: cases.slice(0, MAX_TOLD_CASES),
      facts,
      audience,
      links,
    },
  };
}
