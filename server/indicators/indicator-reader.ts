/** Reads the indicators of a scope as they stand: told or computed, with their targets and changes. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Indicator, IndicatorItem } from '../../contract/indicator.ts';
import { localDay } from '../../contract/time.ts';
import { distinct, type ToldPeriod } from '../../contract/told-period.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import type { Asker } from '../admission/turnstile.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import type { Scope } from '../state/periods/figures.ts';
import type { CountFigures } from './figure-source.ts';
import { kindsOf } from './indicator-figures.ts';
import { indicatorsIn } from './indicators-in.ts';
import { countedPeriods } from './period-choice.ts';
import type { Places } from './places.ts';
import type { ReadTold } from './read-told.ts';
import { Targets } from './targets.ts';

const TURN_MS = 10;

export interface IndicatorDeps {
  pack: ProvincePack;
  directory: UnitDirectory;
  places: Places;
  readTold: ReadTold;
  countFigures: CountFigures;
}

export class IndicatorReader {
  readonly #deps: IndicatorDeps;
  readonly #targets: Targets;
  /** Those that rest on cases, and the kinds of these. */
  readonly #counted: Indicator[];
  readonly #kinds: string[];

  constructor(deps: IndicatorDeps) {
    this.#deps = deps;
    const { indicators, targets } = deps.pack;
    this.#targets = new Targets(targets);
    const byCode = new Map(indicators.map((indicator) => [indicator.code, indicator]));
    this.#counted = indicators.filter((indicator) => kindsOf(indicator, byCode).size > 0);
    this.#kinds = [...new Set(this.#counted.flatMap((indicator) => [...kindsOf(indicator, byCode)]))];
  }

  /** `period`: null: the latest of each. `isCut`: more was told than is read. */
  async read(
    asker: Asker,
    scope: Scope,
    period: ToldPeriod | null,
    nowMs: number,
  ): Promise<{ items: IndicatorItem[]; isCut: boolean }> {
    const { pack, directory, places, readTold, countFigures } = this.#deps;
    const asked = { period, today: localDay(nowMs) };
    const told = await readTold(asker, { toDay: period?.toDay ?? asked.today });
    const periods = distinct(this.#counted.flatMap((indicator) => countedPeriods(indicator, asked)));
    const cases = await countFigures(asker, this.#kinds, periods);
    const unitCodes = scope.holders.map((unit) => directory.units[unit]?.code ?? '');
    const items = await inTurns(
      indicatorsIn({
        indicators: pack.indicators,
        targets: this.#targets,
        places,
        observations: told.observations,
        place: places.find(scope.name, scope.edition, unitCodes),
        cases: (figure, one) => cases.figure(figure, scope, one),
        asked,
        nowMs,
      }),
    );
    return { items, isCut: told.isCut };
  }
}

/** Ticks and viewers have their turn between two indicators. */
async function inTurns<Item>(items: Iterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  let turnMs = performance.now();
  for (const item of items) {
    all.push(item);
    if (performance.now() - turnMs < TURN_MS) continue;
    await nextTurn();
    turnMs = performance.now();
  }
  return all;
}
