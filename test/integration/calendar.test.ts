import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarAnswer, DossierDetail, Figures, Problem } from '../../contract/api.ts';
import { formatTime } from '../../contract/time.ts';
import { publicHolidays } from '../../pack/public-holidays.ts';
import type { RecountResult } from '../../server/state/log/recount.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { shown, Viewer } from '../support/viewer.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const DAY = 86_400_000;
const SERVERS = ['server', 'second'];
/** Its legal time in the test's pack: 5 working days, which are 40 hours of office time. */
const PROCEDURE = { code: '9.999999', name: 'Thử' };
const AROUND_THE_CLOCK = 'mon-sun,00:00-23:59';
const AN_HOUR_A_DAY = 'mon-sun,08:00-09:00';

let product: Product;
let pack: string;

/** One row per line under the header. */
const writeHours = (...rows: string[]) =>
  writeFile(join(pack, 'office-hours.csv'), ['weekdays,sessions,unit', ...rows].join('\n'));

beforeAll(async () => {
  pack = join(await mkdtemp(join(tmpdir(), 'calendar-')), 'pack');
  await cp('sample/binh-phuoc', pack, { recursive: true });
  const procedures = await readFile(join(pack, 'procedures.csv'), 'utf8');
  await writeFile(
    join(pack, 'procedures.csv'),
    `${procedures.trimEnd()}\n${PROCEDURE.code},${PROCEDURE.name},Thử,district,full,5,workingDay,,,0\n`,
  );
  // One day off around Tết keeps those years from being filled, so that the test runs the same on any day of the year.
  const year = new Date().getFullYear();
  const tet = [year - 1, year, year + 1].map((y) =>
    publicHolidays(y).find(({ name }) => /^Tết N/.test(name)),
  );
  await writeFile(
    join(pack, 'calendar.csv'),
    ['date,day_type,name', ...tet.map((day) => `${day?.date},off,Tết`)].join('\n'),
  );
  await writeHours(AROUND_THE_CLOCK);
  product = await Product.create({ PROVINCE_PACK: pack });
  await Promise.all([product.startIngest(), ...SERVERS.map((server) => product.startServer({}, server))]);
  const now = Date.now();
  const dueAt = formatTime(now + 4 * DAY);
  const receivedAt = formatTime(now - 30 * DAY);
  await product.produce(
    [
      snapshotEvent({ code: 'COMPUTED', procedure: PROCEDURE, receivedAt, dueAt: null }),
      snapshotEvent({ code: 'TOLD', procedure: PROCEDURE, receivedAt, dueAt }),
      snapshotEvent({ code: 'ELSEWHERE', unit: { code: 'H10.2.04' }, receivedAt, dueAt }),
    ].map((event) => messageOf(event)),
  );
  await eventually(async () => (await all()).every(({ counts }) => counts.inProgress.total === 3));
});
afterAll(async () => {
  await product?.stop();
  await rm(join(pack, '..'), { recursive: true });
});

/** The figures of the last hundred days, which hold all dossiers on any day of the year. */
function all(): Promise<Figures[]> {
  const period = { from: formatTime(Date.now() - 100 * DAY), to: formatTime(Date.now()) };
  const query = `from=${period.from.slice(0, 10)}&to=${period.to.slice(0, 10)}`;
  return Promise.all(
    SERVERS.map(async (server) => {
      const response = await viewerFetch(`${product.serverUrlOf(server)}/api/v1/snapshot?${query}`);
      return (await response.json()) as Figures;
    }),
  );
}

const open = ({ counts }: Figures) => [counts.inProgress.late, counts.inProgress.dueSoon];

async function figuresBecome(late: number, dueSoon: number): Promise<void> {
  await eventually(async () => {
    for (const figures of await all()) expect(open(figures)).toEqual([late, dueSoon]);
    return true;
  });
}

async function recountIsEqual(): Promise<void> {
  const result = await product.get<RecountResult>('/api/v1/recount');
  expect(result.differences).toEqual([]);
}

