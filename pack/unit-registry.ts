/**
 * Finds the unit that an event names. Systems tell a code or only a name (the national portal's DonViXuLy), and communes
 * of different districts share names; what could be two units is no unit: a wrong one would count silently.
 *
 * Every accepted way to write each unit is generated once, so a look-up is one search in a table. Example: "Xã Tân
 * Thành" is ambiguous, "UBND xã Tân Thành, huyện Bù Đốp" is not. "Xã Lộc Thạnh" and "Xã Lộc Thành" differ only in their
 * marks: written with them they are told apart, without them not.
 *
 * A reform may give a code or a name to another unit. Then the day of the dossier's receipt decides: it never changes,
 * while a system may send an old dossier again long after the reform, with the code that it has had since its receipt.
 *
 * A dossier's code begins with an agency id, which says less than a name: a commune's dossier may carry the id of its
 * district. So it only settles a name that several units share, and stands in where no unit is named.
 */
import { codeKey } from '../contract/canonical.ts';
import type { Unit } from './province-pack.ts';
import { agencyPath } from './agency-id.ts';
import { isValidOn, LATEST_DAY, meaningOn, meaningsByCode } from './validity.ts';
import { foldName, isPartOfUnit, markedWords, splitKind, withoutOffice } from './unit-name.ts';

/** Folded text -> the units that it may mean. */
type Table = Map<string, Unit[]>;

export class UnitRegistry {
  readonly units: readonly Unit[];
  readonly #byCode: Map<string, Unit>;
  readonly #byOfficialCode: Map<string, Unit[]>;
  /** Full names and aliases, as written in the pack. */
  readonly #byFullName: Table = new Map();
  /** Names without the office ("huyen bu dop"), communes also with their district. */
  readonly #byPlace: Table = new Map();
  /** Names without their kind ("bu dop"), communes also with their district. */
  readonly #byBareName: Table = new Map();
  /** Path of an agency id, "H10.32" -> the units that have had it, in the order of time. */
  readonly #byAgency: Table = new Map();
  readonly #provinceSuffix: RegExp | undefined;

