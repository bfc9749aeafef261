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
 */
import type { Unit } from './province-pack.ts';
import { isValidOn, LATEST_DAY, meaningOn, meaningsByCode } from './validity.ts';
import { foldName, markedWords, splitKind, withoutOffice } from './unit-name.ts';

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
  }

  byCode(code: string): Unit | undefined {
    return this.#byCode.get(code);
  }

  /**
   * The unit of a reference; with a known code the code decides. Undefined when unknown or ambiguous.
   *
   * `day` is the local day of the dossier's receipt; absent: what the code or name means at last.
   */
  resolve(
    ref: { code?: string | null | undefined; name?: string | null | undefined },
    day = LATEST_DAY,
  ): Unit | undefined {
    const unit = ref.code == null ? undefined : this.#byAnyCode(ref.code, day);
    return unit ?? (ref.name == null ? undefined : this.#byName(ref.name, day));
  }

  #byAnyCode(code: string, day: string): Unit | undefined {
    const meanings = this.#byOfficialCode.get(code);
    return meanings ? meaningOn(meanings, day) : this.#byCode.get(code);
  }

  #byName(name: string, day: string): Unit | undefined {
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
        if (found !== undefined) return theOne(found, name, day);
      }
    }
    return undefined;
  }

  #add(unit: Unit): void {
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

/** Of units that share a name those of the day; of several the only one with the text's marks. */
function theOne(units: readonly Unit[], text: string, day: string): Unit | undefined {
  if (units.length === 1) return units[0];
  const ofDay = units.filter((unit) => isValidOn(unit, day));
  const possible = ofDay.length > 0 ? ofDay : units;
  return possible.length === 1 ? possible[0] : onlyByMarks(possible, text);
}

/** The only one of the units whose name, marks included, stands in the text. */
function onlyByMarks(units: readonly Unit[], text: string): Unit | undefined {
  const words = new Set(markedWords(text));
  const fitting = units.filter((unit) => {
    const place = withoutOffice(foldName(unit.name));
    const bareName = splitKind(place)?.name ?? place;
    return markedWords(unit.name)
      .slice(-bareName.split(' ').length)
      .every((word) => words.has(word));
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

function put(table: Table, key: string, unit: Unit): void {
  const known = table.get(key);
  if (known === undefined) table.set(key, [unit]);
  else if (!known.includes(unit)) known.push(unit);
}
