/** `GET /api/v1/indexes`: the indexes of the pack; `GET /api/v1/indexes/NAME`: one of them in a scope and period. */
import type { RequestHandler, Response } from 'express';
import { NO_AREA } from '../../contract/api.ts';
import type { IndexAnswer, IndexesAnswer, ScoreIndex } from '../../contract/score-index.ts';
import { formatTime, localDay } from '../../contract/time.ts';
import { toldPeriodFor } from '../../contract/told-period.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import { PROVINCE } from '../../contract/scope.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { indexReading, type IndexSource } from '../indexes/index-reading.ts';
import { needsOf, scopeSource } from '../indexes/scope-source.ts';
import { ToldFigures } from '../indicators/told-figures.ts';
import type { CountServices } from '../services/count-services.ts';
import { findScope, type Scope } from '../state/periods/figures.ts';
import { askerOf } from './asker.ts';
import type { IndicatorDeps } from '../indicators/indicator-reader.ts';
import { sendProblem } from './problem.ts';
import { periodOf, scopeOf } from './query.ts';

export interface IndexDeps extends IndicatorDeps {
  countServices: CountServices;
  /** Whether any dossier was ever told of. */
  hasDossiers: () => boolean;
}

export function getIndexes(indexes: readonly ScoreIndex[]): RequestHandler {
  const body: IndexesAnswer = {
    indexes: indexes.map(({ code, name, version, validFrom }) => ({ code, name, version, validFrom })),
  };
  return (_request, response) => void response.json(body);
}

export function getIndex(deps: IndexDeps): RequestHandler<{ name: string }> {
  const { pack, directory, places } = deps;
  const indicators = new Map(pack.indicators.map((indicator) => [indicator.code, indicator]));

  return async (request, response) => {
    const index = pack.indexes.find(({ code }) => code === request.params.name);
    if (!index) return sendUnknown(response, request.params.name, pack.indexes);
    const scope = scopeOf(request, response, directory);
    const nowMs = Date.now();
    const period = periodOf(request, nowMs);
    const toldPeriod = toldPeriodFor(period, localDay(nowMs));
    const needs = needsOf(index, indicators);
    const asker = askerOf(response);
    const read =
      needs.indicators.length > 0 && toldPeriod ? await deps.readTold(asker, toldPeriod) : undefined;
    const services =
      needs.services && deps.hasDossiers() ? await deps.countServices(asker, period) : undefined;
    const cases = await deps.countFigures(asker, needs.kinds, [period]);
    const told = new ToldFigures(
      needs.indicators,
      read?.observations ?? [],
      (name, one) => places.nameOf(name, one),
      nowMs,
    );
    const sourceOf = (one: Scope): IndexSource =>
      scopeSource({
        indicators,
        place: places.find(
          one.name,
          one.edition,
          one.holders.map((unit) => directory.units[unit]?.code ?? ''),
        ),
        told,
        cases: (figure) => cases.figure(figure, one, period),
        services: services?.in(one) ?? null,
        period: toldPeriod,
      });
    const own = sourceOf(scope);
    const province = scope.kind === 'province' ? scope : findScope(directory, PROVINCE, scope.edition);
    const body: IndexAnswer = {
      code: index.code,
      name: index.name,
      version: index.version,
      validFrom: index.validFrom,
      scope: scope.name,
      scopeName: scope.title,
      period: formatPeriod(period),
      toldPeriod: toldPeriod?.text ?? null,
      asOf: formatTime(nowMs),
      ...indexReading(index, {
        level: levelOf(pack, scope),
        own,
        province: province && province !== scope ? sourceOf(province) : own,
      }),
      cut: read?.isCut ?? false,
    };
    response.json(body);
  };
}

/** Units in no area are the province's departments. Undefined of the province and of units that the pack has not. */
function levelOf({ units, areas }: ProvincePack, { kind, code }: Scope): string | undefined {
  if (kind === 'province') return undefined;
  if (kind === 'unit') return units.find((unit) => unit.code === code)?.level;
  return code === NO_AREA ? 'department' : areas.find((area) => area.code === code)?.level;
}

function sendUnknown(response: Response, name: string, indexes: readonly ScoreIndex[]): void {
  const accepted = indexes.map(({ code }) => code).join(', ') || 'none: the pack has no indexes';
  sendProblem(response, {
    status: 404,
    title: 'Not found',
    detail: `the pack has no index ${JSON.stringify(name)}; accepted: ${accepted}`,
    field: 'index',
    value: name,
    accepted,
  });
}
