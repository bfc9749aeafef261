/** The indicators of a pack with their targets: `indicators.csv`, `breakdowns.csv`, `targets.csv`, each of which may be absent. */
import type { Kind } from '../contract/kind.ts';
import { readBreakdowns } from './breakdown-file.ts';
import { readIndicators } from './indicator-file.ts';
import { readOptionalPackText } from './pack-text.ts';
import type { PackIndicators } from './province-pack.ts';
import { readTargets, type TargetPlaces } from './target-file.ts';

export async function loadIndicators(
  dir: string,
  kinds: readonly Kind[],
  places: TargetPlaces,
): Promise<PackIndicators> {
  const [breakdownText, indicatorText, targetText] = await Promise.all(
    ['breakdowns.csv', 'indicators.csv', 'targets.csv'].map((file) => readOptionalPackText(dir, file)),
  );
  const breakdowns =
    breakdownText === undefined ? new Map() : readBreakdowns('breakdowns.csv', breakdownText);
  const indicators =
    indicatorText === undefined ? [] : readIndicators('indicators.csv', indicatorText, breakdowns, kinds);
  const targets = targetText === undefined ? [] : readTargets('targets.csv', targetText, indicators, places);
  return { indicators, targets };
}
