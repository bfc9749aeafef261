/** The units of a province as numbers, for the cube, and which area each lies in. */
import { NO_AREA, UNMAPPED_UNIT } from '../../contract/api.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { UnitRegistry } from '../../pack/unit-registry.ts';
import type { Interner } from './interner.ts';

export interface DirectoryUnit {
  code: string;
  name: string;
  /** Area code, or `none`. */
  area: string;
}

export interface DirectoryArea {
  code: string;
  name: string;
  /** Numbers of its units. */
  units: number[];
}

export class UnitDirectory {
  /** The last one is `unmapped`. */
  readonly units: readonly DirectoryUnit[];
  /** The pack's areas and, last, `none` for units in no area. */
  readonly areas: readonly DirectoryArea[];
  /** [unit number]: number of its area in {@link UnitDirectory.areas}. */
  readonly areaOf: readonly number[];
  private readonly registry: UnitRegistry;
  private readonly numbers: Map<string, number>;
  private readonly told: Interner;
  /** [number of a told unit]: unit number. */
  private readonly resolved: number[] = [];

  /** `told`: the units as events name them. */
  constructor(pack: ProvincePack, told: Interner) {
    this.told = told;
    this.registry = new UnitRegistry(pack.units, pack.name);
    this.units = [
      ...pack.units.map((unit) => ({ code: unit.code, name: unit.name, area: unit.area ?? NO_AREA })),
      { code: UNMAPPED_UNIT, name: 'Chưa ánh xạ', area: NO_AREA },
    ];
    this.numbers = new Map(this.units.map((unit, number) => [unit.code, number]));
    const areas = pack.areas.map((area) => ({ code: area.code, name: area.name, units: [] as number[] }));
    areas.push({ code: NO_AREA, name: 'Không thuộc địa bàn', units: [] });
    const areaNumbers = new Map(areas.map((area, number) => [area.code, number]));
    this.areaOf = this.units.map((unit) => areaNumbers.get(unit.area) ?? areas.length - 1);
    this.areaOf.forEach((area, unit) => areas[area]?.units.push(unit));
    this.areas = areas;
  }

  numberOf(code: string): number | undefined {
    return this.numbers.get(code);
  }

  areaNumberOf(code: string): number | undefined {
    const number = this.areas.findIndex((area) => area.code === code);
    return number < 0 ? undefined : number;
  }

  /** The unit number of a unit as told; `unmapped` when the registry does not know it. */
  resolve(told: number): number {
    let unit = this.resolved[told];
    if (unit === undefined) {
      const [code, name] = this.told.valueOf(told);
      const known = this.registry.resolve({ code: code || null, name: name || null });
      unit = (known && this.numbers.get(known.code)) ?? this.units.length - 1;
      this.resolved[told] = unit;
    }
    return unit;
  }
}
