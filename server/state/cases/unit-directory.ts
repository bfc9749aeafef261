/** The units of a province as numbers, for the cube, which area of the map each lies in, and the two editions. */
import { CodeMap } from '../../../contract/canonical.ts';
import { NO_AREA, UNMAPPED_UNIT, type EditionName } from '../../../contract/api.ts';
import { dayStart, formatDay, localDay, parseDay } from '../../../contract/time.ts';
import type { Area, ProvincePack, Unit } from '../../../pack/province-pack.ts';
import { unitAsNow } from '../../../pack/unit-as-now.ts';
import { UnitRegistry } from '../../../pack/unit-registry.ts';
import { isValidOn, type Validity } from '../../../pack/validity.ts';
import { Edition } from './edition.ts';
import type { TextTuple } from '../memory/interner.ts';

export interface DirectoryUnit extends Validity {
  code: string;
  name: string;
  /** Code of its area on the map, or `none`. */
  area: string;
}

export interface DirectoryArea extends Validity {
  code: string;
  name: string;
}

const ALWAYS: Validity = { validFrom: null, validTo: null };

export class UnitDirectory {
  /** All that ever were; the last one is `unmapped`. */
  readonly units: readonly DirectoryUnit[];
  /** The pack's areas of the map's level and, last, `none` for units in no area. */
  readonly areas: readonly DirectoryArea[];
  /** [unit number]: number of its area in {@link UnitDirectory.areas}. */
  readonly areaOf: readonly number[];
  readonly provinceName: string;
  readonly editions: Readonly<Record<EditionName, Edition>>;
  /** `YYYY-MM-DD`: "as it is now" is as of this day. */
  readonly today: string;
  /** Instants, ms, at which the meaning of a code or a name may change, in order. */
  readonly eraStarts: readonly number[];
  readonly #registry: UnitRegistry;
  readonly #numbers: CodeMap<number>;
  readonly #areaByCode: CodeMap<Area>;
  /** Area code -> itself and the areas above it. */
  readonly #chains: ReadonlyMap<string, ReadonlySet<string>>;
  /** [unit number]: codes of all areas that it lies in. */
  readonly #placesOf: readonly ReadonlySet<string>[];

