/**
 * The province, its areas and its units as observations are told of them, and what each consists of, so that a figure may be
 * added up. No figure is in two parts of a place.
 *
 * As they are now, a unit has in it the units that it took over from, and an area the areas that ended when all of their
 * units went to it. The province is the same in both editions, and made of the areas and units of each time.
 */
import type { EditionName } from '../../contract/api.ts';
import { codeKey } from '../../contract/canonical.ts';
import { areaScope, parseScope, PROVINCE, unitScope } from '../../contract/scope.ts';
import type { ToldPeriod } from '../../contract/told-period.ts';
import { formatDay, parseDay } from '../../contract/time.ts';
import type { Area, Unit } from '../../pack/province-pack.ts';
import { unitAsNow } from '../../pack/unit-as-now.ts';
import { isValidOn, meaningOn, meaningsByCode, type Validity } from '../../pack/validity.ts';

export interface Place {
  /** Local days between which it is there, both inclusive; infinite without a limit. */
  fromDay: number;
  toDay: number;
  /** Of its scope, by the code within the pack. */
  name: string;
  /** What is told of its name is of the place as it was, which is one of its parts. */
  hasGrown: boolean;
  parts: Place[];
}

type Coded = Validity & { code: string };

const ALWAYS = { fromDay: -Infinity, toDay: Infinity };

function daysOf({ validFrom, validTo }: Validity): Pick<Place, 'fromDay' | 'toDay'> {
  const day = (text: string | null) => (text === null ? undefined : parseDay(text));
  return { fromDay: day(validFrom) ?? -Infinity, toDay: day(validTo) ?? Infinity };
}

interface PlaceLists {
  units: readonly Unit[];
  areas: readonly Area[];
}

export class Places {
  readonly #units: readonly Unit[];
  readonly #areas: readonly Area[];
  readonly #meanings: { unit: Map<string, Coded[]>; area: Map<string, Coded[]> };
  readonly #unitByCode: Map<string, Unit>;
  /** Of each unit the one that has its tasks now. */
  readonly #holderOf: Map<Unit, Unit>;
  /** Of areas that ended the one that all of their units went to. */
  readonly #wentTo: Map<Area, string>;

  /** `today`: a local day, as of which the units and areas are as they are now. */
  constructor({ units, areas }: PlaceLists, today: string) {
    this.#units = units;
    this.#areas = areas;
    this.#meanings = { unit: meaningsByCode(units), area: meaningsByCode(areas) };
    this.#unitByCode = new Map(units.map((unit) => [unit.code, unit]));
    const holderOf = (unit: Unit) => unitAsNow(unit, (code) => this.#unitByCode.get(code), today);
    this.#holderOf = new Map(units.map((unit) => [unit, holderOf(unit)]));
    this.#wentTo = new Map(
      areas.flatMap((area) => {
        const to = isValidOn(area, today) ? undefined : this.#successorOf(area);
        return to === undefined ? [] : [[area, to] as const];
      }),
    );
  }

  /**
   * The name of the place that an observation is told of, undefined of an unknown one. A code means what it does on the last
   * day of the period, unless it is that of one meaning, such as `25195@2025-06-30`.
   */
  nameOf(scope: string, { toDay }: ToldPeriod): string | undefined {
    const told = parseScope(scope);
    if (!told) return undefined;
    const { kind, code } = told;
    if (kind === PROVINCE) return PROVINCE;
    const meanings = this.#meanings[kind].get(codeKey(code));
    const meant = meanings && meaningOn(meanings, formatDay(toDay));
    const exact = kind === 'unit' ? this.#units : this.#areas;
    const found = meant ?? exact.find((one) => codeKey(one.code) === codeKey(code));
    return found && (kind === 'unit' ? unitScope : areaScope)(found.code);
  }

