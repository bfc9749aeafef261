/** `GET /api/v1/indicators`: the figures that the pack names, told or computed, with their targets and changes. */
import type { Request, RequestHandler } from 'express';
import type { IndicatorsAnswer } from '../../contract/indicator.ts';
import { formatTime } from '../../contract/time.ts';
import { ACCEPTED_PERIOD, parseToldPeriod, type ToldPeriod } from '../../contract/told-period.ts';
import type { IndicatorReader } from '../indicators/indicator-reader.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { askerOf } from './asker.ts';
import { ParameterError } from './problem.ts';
import { scopeOf, textOf } from './query.ts';

export function getIndicators(reader: IndicatorReader, directory: UnitDirectory): RequestHandler {
  return async (request, response) => {
    const scope = scopeOf(request, response, directory);
    const period = askedPeriod(request);
    const nowMs = Date.now();
    const { items, isCut } = await reader.read(askerOf(response), scope, period, nowMs);
    const body: IndicatorsAnswer = {
      scope: scope.name,
      scopeName: scope.title,
      period: period?.text ?? null,
      asOf: formatTime(nowMs),
      items,
      cut: isCut,
    };
    response.json(body);
  };
}

function askedPeriod(request: Request): ToldPeriod | null {
  const text = textOf(request, 'period');
  if (text === undefined) return null;
  const period = parseToldPeriod(text);
  if (!period) throw new ParameterError('period', text, ACCEPTED_PERIOD);
  return period;
}
