/** Figures of indicators as observations tell them, and added up from those of units and of shorter periods. */
import { observationKey } from '../../contract/observation.ts';
import type { Indicator } from '../../contract/indicator.ts';
import { DAY_MS, dayStart } from '../../contract/time.ts';
import {
  distinct,
  parseToldPeriod,
  partsOf,
  type Every,
  type ToldPeriod,
} from '../../contract/told-period.ts';
import type { Observation } from '../../clickhouse/observations.ts';
import {
  addUp,
  collect,
  greatest,
  isRatio,
  least,
  NOTHING,
  ratioOf,
  type Figure,
  type Found,
} from './figure.ts';
import type { Place } from './places.ts';

/** Place and period -> what is told of them. */
type ToldOfPart = Map<string, { observation: Observation; period: ToldPeriod; place: string }>;

export class ToldFigures {
  readonly #nowMs: number;
  /** Indicator and part -> what is told of it. */
  readonly #told = new Map<string, ToldOfPart>();
  readonly #sums = new Map<string, SumsOfPart>();

  /** `nameOf` names the place that an observation is told of; of an unknown one it counts nowhere. */
  constructor(
    indicators: readonly Indicator[],
    observations: readonly Observation[],
    nameOf: (scope: string, period: ToldPeriod) => string | undefined,
    nowMs: number,
  ) {
    this.#nowMs = nowMs;
    const everyOf = new Map(indicators.map(({ code, every }) => [code, every]));
    const periodOf = remembered((text) => parseToldPeriod(text));
    const weekOf = remembered((text) => parseToldPeriod(text, true));
    const placeOf = remembered((_key, scope: string, period: ToldPeriod) => nameOf(scope, period));
    for (const observation of observations) {
      const every = everyOf.get(observation.indicator);
      const period = every && (every === 'week' ? weekOf : periodOf)(observation.period);
      if (!period || isCleared(observation)) continue;
      const place = placeOf(placeKey(observation.scope, period), observation.scope, period);
      if (place === undefined) continue;
      const key = partKey(observation.indicator, observation.breakdown);
      let told = this.#told.get(key);
      if (!told) this.#told.set(key, (told = new Map()));
      // One place may have been told by two of its codes: the later one counts.
      const known = told.get(placeKey(place, period));
      if (!known || known.observation.toldMs < observation.toldMs)
        told.set(placeKey(place, period), { observation, period, place });
    }
  }

  find(indicator: Indicator, breakdown: string, place: Place, period: ToldPeriod): Found {
    return this.#sumsOf(indicator, breakdown)?.find(place, period) ?? NOTHING;
  }

  /** The periods that are told of a place or, where it is added up, of what it consists of. */
  periodsOf(indicator: Indicator, breakdown: string, place: Place): ToldPeriod[] {
    return this.#sumsOf(indicator, breakdown)?.periodsWithin(place) ?? [];
  }

  #sumsOf(indicator: Indicator, breakdown: string): SumsOfPart | undefined {
    const key = partKey(indicator.code, breakdown);
    const told = this.#told.get(key);
    if (!told) return undefined;
    const sums = this.#sums.get(key) ?? new SumsOfPart(indicator, breakdown, told, this.#nowMs);
    this.#sums.set(key, sums);
    return sums;
  }
}

/** One indicator, or one part of it. */
class SumsOfPart {
  readonly #indicator: Indicator;
  readonly #breakdown: string;
  readonly #told: ToldOfPart;
  readonly #nowMs: number;
  /** Place -> the periods told of it. */
  readonly #periods = new Map<string, ToldPeriod[]>();
  readonly #first = new Map<Place, number>();
  readonly #partsOf = remembered((_text, period: ToldPeriod, every: Every) => partsOf(period, every));
  readonly #found = new Map<Place, Map<string, Found>>();

  constructor(indicator: Indicator, breakdown: string, told: ToldOfPart, nowMs: number) {
    this.#indicator = indicator;
    this.#breakdown = breakdown;
    this.#told = told;
    this.#nowMs = nowMs;
    for (const { place, period } of told.values()) {
      const periods = this.#periods.get(place);
      if (periods) periods.push(period);
      else this.#periods.set(place, [period]);
    }
  }

  find(place: Place, period: ToldPeriod): Found {
    const known = this.#found.get(place)?.get(period.text);
    if (known) return known;
    const found = this.#reckon(place, period);
    this.#found.set(place, (this.#found.get(place) ?? new Map()).set(period.text, found));
    return found;
  }

