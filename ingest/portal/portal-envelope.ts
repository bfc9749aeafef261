/** The envelope of a national portal message: which service, from whom, and its items. */
import { ItemReader } from './item-reader.ts';
import { FLAG_TABLE } from './portal-codes.ts';
import { FieldRefused } from './portal-refusal.ts';

export const PORTAL_SERVICES = ['DongBoHoSoMC', 'CapNhatTienDoHoSoMC'] as const;

export interface PortalEnvelope {
  service: (typeof PORTAL_SERVICES)[number];
  /** Agency id of the sender (madonvi); undefined when it tells none. */
  sender: string | undefined;
  /** The sender takes the dossiers to be known already. */
  updating: boolean;
  items: readonly unknown[];
}

/**
 * Vendors put the members into the body or the query, in their own case; `data` is an array, one object, or the whole
 * body.
 *
 * @throws FieldRefused naming the first member that is not accepted.
 */
export function readEnvelope(body: unknown, query: Readonly<Record<string, unknown>>): PortalEnvelope {
  const members = Array.isArray(body) ? { data: body as unknown[] } : lowerCase(body);
  const all = { ...lowerCase(query), ...members };
  const told = new ItemReader({
    service: all['service'],
    madonvi: all['madonvi'] ?? all['madinhdanhdv'],
    isUpdating: all['isupdating'],
  });
  const service = told.scalar('service')?.toLowerCase();
  const known = PORTAL_SERVICES.find((name) => name.toLowerCase() === service);
  const sender = told.id('madonvi', 64)?.toUpperCase();
  if (sender !== undefined && !/^[\w.-]+$/.test(sender))
    told.refuse('madonvi', 'an agency id, such as 000.00.00.H10');
  const data: unknown = members['data'] ?? ('mahoso' in members ? body : undefined);
  if (typeof data !== 'object' || data === null)
    throw new FieldRefused('data', data, 'an array of dossiers or progress rows');
  return {
    service: known ?? told.refuse('service', PORTAL_SERVICES.join(', ')),
    sender,
    updating: told.code('isUpdating', FLAG_TABLE) ?? false,
    items: Array.isArray(data) ? data : [data],
  };
}

/** The members that are told, by their names in small letters; of two the first counts. */
function lowerCase(object: unknown): Record<string, unknown> {
  if (typeof object !== 'object' || object === null) return {};
  const told = Object.entries(object).filter(([, value]) => value !== '' && value !== null);
  return Object.fromEntries(
    told.map(([name, value]): [string, unknown] => [name.toLowerCase(), value]).reverse(),
  );
}
