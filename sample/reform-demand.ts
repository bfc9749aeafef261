/** The demand after the reform: the new units together receive what the old ones did, without a district between. */
import type { ProvincePack } from '../pack/province-pack.ts';
import type { DemandFile } from './demand-file.ts';
import { Random } from './random.ts';
import type { NewCommune, NewDepartment } from './reform.ts';

export function reformDemand(
  before: ProvincePack,
  demand: DemandFile,
  departments: readonly NewDepartment[],
  communes: readonly NewCommune[],
): DemandFile {
  const random = new Random('demand after the reform');
  const parents = new Map(before.areas.map(({ code, parent }) => [code, parent ?? code]));
  const oldCommunes = before.areas.filter(({ level }) => level === 'commune');
  const weightOf = (area: string) => {
    const district = parents.get(area) as string;
    const siblings = oldCommunes.filter(({ parent }) => parent === district).length;
    return (demand.areaWeights[district] ?? 0) / siblings;
  };
  const rounded = (value: number) => Math.round(value * 10) / 10;
  const moved = new Set(departments.flatMap(({ fields }) => fields));
  return {
    ...demand,
    levelShares: { department: 0.2, district: 0, commune: 0.8 },
    areaWeights: Object.fromEntries(
      communes.map(({ code, old }) => [
        code,
        rounded(old.reduce((sum, area) => sum + weightOf(area), 0) * random.between(0.7, 1.3)),
      ]),
    ),
    departments: Object.fromEntries(
      departments.map(({ code, tookOver, fields }) => {
        const old = tookOver.flatMap((unit) => demand.departments[unit] ?? []);
        const kept = old.flatMap((one) => one.fields).filter((field) => !moved.has(field));
        return [
          code,
          {
            weight: Math.max(1, rounded(old.reduce((sum, { weight }) => sum + weight, 0))),
            fields: [...new Set([...kept, ...fields])],
          },
        ];
      }),
    ),
    // Some communes got used to their new tasks sooner than others.
    lateFactors: Object.fromEntries(
      communes.map(({ code, district }) => [
        code,
        rounded((demand.lateFactors[district] ?? 1) * random.between(0.2, 2.2)),
      ]),
    ),
    rooms: {},
    officersPerUnit: { ...demand.officersPerUnit, commune: 9 },
  };
}
