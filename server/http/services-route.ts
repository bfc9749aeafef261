/** `GET /api/v1/services`: how the dossiers received in a period used the online services. */
import type { RequestHandler } from 'express';
import type { ServiceFigures } from '../../contract/services.ts';
import { formatTime } from '../../contract/time.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import type { CountServices } from '../services/count-services.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { askerOf } from './asker.ts';
import { periodOf, scopeOf } from './query.ts';

export function getServices(directory: UnitDirectory, countServices: CountServices): RequestHandler {
  return async (request, response) => {
    const scope = scopeOf(request, response, directory);
    const period = periodOf(request, Date.now());
    const services = await countServices(askerOf(response), period);
    const body: ServiceFigures = {
      scope: scope.name,
      scopeName: scope.title,
      period: formatPeriod(period),
      asOf: formatTime(services.asOfMs),
      ...services.in(scope),
    };
    response.json(body);
  };
}
