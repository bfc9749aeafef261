/** Draws believable dossiers of a province: which unit, which procedure, which officer. */
import type { PackProcedure, ProvincePack, Unit } from '../pack/province-pack.ts';
import type { DemandFile } from './demand-file.ts';
import { Random, WeightedChoice } from './random.ts';

export interface SampleOfficer {
  id: string;
  name: string;
}

/** A unit that receives dossiers, with what it handles and who works there. */
export interface Desk {
  unit: Unit;
  agencyId: string;
  procedures: WeightedChoice<PackProcedure>;
  officers: readonly SampleOfficer[];
  /** How many times likelier than elsewhere a dossier is late here. */
  lateFactor: number;
}

export class Demand {
  readonly desks: readonly Desk[];
  readonly #choice: WeightedChoice<Desk>;
  readonly #file: DemandFile;

  constructor(pack: ProvincePack, file: DemandFile) {
    this.#file = file;
    const places = new Places(pack);
    const weighted = deskWeights(pack, file, places);
    const officers = new Officers(file);
    const handled = new HandledProcedures(pack, file);
    const desks = weighted.map(({ unit }): Desk => ({
      unit,
      agencyId: unit.agencyId ?? unit.code,
      procedures: handled.of(unit),
      officers: officers.of(unit),
      lateFactor: file.lateFactors[unit.code] ?? places.nearest(unit, file.lateFactors)?.value ?? 1,
    }));
    this.desks = desks;
    this.#choice = new WeightedChoice(desks, (_, i) => weighted[i]?.weight ?? 0);
  }

  drawDesk(random: Random): Desk {
    return this.#choice.draw(random);
  }

  /** The room in which a unit works on a field, as progress events tell it. */
  room(unit: Unit, field: string): string {
    if (unit.level === 'commune') return 'Công chức chuyên môn';
    return unit.level === 'district'
      ? (this.#file.rooms[field] ?? 'Văn phòng HĐND và UBND')
      : 'Phòng chuyên môn';
  }
}

/** Officers numbered through the province in the order of units.csv: cb-0001 ... */
class Officers {
  readonly #file: DemandFile;
  #count = 0;

  constructor(file: DemandFile) {
    this.#file = file;
  }

  of(unit: Unit): SampleOfficer[] {
    const { family, middle, given } = this.#file.officerNames;
    const random = new Random(`officers of ${unit.code}`);
    return Array.from({ length: this.#file.officersPerUnit[unit.level] }, () => ({
      id: `cb-${`${++this.#count}`.padStart(4, '0')}`,
      name: `${random.pick(family)} ${random.pick(middle)} ${random.pick(given)}`,
    }));
  }
}

/** One weighted list per set of fields or level, shared by the units that handle the same. */
class HandledProcedures {
  readonly #pack: ProvincePack;
  readonly #file: DemandFile;
  readonly #byLevel = new Map<string, WeightedChoice<PackProcedure>>();

  constructor(pack: ProvincePack, file: DemandFile) {
    this.#pack = pack;
    this.#file = file;
  }

  of(unit: Unit): WeightedChoice<PackProcedure> {
    const fields = this.#file.departments[unit.code]?.fields;
    if (fields) return this.#choose((p) => p.level === 'province' && fields.includes(p.field));
    const known = this.#byLevel.get(unit.level);
    if (known) return known;
    const choice = this.#choose((p) => p.level === unit.level || p.level === 'shared');
    this.#byLevel.set(unit.level, choice);
    return choice;
  }

  #choose(handled: (procedure: PackProcedure) => boolean): WeightedChoice<PackProcedure> {
    let others = 0;
    return new WeightedChoice(this.#pack.procedures.filter(handled), ({ code }) => {
      return this.#file.procedureWeights[code] ?? this.#file.otherProcedureWeight / ++others;
    });
  }
}

/** The areas of a province from the bottom up. */
class Places {
  readonly #parents: ReadonlyMap<string, string | null>;

  constructor(pack: ProvincePack) {
    this.#parents = new Map(pack.areas.map(({ code, parent }) => [code, parent]));
  }

  /** What a table says of the smallest area around a unit that stands in it. */
  nearest(unit: Unit, table: Record<string, number>): { area: string; value: number } | undefined {
    for (let area = unit.area; area !== null; area = this.#parents.get(area) ?? null) {
      const value = table[area];
      if (value !== undefined) return { area, value };
    }
    return undefined;
  }
}

/** The receiving units with their shares of all dossiers; those that ended receive none. */
function deskWeights(pack: ProvincePack, file: DemandFile, places: Places): { unit: Unit; weight: number }[] {
  const units = pack.units.filter((unit) => unit.validTo === null);
  const raw = units.flatMap((unit) => {
    if (unit.level === 'province') return [];
    if (unit.level === 'department') return [{ unit, weight: file.departments[unit.code]?.weight ?? 0 }];
    const place = places.nearest(unit, file.areaWeights);
    if (place === undefined) return [];
    if (unit.level === 'district') return [{ unit, weight: place.value }];
    const communes = units.filter(
      (u) => u.level === 'commune' && places.nearest(u, file.areaWeights)?.area === place.area,
    );
    // Wards and towns hold more people and more errands than villages.
    const size = (u: Unit) => (/ xã /i.test(` ${u.name} `) ? 1 : 2);
    return [{ unit, weight: (place.value * size(unit)) / communes.reduce((sum, u) => sum + size(u), 0) }];
  });
  const totals = new Map<string, number>();
  for (const { unit, weight } of raw) totals.set(unit.level, (totals.get(unit.level) ?? 0) + weight);
  return raw.flatMap(({ unit, weight }) => {
    const share = unit.level === 'province' ? 0 : file.levelShares[unit.level];
    const scaled = weight === 0 ? 0 : (weight * share) / (totals.get(unit.level) ?? 1);
    return scaled > 0 ? [{ unit, weight: scaled }] : [];
  });
}