  /** `today`: a local day number. */
  constructor(pack: ProvincePack, today: number) {
    this.today = formatDay(today);
    this.provinceName = pack.name;
    this.#registry = new UnitRegistry(pack.units, pack.name, pack.formerNames);
    this.eraStarts = eraStartsOf(pack.units);
    const areaByCode = new CodeMap(pack.areas.map((area) => [area.code, area]));
    this.#areaByCode = areaByCode;
    this.#chains = new Map(pack.areas.map((area) => [area.code, chainOf(area, areaByCode)]));
    const onMap = pack.areas.filter((area) => area.level === pack.mapLevel);
    const mapAreaOf = ({ area }: Unit): string => {
      const chain = this.#chains.get(area ?? '') ?? new Set();
      return [...chain].find((code) => areaByCode.get(code)?.level === pack.mapLevel) ?? NO_AREA;
    };
    this.units = [
      ...pack.units.map((unit) => ({ ...unit, area: mapAreaOf(unit) })),
      { ...ALWAYS, code: UNMAPPED_UNIT, name: 'Chưa ánh xạ', area: NO_AREA },
    ];
    this.#numbers = new CodeMap(this.units.map((unit, number) => [unit.code, number]));
    this.areas = [...onMap, { ...ALWAYS, code: NO_AREA, name: 'Không thuộc địa bàn' }];
    const areaNumbers = new Map(this.areas.map((area, number) => [area.code, number]));
    this.areaOf = this.units.map((unit) => areaNumbers.get(unit.area) as number);
    this.#placesOf = this.units.map(
      (unit, number) => new Set([unit.area, ...(this.#chains.get(pack.units[number]?.area ?? '') ?? [])]),
    );
    const holderOf = pack.units.map((unit) => {
      const holder = unitAsNow(unit, (code) => this.#registry.byCode(code), this.today);
      return this.#numbers.get(holder.code) as number;
    });
    const unmapped = this.units.length - 1;
    this.editions = {
      asNow: new Edition('asNow', [...holderOf, unmapped], this.areaOf, this.areas.length),
      asWas: new Edition('asWas', [...this.units.keys()], this.areaOf, this.areas.length),
    };
  }

  /** The code may be spelled otherwise than in the pack. */
  numberOf(code: string): number | undefined {
    return this.#numbers.get(code);
  }

  /** The code of an area, or `none`, as it is spelled here. */
  areaCodeOf(code: string): string | undefined {
    return code === NO_AREA ? code : this.#areaByCode.get(code)?.code;
  }

  /** Whether a unit lies in an area, of the map's level or any other. */
  isUnitIn(unit: number, areaCode: string): boolean {
    return this.#placesOf[unit]?.has(areaCode) === true;
  }

  /** Numbers of the map's areas that an area consists of; undefined when the pack does not know the code. */
  mapAreasIn(areaCode: string): number[] | undefined {
    if (areaCode !== NO_AREA && !this.#chains.has(areaCode)) return undefined;
    return [...this.areas.keys()].filter((number) => {
      const { code } = this.areas[number] as DirectoryArea;
      return code === areaCode || this.#chains.get(code)?.has(areaCode) === true;
    });
  }

  areaNameOf(areaCode: string): string {
    return (this.#areaByCode.get(areaCode) ?? this.areas.find(({ code }) => code === areaCode))?.name ?? '';
  }

  /** The province has been through a reform, so that the editions may differ. */
  get isReformed(): boolean {
    return this.editions.asNow.holderOf.some((holder, unit) => holder !== unit);
  }

  /** Whether an area is valid now; `none` always is. */
  isAreaValid(areaCode: string): boolean {
    const area = this.#areaByCode.get(areaCode);
    return area === undefined ? areaCode === NO_AREA : isValidOn(area, this.today);
  }

  /** In which era an instant lies: 0 before the first of {@link UnitDirectory.eraStarts}. */
  eraOf(timeMs: number): number {
    let era = 0;
    for (const startMs of this.eraStarts) if (timeMs >= startMs) era++;
    return era;
  }

  /**
   * The number of a unit as told, [code, name], of a case received in an era; `unmapped` when the registry does not know it.
   * It is the unit as it was: {@link Edition.holderOf} gives the one that took over.
   */
  resolve([code, name]: TextTuple, era: number): number {
    const known = this.#registry.resolve({ code: code || null, name: name || null }, this.#dayIn(era));
    return (known && this.#numbers.get(known.code)) ?? this.units.length - 1;
  }

  /** The same unit in each era, told by its code alone, or as nothing when it is unknown in all of them. */
  reduce(told: TextTuple): TextTuple {
    const eras = [...this.eraStarts.keys(), this.eraStarts.length];
    const units = eras.map((era) => this.resolve(told, era));
    const last = this.units[units.at(-1) as number] as DirectoryUnit;
    const reduced = last.code === UNMAPPED_UNIT ? ['', ''] : [last.code, ''];
    const isSame = eras.every((era, i) => this.resolve(reduced, era) === units[i]);
    // Of what a reform gave another meaning the list knows the names: there are few.
    return isSame ? reduced : told;
  }

  /** A day of an era: no code changes its meaning within one. */
  #dayIn(era: number): string {
    const startMs = this.eraStarts[era - 1];
    if (startMs !== undefined) return formatDay(localDay(startMs));
    const firstMs = this.eraStarts[0];
    return firstMs === undefined ? this.today : formatDay(localDay(firstMs) - 1);
  }
}

/** Itself and what lies above it, from the bottom up. */
function chainOf(area: Area, byCode: CodeMap<Area>): ReadonlySet<string> {
  const codes = new Set<string>();
  for (let at: Area | undefined = area; at; at = byCode.get(at.parent ?? '')) codes.add(at.code);
  return codes;
}

function eraStartsOf(units: readonly Unit[]): number[] {
  const days = units.flatMap(({ validFrom, validTo }) => [
    ...(validFrom === null ? [] : [parseDay(validFrom) as number]),
    ...(validTo === null ? [] : [(parseDay(validTo) as number) + 1]),
  ]);
  return [...new Set(days)].sort((a, b) => a - b).map(dayStart);
}
