/** The units of a province before and after the reform, and who took over from whom, as rows of a pack's tables. */
import type { Unit } from '../pack/province-pack.ts';
import {
  FIRST_DAY_OF_2022_NAMES,
  FIRST_NEW_DAY,
  LAST_DAY_OF_2021_NAMES,
  LAST_OLD_DAY,
  type NewCommune,
  type NewDepartment,
  type Takeover,
} from './reform.ts';

export const UNIT_COLUMNS = 'code,name,aliases,level,area,parent,valid_from,valid_to,agency_id';
export const SUCCESSOR_COLUMNS = 'code,valid_to,successor_code,successor_valid_from';
const CENTRE = 'H19.1.00';

export type Row = readonly string[];

export const newCommuneUnit = (code: string) => `H19.3.${code}`;

/** The units of 2021, each with its last day; where the name changed in 2022, one row for each name. */
export function oldUnits(units: readonly Unit[], takeovers: readonly Takeover[]): Row[] {
  return units.flatMap((unit): Row[] => {
    const { code, name, level, area, parent, agencyId } = unit;
    const row = (name: string, from: string, to: string): Row => [
      code,
      name,
      unit.aliases.join('|'),
      level,
      area ?? '',
      parent ?? '',
      from,
      to,
      agencyId ?? '',
    ];
    const renamed = level === 'commune' ? unitName(takeovers.find((t) => t.code === area)?.name ?? '') : name;
    if (renamed === name) return [row(name, '', LAST_OLD_DAY)];
    return [row(name, '', LAST_DAY_OF_2021_NAMES), row(renamed, FIRST_DAY_OF_2022_NAMES, LAST_OLD_DAY)];
  });
}

export function newUnits(departments: readonly NewDepartment[], communes: readonly NewCommune[]): Row[] {
  const agency = (number: number) => `000.00.${`${number}`.padStart(2, '0')}.H19`;
  return [
    [CENTRE, 'Trung tâm Phục vụ hành chính công tỉnh', 'TTPVHCC tỉnh', 'province', '', '', agency(0)],
    ...departments.map(({ code, name, aliases }, i) => [
      code,
      name,
      aliases,
      'department',
      '',
      CENTRE,
      agency(i + 1),
    ]),
    ...communes.map(({ code, name }, i) => [
      newCommuneUnit(code),
      unitName(name),
      `Trung tâm Phục vụ hành chính công ${name.replace(/^./, (letter) => letter.toLowerCase())}`,
      'commune',
      code,
      '',
      agency(i + 41),
    ]),
  ].map(([code, name, aliases, level, area, parent, agencyId]) => [
    code as string,
    name as string,
    aliases as string,
    level as string,
    area as string,
    parent as string,
    FIRST_NEW_DAY,
    '',
    agencyId as string,
  ]);
}

/** A district's tasks went to the communes; here to the one of its seat, so that each dossier has one place. */
export function successors(
  units: readonly Unit[],
  takeovers: readonly Takeover[],
  departments: readonly NewDepartment[],
  seats: ReadonlyMap<string, string>,
): Row[] {
  const communeOf = (area: string) =>
    newCommuneUnit(takeovers.find((t) => t.code === area)?.newCode as string);
  return units.flatMap(({ code, level, area, name }): Row[] => {
    const successor =
      level === 'commune'
        ? communeOf(area as string)
        : level === 'district'
          ? communeOf(seats.get(area as string) as string)
          : level === 'province'
            ? CENTRE
            : departments.find(({ tookOver }) => tookOver.includes(code))?.code;
    if (successor === undefined) throw new Error(`departments.csv: nobody took over ${code}`);
    const last: Row = [code, LAST_OLD_DAY, successor, FIRST_NEW_DAY];
    const now = takeovers.find((t) => level === 'commune' && t.code === area);
    return now === undefined || unitName(now.name) === name
      ? [last]
      : [[code, LAST_DAY_OF_2021_NAMES, code, FIRST_DAY_OF_2022_NAMES], last];
  });
}

/** `Phường Tân Phú` -> `UBND phường Tân Phú`. */
function unitName(areaName: string): string {
  return `UBND ${areaName.replace(/^./, (letter) => letter.toLowerCase())}`;
}
