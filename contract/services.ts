/** The answer of `GET /api/v1/services`: how the dossiers received in a period used the online services. */
import type { Channel, OnlineLevel } from './status.ts';

/** A count beside its whole; `share` is 0 to 1, null when the whole is 0: then there is no share (N/A), not a share of 0. */
export interface Share {
  count: number;
  of: number;
  share: number | null;
}

/** A yes of the dossiers; `told` is how many were told yes or no: with 0 nothing is known, and the count says nothing. */
export interface ToldShare extends Share {
  told: number;
}

/** A procedure that dossiers name and the province's list has not. */
export interface UnknownProcedure {
  code: string;
  name: string | null;
  dossiers: number;
}

/**
 * Counted are the dossiers of the scope whose `receivedAt` (without one the first event's time) lies in the period and
 * whose status is not outside (registered, rejected); the shares are of them unless said otherwise. Money is in VND.
 */
export interface ServiceFigures {
  scope: string;
  scopeName: string;
  period: { from: string; to: string };
  asOf: string;
  received: number;
  channels: Record<Channel, Share>;
  /** Of the dossier's procedure as the province lists it, as the event tells it when the list has it not. */
  onlineLevels: Record<OnlineLevel | 'unknown', Share>;
  /** Of the procedures that the province lists, those with a dossier. */
  procedures: Share;
  /** Of those among them with online level partial or full, those with a dossier. */
  services: Share;
  /** Of these services, those with a dossier filed online. */
  servicesFiledOnline: Share;
  unknownProcedures: {
    count: number;
    dossiers: number;
    /** The {@link MAX_UNKNOWN_PROCEDURES} with the most dossiers. */
    items: UnknownProcedure[];
  };
  /** Dossiers that name no procedure. */
  withoutProcedure: Share;
  payments: {
    /** Dossiers paid online. */
    transactions: ToldShare;
    /** Of the dossiers with a fee above 0, those paid online. */
    ofFeeDossiers: Share;
    /** The fees of the transactions, of all fees told; null when the sum is past 2^53, which no true fees reach. */
    vnd: { count: number | null; of: number | null; share: number | null };
  };
  digitised: ToldShare;
  electronicResult: ToldShare;
  vneidVerified: ToldShare;
  /** Result handed over by post (`returnChannel`). */
  returnedByPost: ToldShare;
}

export const MAX_UNKNOWN_PROCEDURES = 200;

/** Example: 124 of 1,255 is a share of 0.0988. */
export function shareOf(count: number, of: number): Share {
  return { count, of, share: of === 0 ? null : count / of };
}

/** Figures that an index may name (contract/score-index.ts). */
export const SERVICE_FIGURES = [
  /** Dossiers received in the period: all, by the channel online, with a fee above 0, of these paid online. */
  'received',
  'online',
  'withFee',
  'withFeePaidOnline',
  'digitised',
  'electronicResult',
  'vneidVerified',
  /** Procedures that the province lists: all, with online level partial or full, of these with a dossier filed online. */
  'procedures',
  'onlineServices',
  'onlineServicesFiled',
] as const;
export type ServiceFigureName = (typeof SERVICE_FIGURES)[number];
