/** The areas of a province before and after the reform as lines of an areas.geojson. */
import { AreaShapes, type AreaProperties } from './area-shapes.ts';
import type { readPlaces } from './places-file.ts';
import {
  FIRST_DAY_OF_2022_NAMES,
  FIRST_NEW_DAY,
  LAST_DAY_OF_2021_NAMES,
  LAST_OLD_DAY,
  type NewCommune,
  type Takeover,
} from './reform.ts';

/** A grouping that stays when districts go: the province's own, for maps and leaders. */
const regionCode = (district: string) => `KV${district}`;

export function reformAreas(
  places: ReturnType<typeof readPlaces>,
  takeovers: readonly Takeover[],
  communes: readonly NewCommune[],
): string[] {
  const shapes = new AreaShapes(places.communes, places.outline);
  const oldIn = (district: string) => takeovers.filter((t) => t.district === district).map((t) => t.code);
  const newIn = (district: string) => communes.filter((commune) => commune.district === district);
  const regions = places.districts.map(({ code, name }) =>
    shapes.feature(
      {
        code: regionCode(code),
        name: name.replace(/^(Thành phố|Thị xã|Huyện)/, 'Khu vực'),
        parent: null,
        level: 'region',
      },
      newIn(code).flatMap((commune) => commune.old),
    ),
  );
  const newCommunes = communes.map(({ code, name, district, old }) =>
    shapes.feature(
      { code, name, parent: regionCode(district), level: 'commune', validFrom: FIRST_NEW_DAY },
      old,
    ),
  );
  const districts = places.districts.map(({ code, name }) =>
    shapes.feature(
      {
        code,
        name: code === '697' ? 'Thị xã Chơn Thành' : name,
        parent: regionCode(code),
        level: 'district',
        validTo: LAST_OLD_DAY,
      },
      oldIn(code),
    ),
  );
  const oldCommunes = places.communes.flatMap(({ code, name, parent }) => {
    const renamed = takeovers.find((t) => t.code === code)?.name;
    const names: Pick<AreaProperties, 'name' | 'validFrom' | 'validTo'>[] =
      renamed === undefined || renamed === name
        ? [{ name, validTo: LAST_OLD_DAY }]
        : [
            { name, validTo: LAST_DAY_OF_2021_NAMES },
            { name: renamed, validFrom: FIRST_DAY_OF_2022_NAMES, validTo: LAST_OLD_DAY },
          ];
    return names.map((named) => shapes.feature({ code, parent, level: 'commune', ...named }, [code]));
  });
  return [...regions, ...newCommunes, ...districts, ...oldCommunes];
}