  /** As scopes of requests are named. `unitCodes`: of its units, for the units in no area (`area:none`). */
  find(scope: string, edition: EditionName, unitCodes: readonly string[]): Place {
    const { kind, code } = parseScope(scope) ?? { kind: PROVINCE, code: '' };
    if (kind === PROVINCE) return this.#province();
    const unit = kind === 'unit' ? this.#unitByCode.get(code) : undefined;
    if (unit) return this.#unit(unit, edition);
    const area = this.#areas.find((one) => one.code === code);
    if (area) return this.#area(area, edition);
    const units = unitCodes.flatMap((one) => this.#unitByCode.get(one) ?? []);
    return { ...ALWAYS, name: scope, hasGrown: false, parts: units.map((one) => this.#unit(one, edition)) };
  }

  #province(): Place {
    const roots = this.#areas.filter((area) => area.parent === null);
    const units = this.#units.filter((unit) => unit.area === null);
    return {
      ...ALWAYS,
      name: PROVINCE,
      hasGrown: false,
      parts: [
        ...roots.map((area) => this.#area(area, 'asWas')),
        ...units.map((unit) => this.#unit(unit, 'asWas')),
      ],
    };
  }

  #area(area: Area, edition: EditionName): Place {
    const { code } = area;
    const isNow = edition === 'asNow';
    const isMerged = isNow && this.#wentTo.has(area);
    const below = this.#areas.filter(
      (one) => one.parent === code && (!isNow || !this.#wentTo.has(one) || isMerged),
    );
    const merged = isNow
      ? this.#areas.filter((one) => this.#wentTo.get(one) === code && !this.#isBelowMerged(one))
      : [];
    const own = this.#units.filter(
      (unit) => unit.area === code && (!isNow || isMerged || this.#holderOf.get(unit) === unit),
    );
    const parts = [
      ...below.map((one) => this.#area(one, edition)),
      // What its units took over from merged areas is a part of these.
      ...own.map((unit) =>
        isMerged ? leaf(unit) : this.#unit(unit, edition, (one) => this.#isInMerged(one)),
      ),
    ];
    const place: Place = { ...daysOf(area), name: areaScope(code), hasGrown: false, parts };
    if (merged.length === 0) return place;
    const grown = [place, ...merged.map((one) => this.#area(one, edition))];
    return { ...ALWAYS, name: place.name, hasGrown: true, parts: grown };
  }

  /** `isElsewhere`: units that it took over from and that are a part of another place. */
  #unit(unit: Unit, edition: EditionName, isElsewhere: (unit: Unit) => boolean = () => false): Place {
    const before =
      edition === 'asWas'
        ? []
        : this.#units.filter((one) => one !== unit && this.#holderOf.get(one) === unit && !isElsewhere(one));
    const own = leaf(unit);
    if (before.length === 0) return own;
    return { ...ALWAYS, name: own.name, hasGrown: true, parts: [own, ...before.map(leaf)] };
  }

  #isBelowMerged(area: Area): boolean {
    const parent = this.#areas.find(({ code }) => code === area.parent);
    return parent !== undefined && this.#wentTo.get(parent) === this.#wentTo.get(area);
  }

  #isInMerged(unit: Unit): boolean {
    const area = this.#areas.find(({ code }) => code === unit.area);
    return area !== undefined && this.#wentTo.has(area);
  }

  /** The one area that has all units of an area now. */
  #successorOf(area: Area): string | undefined {
    const within = this.#codesWithin(area);
    const holders = this.#units
      .filter((unit) => within.has(unit.area ?? ''))
      .map((unit) => this.#holderOf.get(unit)?.area ?? null);
    const [to] = holders;
    const isOne = to != null && !within.has(to) && holders.every((one) => one === to);
    return isOne ? to : undefined;
  }

  #codesWithin({ code }: Area): Set<string> {
    const codes = new Set([code]);
    for (let size = 0; size < codes.size;) {
      size = codes.size;
      for (const area of this.#areas) if (codes.has(area.parent ?? '')) codes.add(area.code);
    }
    return codes;
  }
}

const leaf = (unit: Unit): Place => ({
  ...daysOf(unit),
  name: unitScope(unit.code),
  hasGrown: false,
  parts: [],
});
