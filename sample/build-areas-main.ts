/**
 * Builds a sample pack's areas.geojson, districts and communes, from its places.csv and outline.csv.
 * Usage: node --import tsx sample/build-areas-main.ts [PACK_DIR]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AreaShapes, featureCollection } from './area-shapes.ts';
import { readPlaces } from './places-file.ts';

const dir = process.argv[2] ?? 'sample/binh-phuoc';
const { districts, communes, outline } = readPlaces(dir);
const shapes = new AreaShapes(communes, outline);
const features = [
  ...districts.map(({ code, name }) =>
    shapes.feature(
      { code, name, parent: null, level: 'district' },
      communes.filter((commune) => commune.parent === code).map((commune) => commune.code),
    ),
  ),
  ...communes.map(({ code, name, parent }) =>
    shapes.feature({ code, name, parent, level: 'commune' }, [code]),
  ),
];
writeFileSync(join(dir, 'areas.geojson'), featureCollection(features));
console.log(`${features.length} areas written to ${join(dir, 'areas.geojson')}`);
