/** `npm run lock-kinds`: checks the kinds of the pack, and writes the numbers of new statuses into their lock file. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readKinds } from './load-kinds.ts';
import { PackError } from './pack-error.ts';
import { LOCK_FILE, lockLines } from './status-lock.ts';

async function run(dir: string): Promise<void> {
  const { files, lock } = await readKinds(dir);
  if (files.length === 0) throw new PackError(join(dir, 'kinds'), 'no kind of cases', 'kinds/NAME.json');
  const unheld = lock.unheld(files);
  if (unheld.length > 0) {
    // Whole or not at all: a torn lock would hold nothing.
    const whole = join(dir, 'kinds', '.statuses.lock.new');
    await writeFile(whole, lock.textWith(unheld));
    await rename(whole, join(dir, LOCK_FILE));
  }
  const held = files.flatMap(({ kind }) => kind.statuses).length;
  console.log(`${join(dir, LOCK_FILE)} holds the numbers of ${held} statuses of ${files.length} kinds`);
  for (const line of lockLines(unheld)) console.log(`added to ${line}`);
}

run(process.env['PROVINCE_PACK'] || 'sample/binh-phuoc').catch((error: unknown) => {
  const isExpected = error instanceof PackError || (error as NodeJS.ErrnoException).syscall !== undefined;
  console.error(isExpected ? (error as Error).message : error);
  process.exit(1);
});
