/** Answers figures as they were shown at an instant. */
import type { PastFigures as Answer } from '../../contract/api.ts';
import type { CaseCounts } from '../../contract/counts.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import { PERIOD_NAMES } from '../../contract/period.ts';
import { watchKey } from '../../contract/watch-period.ts';
import type { Asker, Turnstile } from '../admission/turnstile.ts';
import type { Board } from '../state/board.ts';
import { figuresAt, type PeriodSheets, type Scope } from '../state/periods/figures.ts';
import { isNamed } from '../state/periods/kept-periods.ts';
import { KeptMoments } from './kept-moments.ts';
import type { PastLog } from './past-log.ts';
import { countMoment, type PastMoment } from './past-moment.ts';

export interface PastRequest {
  board: Board;
  scope: Scope;
  watch: WatchPeriod;
  /** ms, not in the future. */
  asOfMs: number;
}

export class PastFigures {
  readonly #log: PastLog;
  readonly #reads: Turnstile;
  readonly #kept = new KeptMoments<PastMoment>();

  constructor(log: PastLog, reads: Turnstile) {
    this.#log = log;
    this.#reads = reads;
  }

  /** @throws TooMuchAsked, GivenUp */
  async answer(asker: Asker, { board, scope, watch, asOfMs }: PastRequest): Promise<Answer<CaseCounts>> {
    const moment = await this.#moment(asker, board, watch, asOfMs);
    const period = moment.periods.get(watchKey(watch)) as PeriodSheets;
    return { ...figuresAt(board, moment, period, scope), asOfBasis: moment.asOfBasis };
  }

  /** The day, the month and the year of an instant are counted together: who shows one shows the others beside it. */
  async #moment(asker: Asker, board: Board, watch: WatchPeriod, asOfMs: number): Promise<PastMoment> {
    const watches = isNamed(watch) ? PERIOD_NAMES : [watch];
    const key = `past ${board.kind} ${watches.map(watchKey).join(' ')} ${asOfMs}`;
    const kept = this.#kept.get(key, board.deadlines, Date.now());
    if (kept) return kept;
    return this.#reads.run(asker, key, async (signal) => {
      const moment = await countMoment(this.#log, board, watches, asOfMs, signal);
      this.#kept.keep(key, moment, Date.now());
      return moment;
    });
  }
}
