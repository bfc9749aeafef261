/** Where formulas have the figures of cases from: those that the server counts (server/state). */
import type { CaseFigure } from '../../contract/indicator.ts';
import type { Period } from '../../contract/period.ts';
import type { Asker } from '../admission/turnstile.ts';
import type { Scope } from '../state/periods/figures.ts';

export interface FigureSource {
  /**
   * What the snapshot of the scope and period shows under the figure's name; null when it is not known: the period is not
   * among those counted, or the centre has not been told of any case of the kind, which is not the same as none in the period.
   */
  figure(figure: CaseFigure, scope: Scope, period: Period): number | null;
}

/**
 * Counts some periods, for who asks. They are those that formulas ask for: the one asked for with the one before, or of each
 * length the one that goes on with the one before, so ten at most.
 */
export type CountFigures = (
  asker: Asker,
  kinds: readonly string[],
  periods: readonly Period[],
) => Promise<FigureSource>;
