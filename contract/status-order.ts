/**
 * Which status may follow which in what one source tells of one dossier, by event time.
 *
 * A feed may leave statuses out, so going forward past several is possible. Impossible is what no handling explains: back
 * to before the receipt, out of an end that is final, or from a finished dossier to one just received. Reopening is
 * possible: a result that was refused at the desk goes back to who made it.
 */
import { STATUSES, type Status } from './status.ts';

const RECEIVED: readonly Status[] = ['received', 'processing'];
const PAUSED: readonly Status[] = ['awaitingSupplement', 'awaitingPayment', 'stopped'];
const ENDED: readonly Status[] = ['withdrawn', 'processed', 'returned'];

const MAY_FOLLOW: Record<Status, readonly Status[]> = {
  registered: STATUSES,
  // Sent in again, complete.
  rejected: ['registered', ...RECEIVED],
  // Also: received by mistake.
  received: ['rejected', 'processing', ...PAUSED, ...ENDED],
  // Received again: by the unit it was handed to, or with what was asked for.
  processing: ['received', ...PAUSED, ...ENDED],
  awaitingSupplement: [...RECEIVED, ...PAUSED, ...ENDED],
  awaitingPayment: [...RECEIVED, ...PAUSED, ...ENDED],
  stopped: [...RECEIVED, ...PAUSED, ...ENDED],
  // Reopened, or the result waits for the fee.
  processed: ['processing', ...PAUSED, 'returned'],
  // The result was wrong and is made again.
  returned: ['processing'],
  withdrawn: [],
};

/** Whether a source may tell `to` after `from`; the same status again is no step and always possible. */
export function mayFollow(from: Status, to: Status): boolean {
  return from === to || MAY_FOLLOW[from].includes(to);
}
