/** A stream of dossiers that time alone moves while a test runs, and the pack by whose calendars it does. */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatTime } from '../../contract/time.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { WORKING_DAY_MS, WorkingCalendar } from '../../pack/working-calendar.ts';
import { correctionEvent, messageOf, progressEvent, snapshotEvent } from './events.ts';
import type { Product } from './product.ts';

/** A unit with a working calendar of its own. */
export const OWN_HOURS = 'H10.2.01';

/** Instants are compared to the ms, at any hour: what time alone moves moves while the test runs. The caller removes it. */
export async function writeInstantPack(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'pack-'));
  await cp('sample/binh-phuoc', dir, { recursive: true });
  const settings = JSON.parse(await readFile(join(dir, 'pack.json'), 'utf8')) as object;
  const officeHours = {
    weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    sessions: ['00:00-12:00', '12:00-23:59'],
  };
  await writeFile(
    join(dir, 'pack.json'),
    JSON.stringify({ ...settings, latenessRule: 'instant', officeHours }),
  );
  await writeFile(
    join(dir, 'office-hours.csv'),
    `weekdays,sessions,unit\nmon-sun,00:00-16:00,${OWN_HOURS}\n`,
  );
  return dir;
}

/** Batches of a stream: some, and more while a busy machine has shown too little of them. */
export async function sendBatches(
  send: (batch: number) => Promise<void>,
  isEnough: () => boolean,
): Promise<void> {
  for (let batch = 0; batch < 25 || (batch < 400 && !isEnough()); batch++) {
    await send(batch);
    await sleep(120);
  }
}

/** Some seconds of events whose dossiers are received, become due soon, late and closed while it runs. */
export async function sendPassingStream(
  product: Product,
  packDir: string,
  isEnough: () => boolean,
): Promise<void> {
  const { calendar: table } = await loadProvincePack(packDir);
  const units = ['H10.2.03', OWN_HOURS];
  const calendars = [new WorkingCalendar(table), new WorkingCalendar(table, OWN_HOURS)];
  /** Closings of the batch before: some are taken back. */
  let corrected: ReturnType<typeof progressEvent>[] = [];
  await sendBatches(async (batch) => {
    const now = Date.now();
    const soon = (seconds: number) => formatTime(now + seconds * 1_000);
    const events = Array.from({ length: 20 }, (_, i) => {
      const code = `S-${batch}-${i}`;
      const unit = { code: units[i % 2] as string };
      const workingDayLater = calendars[i % 2]?.addWorkingTime(now, WORKING_DAY_MS) as number;
      const dueAt = i % 3 === 0 ? formatTime(workingDayLater + (i - 10) * 300) : soon((i - 4) / 4);
      return snapshotEvent({ code, unit, dueAt, receivedAt: soon((i - 12) / 5) });
    });
    const closings = Array.from({ length: batch === 0 ? 0 : 8 }, (_, i) =>
      progressEvent(
        {
          code: `S-${batch - 1}-${i}`,
          status: (['returned', 'withdrawn', 'stopped', 'processing'] as const)[i % 4] as 'returned',
        },
        { time: soon((i - 4) / 3) },
      ),
    );
    const corrections = corrected
      .splice(0, 3)
      .map(({ source, id, data: { code } }) =>
        correctionEvent({ code, revokes: [{ source, id }], reason: 'Nhập nhầm' }),
      );
    corrected = closings;
    const all = [...events, ...closings, ...corrections];
    await product.produce(all.map((event) => messageOf(event)));
  }, isEnough);
}