  /** `provinceName` such as "Tỉnh Bình Phước": names may end with it, or with one that it had before. */
  constructor(units: readonly Unit[], provinceName?: string, formerNames: readonly string[] = []) {
    this.units = units;
    this.#byCode = new Map(units.map((unit) => [unit.code, unit]));
    this.#byOfficialCode = meaningsByCode(units);
    const provinces = [provinceName ?? '', ...formerNames]
      .map((name) => foldName(name).replace(/^(tinh|thanh pho) /, ''))
      .filter(Boolean);
    if (provinces.length > 0) {
      this.#provinceSuffix = new RegExp(` (?:tinh |thanh pho )?(?:${provinces.join('|')})$`);
    }
    for (const unit of units) this.#add(unit);
    for (const meanings of this.#byAgency.values())
      meanings.sort((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1));
  }

  byCode(code: string): Unit | undefined {
    return this.#byCode.get(code);
  }

  /**
   * The unit of a reference: with a known code the code decides, otherwise the name, otherwise a code that is an agency
   * id. Undefined when unknown or ambiguous.
   *
   * `day` is the local day of the dossier's receipt; absent: what the code or name means at last.
   */
  resolve(
    ref: { code?: string | null | undefined; name?: string | null | undefined },
    day = LATEST_DAY,
  ): Unit | undefined {
    const unit = ref.code == null ? undefined : this.#byAnyCode(ref.code, day);
    if (unit !== undefined) return unit;
    const agency = ref.code == null ? undefined : this.#agency(ref.code, day);
    if (ref.name == null) return agency;
    const named = this.#named(ref.name, day);
    if (named.length === 0) return isPartOfUnit(foldName(ref.name)) ? agency : undefined;
    const fitting = named.length === 1 ? named : named.filter((one) => this.#isWithin(one, agency));
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  #byAnyCode(code: string, day: string): Unit | undefined {
    const meanings = this.#byOfficialCode.get(codeKey(code));
    return meanings ? meaningOn(meanings, day) : this.#byCode.get(code);
  }

  /** The units that a name may mean on a day. */
  #named(name: string, day: string): Unit[] {
    const folded = foldName(name);
    const shorter = this.#provinceSuffix ? folded.replace(this.#provinceSuffix, '') : folded;
    for (const text of new Set([folded, shorter])) {
      for (const [table, key] of [
        [this.#byFullName, text],
        [this.#byPlace, withoutOffice(text)],
        [this.#byBareName, withoutOffice(text)],
      ] as const) {
        const found = table.get(key);
        // A stricter table that knows the text as two units settles it: a looser one must not pick one of them.
        if (found !== undefined) return possible(found, name, day);
      }
    }
    return [];
  }

  /** The unit of an agency id, or the one above it; never the whole province for an unknown part of it. */
  #agency(id: string, day: string): Unit | undefined {
    const path = agencyPath(id);
    for (let length = path.length; length > 0; length--) {
      const meanings = this.#byAgency.get(path.slice(0, length).join('.'));
      const unit = meanings && meaningOn(meanings, day);
      if (unit !== undefined && (length > 1 || path.length === 1)) return unit;
    }
    return undefined;
  }

  #isWithin(unit: Unit, above: Unit | undefined): boolean {
    for (let at: Unit | undefined = unit; at !== undefined; at = this.#byCode.get(at.parent ?? '')) {
      if (at === above) return true;
    }
    return false;
  }

  #add(unit: Unit): void {
    if (unit.agencyId) put(this.#byAgency, agencyPath(unit.agencyId).join('.'), unit);
    const district =
      unit.level === 'commune' && unit.parent !== null ? this.#byCode.get(unit.parent) : undefined;
    for (const written of [unit.name, ...unit.aliases]) {
      const full = foldName(written);
      put(this.#byFullName, full, unit);
      const place = withoutOffice(full);
      const parts = splitKind(place);
      if (place !== '') put(parts ? this.#byPlace : this.#byBareName, place, unit);
      if (parts) put(this.#byBareName, parts.name, unit);
      for (const districtName of district ? placeNames(district) : []) {
        put(this.#byPlace, `${place} ${districtName}`, unit);
        put(this.#byPlace, `${districtName} ${place}`, unit);
        if (parts) put(this.#byBareName, `${parts.name} ${districtName}`, unit);
      }
    }
  }
}

/** The ways to write a district inside a commune's name: "huyen bu dop", "bu dop", "ubnd huyen bu dop". */
function placeNames(district: Unit): string[] {
  const places = [district.name, ...district.aliases].map((name) => withoutOffice(foldName(name)));
  const withKind = places.filter((place) => splitKind(place));
  const names = withKind.flatMap((place) => [place, splitKind(place)?.name ?? place, `ubnd ${place}`]);
  return [...new Set(names)];
}

/** Of units that share a name those of the day, and of these the one that is written with its marks. */
function possible(units: Unit[], text: string, day: string): Unit[] {
  if (units.length === 1) return units;
  const ofDay = units.filter((unit) => isValidOn(unit, day));
  const known = ofDay.length > 0 ? ofDay : units;
  return known.length === 1 ? known : byMarks(known, text);
}

/** Of units whose names differ only in their marks the one that is written with its marks; all when none is. */
function byMarks(units: Unit[], text: string): Unit[] {
  const words = new Set(markedWords(text));
  const fitting = units.filter((unit) => {
    const place = withoutOffice(foldName(unit.name));
    const bareName = splitKind(place)?.name ?? place;
    return markedWords(unit.name)
      .slice(-bareName.split(' ').length)
      .every((word) => words.has(word));
  });
  return fitting.length > 0 ? fitting : units;
}

function put(table: Table, key: string, unit: Unit): void {
  const known = table.get(key);
  if (known === undefined) table.set(key, [unit]);
  else if (!known.includes(unit)) known.push(unit);
}
