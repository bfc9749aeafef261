import type { Faults } from '../errors/faults.ts';

export const SERVER_FAULT_PLACES = [
  'tick',
  'request',
  'live',
  'alerts',
  'recount',
  'marks',
  'calendar',
  'walls',
  'sources',
  'identities',
] as const;

export type ServerFaults = Faults<(typeof SERVER_FAULT_PLACES)[number]>;

/** What others are told of a fault of ours: what failed is our business, and may quote what they must not see. */
export const FAULT_TOLD = 'a fault of the server; its log says which';
