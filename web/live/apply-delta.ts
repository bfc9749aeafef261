/** One live stream of figures: from a snapshot and deltas to the figures of now. Pure. */
import type { Figures } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { LiveDelta, LiveSnapshot, WatchRequest } from '../../contract/live.ts';

export interface StreamState {
  epoch: string;
  seq: number;
  figures: Figures;
}

/** `repeat`: already applied, ignored. `gap`: something is missing, a fresh snapshot is needed. */
export type DeltaResult = { kind: 'applied'; state: StreamState } | { kind: 'repeat' } | { kind: 'gap' };

export function fromSnapshot(snapshot: LiveSnapshot): StreamState {
  const { epoch, seq, watch: _watch, ...figures } = snapshot;
  return { epoch, seq, figures };
}

/**
 * Applies absolute values; areas and units are replaced by code.
 *
 * Example: state at seq 7 and a delta of seq 8 is applied, of seq 7 a repeat, of seq 9 or 1 a gap.
 */
export function applyDelta(state: StreamState | undefined, delta: LiveDelta): DeltaResult {
  if (!state || delta.epoch !== state.epoch) return { kind: 'gap' };
  if (delta.seq === state.seq) return { kind: 'repeat' };
  // A smaller one: the server began the stream again.
  if (delta.seq !== state.seq + 1) return { kind: 'gap' };
  const { areas, units, ...plain } = delta.changes;
  const figures: Figures = { ...state.figures, ...plain };
  if (areas) figures.areas = replaceByCode(state.figures.areas, areas);
  if (units) figures.units = replaceByCode(state.figures.units, units);
  return { kind: 'applied', state: { epoch: state.epoch, seq: delta.seq, figures } };
}

function replaceByCode<T extends { code: string }>(entries: readonly T[], changed: readonly T[]): T[] {
  const byCode = new Map(changed.map((entry) => [entry.code, entry]));
  const result = entries.map((entry) => {
    const next = byCode.get(entry.code);
    byCode.delete(entry.code);
    return next ?? entry;
  });
  return [...result, ...byCode.values()];
}

/** The name of a stream: one scope in one period, of one kind. */
export function streamKey({ scope, period, kind = DOSSIER }: WatchRequest): string {
  const name = typeof period === 'object' ? `${period.from}..${period.to}` : (period ?? 'year');
  return `${kind}|${scope}|${name}`;
}
