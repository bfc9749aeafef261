/** The stream of one kind, scope and period: a snapshot for who comes, then deltas of what a tick changed. */
import type { Feed } from '../../contract/api.ts';
import type { CaseCounts } from '../../contract/counts.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { LiveChanges, LiveDelta, LiveSnapshot, WatchPeriod } from '../../contract/live.ts';
import { formatTime } from '../../contract/time.ts';
import {
  areaFigures,
  figuresOf,
  scopeCounts,
  trendOf,
  unitFigures,
  type Scope,
} from '../state/periods/figures.ts';
import type { Board } from '../state/board.ts';
import type { BoardTick } from '../state/tick.ts';
import type { PeriodFigures } from '../state/periods/period-figures.ts';

export class Room {
  readonly board: Board;
  readonly scope: Scope;
  readonly watch: WatchPeriod;
  /** Number of the last delta. */
  seq: number;
  readonly #epoch: string;

  constructor(board: Board, scope: Scope, watch: WatchPeriod, epoch: string, seq: number) {
    this.board = board;
    this.scope = scope;
    this.watch = watch;
    this.#epoch = epoch;
    this.seq = seq;
  }

  snapshot(periodFigures: PeriodFigures, feed: Feed): LiveSnapshot<CaseCounts> {
    return { ...this.#position(), ...figuresOf(this.board, periodFigures, this.scope, feed) };
  }

  /** The delta of a tick; undefined when nothing of the scope changed. */
  delta(periodFigures: PeriodFigures, tick: BoardTick): LiveDelta<CaseCounts> | undefined {
    const changes = tick.changes.get(periodFigures);
    if (!changes) return undefined;
    const { sheet } = periodFigures;
    const { board, scope } = this;
    const units = changes.units.filter((unit) => scope.units.has(unit));
    const trend = [...tick.trendChanged].some((unit) => scope.units.has(unit));
    if (units.length === 0 && !trend) return undefined;
    const areas = [...changes.areas].filter((area) => scope.areas.has(area));
    const told: LiveChanges<CaseCounts> = {
      asOf: formatTime(board.asOfMs),
      dataTime: board.dataTimeMs === 0 ? null : formatTime(board.dataTimeMs),
    };
    if (units.length > 0) {
      told.counts = scopeCounts(sheet, scope);
      told.areas = areaFigures(board.directory, sheet, scope, areas);
      told.units = unitFigures(board.directory, sheet, units);
    }
    if (trend) told.trend = trendOf(board, scope);
    this.seq++;
    return { ...this.#position(), changes: told };
  }

  #position() {
    const { kind } = this.board;
    const ofKind = kind === DOSSIER ? {} : { kind };
    return { ...ofKind, scope: this.scope.name, watch: this.watch, epoch: this.#epoch, seq: this.seq };
  }
}
