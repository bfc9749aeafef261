/**
 * Builds the sample pack of Đồng Nai after 1 July 2025 from that of Bình Phước and the facts of the reform
 * (`takeover.csv`, `seats.csv`, `departments.csv`): units, areas and successors of both editions, procedures, demand, and
 * what stayed: calendar, kinds of cases, indicators and indexes.
 * Usage: node --import tsx sample/build-dong-nai-main.ts
 */
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsvTable } from '../pack/csv-table.ts';
import { loadProvincePack } from '../pack/load-pack.ts';
import { featureCollection } from './area-shapes.ts';
import { loadDemandFile } from './demand-file.ts';
import { readPlaces } from './places-file.ts';
import { reformAreas } from './reform-areas.ts';
import { reformDemand } from './reform-demand.ts';
import { newUnits, oldUnits, SUCCESSOR_COLUMNS, successors, UNIT_COLUMNS, type Row } from './reform-units.ts';
import { readDepartments, readSeats, readTakeovers } from './reform.ts';

const FROM = 'sample/binh-phuoc';
const DIR = 'sample/dong-nai';

const [before, demand] = await Promise.all([loadProvincePack(FROM), loadDemandFile(FROM)]);
const places = readPlaces(FROM);
const { takeovers, communes } = readTakeovers(DIR);
const departments = readDepartments(DIR);

const table = (columns: string, rows: readonly Row[]) =>
  `${[columns, ...rows.map((row) => row.map(cell).join(','))].join('\n')}\n`;
const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const write = (file: string, text: string) => writeFileSync(join(DIR, file), text);

write(
  'units.csv',
  table(UNIT_COLUMNS, [...newUnits(departments, communes), ...oldUnits(before.units, takeovers)]),
);
write(
  'successors.csv',
  table(SUCCESSOR_COLUMNS, successors(before.units, takeovers, departments, readSeats(DIR))),
);
write('areas.geojson', featureCollection(reformAreas(places, takeovers, communes)));
write('demand.json', `${JSON.stringify(reformDemand(before, demand, departments, communes), null, 2)}\n`);
// What the districts handled went to the communes.
const procedures = readFileSync(join(FROM, 'procedures.csv'), 'utf8');
const columns = (procedures.split('\n', 1)[0] as string).split(',');
const rows = parseCsvTable('procedures.csv', procedures, { required: columns });
write(
  'procedures.csv',
  table(
    columns.join(','),
    rows.map(({ cells }) =>
      columns.map((column) => {
        const value = cells[column] as string;
        return column === 'level' && value === 'district' ? 'commune' : value;
      }),
    ),
  ),
);
for (const file of ['calendar.csv', 'indicators.csv', 'breakdowns.csv', 'targets.csv'])
  copyFileSync(join(FROM, file), join(DIR, file));
for (const folder of ['kinds', 'indexes']) cpSync(join(FROM, folder), join(DIR, folder), { recursive: true });
console.log(`${DIR}: ${communes.length} communes took over ${takeovers.length}`);
