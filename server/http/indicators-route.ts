/** `GET /api/v1/indicators`: the figures that the pack names, told or computed, with their targets and changes. */
import type { Request, RequestHandler } from 'express';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IndicatorsAnswer } from '../../contract/indicator.ts';
import { formatTime, localDay } from '../../contract/time.ts';
import { ACCEPTED_PERIOD, distinct, parseToldPeriod, type ToldPeriod } from '../../contract/told-period.ts';
import type { CountFigures } from '../indicators/figure-source.ts';
import { indicatorsIn } from '../indicators/indicators-in.ts';
import { countedPeriods } from '../indicators/period-choice.ts';
import type { Places } from '../indicators/places.ts';
import type { ReadTold } from '../indicators/read-told.ts';
import { Targets } from '../indicators/targets.ts';
import { kindsOf } from '../indicators/indicator-figures.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { askerOf } from './asker.ts';
import { ParameterError } from './problem.ts';
import { scopeOf, textOf } from './query.ts';

const TURN_MS = 10;

export interface IndicatorDeps {
  pack: ProvincePack;
  directory: UnitDirectory;
  places: Places;
  readTold: ReadTold;
  countFigures: CountFigures;
}

export function getIndicators(deps: IndicatorDeps): RequestHandler {
  const { pack, directory, places, readTold, countFigures } = deps;
  const { indicators } = pack;
  const targets = new Targets(pack.targets);
  const byCode = new Map(indicators.map((indicator) => [indicator.code, indicator]));
  const counted = indicators.filter((indicator) => kindsOf(indicator, byCode).size > 0);
  const kinds = [...new Set(counted.flatMap((indicator) => [...kindsOf(indicator, byCode)]))];

  return async (request, response) => {
    const scope = scopeOf(request, response, directory);
    const period = askedPeriod(request);
    const nowMs = Date.now();
    const asked = { period, today: localDay(nowMs) };
    const asker = askerOf(response);
    const told = await readTold(asker, { toDay: period?.toDay ?? asked.today });
    const periods = distinct(counted.flatMap((indicator) => countedPeriods(indicator, asked)));
    const cases = await countFigures(asker, kinds, periods);
    const unitCodes = scope.holders.map((unit) => directory.units[unit]?.code ?? '');
    const items = await inTurns(
      indicatorsIn({
        indicators,
        targets,
        places,
        observations: told.observations,
        place: places.find(scope.name, scope.edition, unitCodes),
        cases: (figure, one) => cases.figure(figure, scope, one),
        asked,
        nowMs,
      }),
    );
    const body: IndicatorsAnswer = {
      scope: scope.name,
      scopeName: scope.title,
      period: period?.text ?? null,
      asOf: formatTime(nowMs),
      items,
      cut: told.isCut,
    };
    response.json(body);
  };
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

function askedPeriod(request: Request): ToldPeriod | null {
  const text = textOf(request, 'period');
  if (text === undefined) return null;
  const period = parseToldPeriod(text);
  if (!period) throw new ParameterError('period', text, ACCEPTED_PERIOD);
  return period;
}
