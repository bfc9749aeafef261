/** Whom the contacts of the pack lack, and who is told in their place. */
import type { Audience, EndpointsAnswer } from '../../../contract/alerts.ts';
import type { AlertRule } from '../../../pack/alert-rule.ts';
import type { Boards } from '../../state/boards.ts';
import type { Routing } from './routing.ts';

/** Roles that the rules tell, of each unit as now; an officer is looked for by name, so a missing one shows only when told. */
export function missingContacts(
  rules: readonly AlertRule[],
  routing: Routing,
  { directory }: Boards,
): EndpointsAnswer['missing'] {
  const roles = new Set(
    rules.flatMap(({ audience, escalate }) => [audience, ...escalate.map(({ to }) => to)]),
  );
  const ofUnits = (['head', 'leader'] as const).filter((role) => roles.has(role));
  const units = [...new Set(directory.editions.asNow.holderOf)].flatMap(
    (number) => directory.units[number] ?? [],
  );
  const missing = units.flatMap((unit) => ofUnits.flatMap((role) => lacking(role, unit, routing)));
  return roles.has('centre') ? [...lacking('centre', null, routing), ...missing] : missing;
}

function lacking(
  role: Audience,
  unit: { code: string; name: string } | null,
  routing: Routing,
): EndpointsAnswer['missing'] {
  const { by, routes } = routing.routed(unit?.code ?? '', role, null);
  if (by === role && routes.length > 0) return [];
  const stand = by === 'unit' || by === 'default' ? role : by;
  const names = routes.map(({ recipient, endpoint }) => recipient || endpoint.channel).join(', ');
  return [
    {
      unit: unit && { code: unit.code, name: unit.name },
      role,
      fallback:
        routes.length === 0 ? null : { role: stand, name: by === 'default' ? 'ALERT_WEBHOOK_URL' : names },
    },
  ];
}
