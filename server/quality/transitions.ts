/**
 * What statuses that follow each other say of a source. In which order they may come is known of dossiers alone: no step
 * is impossible of a kind of the pack.
 */
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { KindCounting } from '../../contract/kind-counting.ts';
import type { Kind } from '../../contract/kind.ts';
import type { ImpossibleTransition } from '../../contract/quality.ts';
import { mayFollow } from '../../contract/status-order.ts';
import { STATUS_CODES, statusName, type Status, type StatusCode } from '../../contract/status.ts';
import type { TransitionCount } from '../../clickhouse/quality.ts';

export function impossible({ kind }: Pick<Kind, 'kind'>, step: TransitionCount): ImpossibleTransition[] {
  if (kind !== DOSSIER) return [];
  const [from, to] = [step.from, step.to].map((code) => statusName(code as StatusCode)) as [Status, Status];
  if (mayFollow(from, to)) return [];
  const { count, dossiers, example } = step;
  return [{ from, to, count, dossiers, example }];
}

/** A resolved case is in progress again; a dossier that was returned is made again, which is none. */
export function isReopening(
  counting: KindCounting,
  { from, to }: Pick<TransitionCount, 'from' | 'to'>,
): boolean {
  if (counting.groupOf(to) !== 'inProgress') return false;
  return counting.kind.kind === DOSSIER
    ? from === STATUS_CODES.processed
    : counting.groupOf(from) === 'resolved';
}
