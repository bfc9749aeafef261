/**
 * The kept counts of one period: how many dossiers stand in each cell (contract/counting.ts) of each unit.
 *
 * A dossier's cell is remembered, so a change is one count less and one more: a tick costs what changed. What time
 * alone can still move (see {@link isSettled}) is classified again each minute by the board.
 */
import { CELLS, classify, NOT_COUNTED, type DossierFacts, type Instants } from '../../contract/counting.ts';
import { closedAt } from '../../contract/counting.ts';
import { statusGroup } from '../../contract/status.ts';
import { int32 } from './growable.ts';

export class Cube {
  /** [unit * CELLS + cell]: number of dossiers. */
  readonly counts: Int32Array;
  /** Units whose counts changed since the last {@link Cube.takeChangedUnits}. */
  private changed = new Set<number>();
  private readonly places = int32(NOT_COUNTED);

  constructor(unitCount: number) {
    this.counts = new Int32Array(unitCount * CELLS);
  }

  /** Puts a dossier where it stands at the instants of its unit; `unit` is its number. */
  place(row: number, unit: number, facts: DossierFacts, at: Instants): void {
    const cell = classify(facts, at);
    const place = cell === NOT_COUNTED ? NOT_COUNTED : unit * CELLS + cell;
    this.places.reserve(row + 1);
    const before = this.places.data[row] as number;
    if (place === before) return;
    this.places.data[row] = place;
    this.count(before, -1);
    this.count(place, 1);
  }

  takeChangedUnits(): Set<number> {
    const changed = this.changed;
    this.changed = new Set();
    return changed;
  }

  private count(place: number, step: number): void {
    if (place === NOT_COUNTED) return;
    this.counts[place] = (this.counts[place] as number) + step;
    this.changed.add(Math.floor(place / CELLS));
  }
}

/** Time alone cannot move the dossier any more, in any period: it is not in progress and nothing of it lies ahead. */
export function isSettled(facts: DossierFacts, nowMs: number): boolean {
  if (facts.receivedAt > nowMs) return false;
  const group = statusGroup(facts.status);
  if (group === 'inProgress') return false;
  return group === 'paused' ? facts.statusAt <= nowMs : closedAt(facts) <= nowMs;
}
