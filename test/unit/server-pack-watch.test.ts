import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { Faults } from '../../errors/faults.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { AlertSettings } from '../../server/alerts/alert-settings.ts';
import { alertsPart, calendarPart, packStamps, wallsPart } from '../../server/pack-parts.ts';
import { PackWatch } from '../../server/pack-watch.ts';
import { SERVER_FAULT_PLACES } from '../../server/server-faults.ts';
import type { DeadlineSettings } from '../../server/state/cases/deadlines.ts';
import { WallSettings } from '../../server/walls/wall-settings.ts';
import { eventually } from '../support/eventually.ts';

const RULE = { rule: 'mine', name: { vi: 'Của tôi' }, when: 'late', kind: '*', severity: 'info' };
const rules = (...some: object[]) => JSON.stringify({ rules: some }, null, 1);

const open: { watch: PackWatch; dir: string }[] = [];
afterAll(async () => {
  await Promise.all(open.map(({ watch }) => watch.stop()));
  await Promise.all(open.map(({ dir }) => rm(dir, { recursive: true })));
});

/** A server's watch over a copy of the sample pack without alerts of its own. */
async function watched() {
  const dir = await mkdtemp(join(tmpdir(), 'pack-watch-'));
  await cp('sample/binh-phuoc', dir, { recursive: true });
  for (const file of ['alerts.json', 'contacts.csv', 'chat-templates'])
    await rm(join(dir, file), { recursive: true });
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const stamps = await packStamps(dir);
  const pack = await loadProvincePack(dir);
  const settings = new AlertSettings(pack.alerts);
  let changes = 0;
  settings.on('changed', () => changes++);
  const calendars: DeadlineSettings[] = [];
  const walls = new WallSettings(pack.walls);
  const watch = new PackWatch(
    [
      calendarPart(
        {
          ...{ packDir: dir, pack, stampInUse: stamps.calendar },
          taken: (calendar) => void calendars.push(calendar),
          refused: () => undefined,
        },
        log,
      ),
      alertsPart({
        ...{ packDir: dir, pack, stampInUse: stamps.alerts },
        taken: (alerts) => settings.take(alerts),
        refused: (trouble) => settings.refused(trouble),
      }),
      wallsPart({
        ...{ packDir: dir, pack, stampInUse: stamps.walls },
        taken: (taken) => walls.take(taken),
        refused: (trouble) => walls.refused(trouble),
      }),
    ],
    new Faults(SERVER_FAULT_PLACES, log),
    log,
  );
  watch.start();
  open.push({ watch, dir });
  return {
    settings,
    calendars,
    walls,
    lines,
    changes: () => changes,
    write: (file: string, text: string) => writeFile(join(dir, file), text),
    remove: (file: string) => rm(join(dir, file), { recursive: true }),
    makeFolder: (folder: string) => mkdir(join(dir, folder)),
  };
}

describe.concurrent('the alerts of a pack that change while a server runs', () => {
  it('are taken, and nothing else with them', async () => {
    const { settings, calendars, write, changes } = await watched();
    await write('alerts.json', rules(RULE));
    await eventually(() => settings.current.rules[0]?.rule === 'mine');
    expect(changes()).toBe(1);
    await write('contacts.csv', 'unit,role,name,mail,webhook\n,centre,Trực ban,a@example.vn,\n');
    await eventually(() => settings.current.contacts.length === 1);
    expect(changes()).toBe(2);
    expect(calendars).toEqual([]);
  });

  it('stand as they were while they have a fault, which is told once with file and line', async () => {
    const { settings, lines, write } = await watched();
    await write('alerts.json', rules(RULE));
    await eventually(() => settings.current.rules[0]?.rule === 'mine');
    await write('alerts.json', rules({ ...RULE, rule: 'other', severity: 'high' }));
    await eventually(() => settings.trouble !== undefined);
    expect(settings.trouble).toMatch(/^alerts\.json line 10, rules\.0\.severity: "high"; accepted: info/);
    expect(settings.current.rules[0]?.rule).toBe('mine');
    await write('alerts.json', rules({ ...RULE, rule: 'other' }));
    await eventually(() => settings.current.rules[0]?.rule === 'other');
    expect(settings.trouble).toBeUndefined();
    const refused = lines.filter((line) => line.includes('is not taken; the one before stands'));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toContain('alerts.json line 10');
  });

  it('see chat templates appear, change and vanish', async () => {
    const { settings, write, remove, makeFolder } = await watched();
    await makeFolder('chat-templates');
    await write('chat-templates/mine.json', '{"text": "{title}"}');
    await eventually(() => settings.current.templates.length === 1);
    await write('chat-templates/mine.json', '{"text": "{text}"}');
    await eventually(() => JSON.stringify(settings.current.templates[0]?.body) === '{"text":"{text}"}');
    await write(
      'contacts.csv',
      'unit,role,name,mail,webhook,template\n,head,Nhóm,,https://chat.example.vn/,mine\n',
    );
    await eventually(() => settings.current.contacts.length === 1);
    await remove('chat-templates');
    await eventually(() => settings.trouble !== undefined);
    expect(settings.trouble).toContain('contacts.csv row 2, template: "mine"');
    expect(settings.current.templates).toHaveLength(1);
  });

  it('are the usual ones again when the file is removed', async () => {
    const { settings, write, remove } = await watched();
    await write('alerts.json', rules());
    await eventually(() => settings.current.rules.length === 0);
    await remove('alerts.json');
    await eventually(() => settings.current.rules[0]?.rule === 'late');
  });

  it('leave a changed calendar to be taken by itself', async () => {
    const { settings, calendars, changes, write } = await watched();
    await write('alerts.json', '{');
    await eventually(() => settings.trouble !== undefined);
    await write('office-hours.csv', 'weekdays,sessions,unit\nmon-sun,08:00-09:00,\n');
    await eventually(() => calendars.length === 1);
    expect(changes()).toBe(0);
  });
});

describe.concurrent('the walls of a pack that change while a server runs', () => {
  it('are taken by themselves, stand while the file has a fault, and are none without it', async () => {
    const { walls, calendars, changes, write, remove, lines } = await watched();
    const pages = [{ name: { vi: 'Trang' }, tiles: [{ type: 'clock', at: [0, 0], size: [1, 1] }] }];
    const mine = { wall: 'mine', name: { vi: 'Của tôi' }, scope: 'province', pages };
    await write('walls.json', JSON.stringify({ walls: [mine] }));
    await eventually(() => walls.current[0]?.wall === 'mine');
    await write('walls.json', JSON.stringify({ walls: [{ ...mine, scope: 'area:1' }] }));
    await eventually(() => walls.trouble !== undefined);
    expect(walls.trouble).toMatch(/^walls\.json line 1, wall 1, scope: "area:1"; accepted: province/);
    expect(walls.current).toHaveLength(1);
    expect(lines.filter((line) => line.includes('the changed set of walls is not taken'))).toHaveLength(1);
    await remove('walls.json');
    await eventually(() => walls.current.length === 0);
    expect(walls.trouble).toBeUndefined();
    expect([changes(), calendars]).toEqual([0, []]);
  });
});