describe('a calendar that changes while servers run', () => {
  it('names at the start the years whose holidays it lacks', async () => {
    expect(await product.logOf('server')).toMatch(
      /"years":"2007-\d{4}, \d{4}-2099","msg":"calendar\.csv has no/,
    );
    const [figures] = await all();
    expect(figures?.filledYears).toEqual([]);
    expect(figures?.rule).toEqual({ name: 'date', version: 1 });
    const old = await product.snapshot('?from=2012-06-01&to=2013-02-01');
    expect(old.filledYears).toEqual([2012, 2013]);
  });

  it('moves computed due dates and what is due soon, on every server, and the recount stays equal', async () => {
    const viewers = SERVERS.map((server) => new Viewer(product.serverUrlOf(server)));
    for (const viewer of viewers) {
      await viewer.connected();
      await viewer.watch('province');
    }
    await figuresBecome(1, 0);
    await recountIsEqual();
    const before = await product.get<DossierDetail>('/api/v1/dossiers/COMPUTED');
    expect(before).toMatchObject({ dueComputed: true, lateness: 'late' });

    // Forty hours take forty days now, and a working day eight days.
    await writeHours(AN_HOUR_A_DAY, `${AROUND_THE_CLOCK},H10.2.04`);
    await figuresBecome(0, 1);
    await recountIsEqual();
    const after = await product.get<DossierDetail>('/api/v1/dossiers/COMPUTED');
    expect(after).toMatchObject({ dueComputed: true, lateness: 'withinDue', lateWorkingDays: 0 });
    expect(Date.parse(after.dueAt as string)).toBeGreaterThan(Date.parse(before.dueAt as string) + 30 * DAY);
    const soon = await product.dossiers('?lateness=dueSoon');
    expect(soon.items.map(({ code, dueComputed }) => [code, dueComputed])).toEqual([['TOLD', false]]);
    for (const [i, viewer] of viewers.entries()) {
      await eventually(async () => {
        const response = await viewerFetch(`${product.serverUrlOf(SERVERS[i] as string)}/api/v1/snapshot`);
        expect(shown(viewer.stream('province').figures)).toEqual(shown((await response.json()) as Figures));
        return viewer.stream('province').snapshots > 1;
      });
      expect(viewer.stream('province').gaps).toBe(0);
      viewer.close();
    }

    await writeHours(AROUND_THE_CLOCK);
    await figuresBecome(1, 0);
    await recountIsEqual();
  });

  it('shows the hours of each day as they are counted, of a unit and of the province', async () => {
    await writeHours(AN_HOUR_A_DAY, `sat,,H10.2.04`);
    const of = (query: string) => product.get<CalendarAnswer>(`/api/v1/calendar?${query}`);
    const saturday = 'from=2021-10-09&to=2021-10-09';
    await figuresBecome(0, 2);
    expect((await of(`unit=H10.2.04&${saturday}`)).days[0]?.sessions).toEqual([]);
    expect((await of(saturday)).days).toEqual([
      { date: '2021-10-09', sessions: ['08:00-09:00'], name: null },
    ]);
    const tet = await of('from=2012-01-21&to=2012-01-25');
    expect(tet.days.map(({ sessions }) => sessions)).toEqual([[], [], [], [], []]);
    expect(tet.days.map(({ name }) => name)).toEqual(new Array(5).fill('Tết Nguyên Đán'));
    expect(tet.filledYears).toContain(2012);
    expect(tet.rule).toEqual({ name: 'date', version: 1 });
    expect((await of('')).days).toHaveLength(31);
    for (const query of ['unit=NOBODY', 'from=2021-10-09&to=2023-10-09', 'from=9/10/2021']) {
      const response = await viewerFetch(`${product.serverUrl}/api/v1/calendar?${query}`);
      expect(response.status).toBe(400);
      const { field, accepted } = (await response.json()) as Problem;
      expect(field).toBe(query.includes('&') ? 'to' : query.split('=')[0]);
      expect(accepted).toBeTruthy();
    }
    await writeHours(AROUND_THE_CLOCK);
    await figuresBecome(1, 0);
  });

  it('keeps the calendar before while a file has a fault, and says so', async () => {
    const viewer = new Viewer(product.serverUrl);
    await viewer.connected();
    await writeHours('mon-sun,8h-9h');
    const trouble = /^office-hours\.csv row 2, sessions: "8h-9h"; accepted: HH:MM-HH:MM/;
    await eventually(() => trouble.test(viewer.lastBeat.calendarTrouble ?? ''));
    for (const figures of await all()) {
      expect(figures.feed.calendarTrouble ?? 'not yet').toMatch(/not yet|^office-hours/);
      expect(open(figures)).toEqual([1, 0]);
    }
    const metrics = await viewerFetch(`${product.serverUrl}/metrics`);
    expect(await metrics.text()).toContain('monitor_calendar_refused 1');
    const lines = (await product.logOf('server')).split('\n');
    expect(lines.filter((line) => line.includes('the changed calendar is not taken'))).toHaveLength(1);

    await writeHours(AN_HOUR_A_DAY);
    await figuresBecome(0, 2);
    await eventually(() => viewer.lastBeat.calendarTrouble === undefined);
    viewer.close();
  });

  it('moves tens of thousands of dossiers, some at a time', async () => {
    const receivedAt = formatTime(Date.now() - 30 * DAY);
    const many = Array.from({ length: 25_000 }, (_, i) =>
      messageOf(snapshotEvent({ code: `MANY-${i}`, procedure: PROCEDURE, receivedAt })),
    );
    await product.produce(many);
    await eventually(async () => (await all()).every(({ counts }) => counts.inProgress.total === 25_003));
    await figuresBecome(0, 2);
    await writeHours(AROUND_THE_CLOCK);
    await figuresBecome(25_001, 0);
    await recountIsEqual();
  });

  it('takes another lateness rule, and figures name it', async () => {
    const settings = JSON.parse(await readFile(join(pack, 'pack.json'), 'utf8')) as object;
    await writeFile(join(pack, 'pack.json'), JSON.stringify({ ...settings, latenessRule: 'instant.v1' }));
    await eventually(async () => (await all()).every(({ rule }) => rule.name === 'instant'));
    await recountIsEqual();
  });
});