  periodsWithin(place: Place): ToldPeriod[] {
    const own = this.#periods.get(place.name) ?? [];
    if (this.#indicator.overUnits === 'none') return own;
    return distinct([own, ...place.parts.map((part) => this.periodsWithin(part))].flat());
  }

  /** What is told of the place goes before what its shorter periods, and this before what its units add up to. */
  #reckon(place: Place, period: ToldPeriod): Found {
    const isGrown = place.hasGrown && this.#indicator.overUnits !== 'none';
    const told = isGrown ? undefined : this.#told.get(placeKey(place.name, period));
    if (told) return { figure: figureOf(this.#indicator, told.observation, period), missing: [] };
    if (this.#firstToDay(place) === Infinity) return NOTHING;
    const overTime = this.#overTime(place, period);
    if (overTime.figure) return overTime;
    const overUnits = this.#overUnits(place, period);
    return overUnits.figure || overUnits.missing.length > 0 ? overUnits : overTime;
  }

  #overTime(place: Place, period: ToldPeriod): Found {
    const { overTime, every } = this.#indicator;
    if (overTime === 'none') return NOTHING;
    const parts = this.#partsOf(period.text, period, every).filter((part) => isThere(place, part));
    return overTime === 'last' ? this.#lastOf(place, parts) : this.#sumOf(place, parts);
  }

  #lastOf(place: Place, parts: readonly ToldPeriod[]): Found {
    for (const part of parts.toReversed()) {
      const { figure } = this.find(place, part);
      if (figure) return { figure: { ...figure, origin: 'lastTold' }, missing: [] };
    }
    return NOTHING;
  }

  /** Of a period that goes on the parts that are due by now. */
  #sumOf(place: Place, parts: readonly ToldPeriod[]): Found {
    const found = parts.map((part) => ({ part, ...this.find(place, part) }));
    const figures = found.flatMap(({ figure }) => figure ?? []);
    const missing = collect(
      found.map(({ part, figure, missing: below }) => {
        if (figure || !this.#isDue(part)) return [];
        return below.length > 0 || figures.length === 0 ? below : [this.#keyOf(place, part)];
      }),
    );
    if (missing.length > 0 || figures.length === 0) return { figure: null, missing };
    const sum = addUp(this.#indicator, figures, 'sumOfPeriods');
    if (!sum) return { figure: null, missing: collect([found.map(({ part }) => this.#keyOf(place, part))]) };
    return { figure: { ...sum, toDay: greatest(figures.map(({ toDay }) => toDay)) }, missing: [] };
  }

  /** Of the parts that are there in the period and of which anything was told by then. */
  #overUnits(place: Place, period: ToldPeriod): Found {
    if (this.#indicator.overUnits === 'none') return NOTHING;
    const found = place.parts
      .filter((part) => isThere(part, period) && this.#firstToDay(part) !== Infinity)
      .map((part) => ({ part, ...this.find(part, period) }));
    const missing = collect(
      found.map(({ part, figure, missing: below }) => {
        if (figure || below.length > 0) return below;
        return this.#firstToDay(part) <= period.toDay ? [this.#keyOf(part, period)] : [];
      }),
    );
    const figures = found.flatMap(({ figure }) => figure ?? []);
    const [only] = figures;
    if (missing.length > 0 || !only) return { figure: null, missing };
    // Those that a unit took over from are there no more, or not yet told of.
    if (place.hasGrown && figures.length === 1) return { figure: only, missing: [] };
    const sum = addUp(this.#indicator, figures, 'sumOfUnits');
    if (!sum) return { figure: null, missing: collect([found.map(({ part }) => this.#keyOf(part, period))]) };
    return { figure: { ...sum, toDay: least(figures.map(({ toDay }) => toDay)) }, missing: [] };
  }

  /** The last day of the earliest period that is told of a place or its parts; Infinity when none is. */
  #firstToDay(place: Place): number {
    let first = this.#first.get(place);
    if (first === undefined) {
      const own = (this.#periods.get(place.name) ?? []).map(({ toDay }) => toDay);
      first = Math.min(Infinity, ...own, ...place.parts.map((part) => this.#firstToDay(part)));
      this.#first.set(place, first);
    }
    return first;
  }

  #isDue({ toDay }: ToldPeriod): boolean {
    return this.#nowMs >= dayStart(toDay + 1) + this.#indicator.graceDays * DAY_MS;
  }

  #keyOf(place: Place, period: ToldPeriod): string {
    return observationKey({
      indicator: this.#indicator.code,
      scope: place.name,
      breakdown: this.#breakdown,
      period: period.text,
    });
  }
}

function figureOf(
  { number }: Indicator,
  { value, numerator, denominator, of, toldMs }: Observation,
  { toDay }: ToldPeriod,
): Figure {
  const hasParts = isRatio(number) && numerator !== null && denominator !== null;
  return {
    value: hasParts ? ratioOf(numerator, denominator) : value,
    numerator,
    denominator,
    of,
    origin: 'told',
    printed: hasParts ? value : null,
    toldMs,
    toDay,
  };
}

function isThere(place: Place, { fromDay, toDay }: ToldPeriod): boolean {
  return place.fromDay <= toDay && fromDay <= place.toDay;
}

/** What a function has for a key, worked out once. */
function remembered<Rest extends unknown[], Value>(
  find: (key: string, ...rest: Rest) => Value,
): (key: string, ...rest: Rest) => Value {
  const known = new Map<string, Value>();
  return (key, ...rest) => {
    if (!known.has(key)) known.set(key, find(key, ...rest));
    return known.get(key) as Value;
  };
}

const isCleared = ({ value, numerator, denominator, of }: Observation) =>
  value === null && numerator === null && denominator === null && of === null;

const partKey = (indicator: string, breakdown: string) => `${indicator}|${breakdown}`;
const placeKey = (place: string, { text }: ToldPeriod) => `${place}|${text}`;
