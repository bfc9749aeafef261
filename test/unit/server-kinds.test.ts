import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Redactor } from '../../contract/redactor.ts';
import { serverConfig, serverEnv } from '../../server/config.ts';
import { Server } from '../../server/server.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pack-'));
  await cp('sample/binh-phuoc', dir, { recursive: true });
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

async function editRating(edit: (text: string) => string): Promise<void> {
  const file = join(dir, 'kinds/rating.json');
  await writeFile(file, edit(await readFile(file, 'utf8')));
}

/** What a server logs while it is made of the pack. */
async function logOfServer(): Promise<string> {
  const lines: string[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString());
      done();
    },
  });
  const config = serverConfig(serverEnv.parse({ PROVINCE_PACK: dir }));
  await Server.create(config, 'test', pino(sink), new Redactor());
  return lines.join('');
}

it('a server warns of numbers that no lock holds yet, with what to add, and refuses one that was changed', async () => {
  expect(await logOfServer()).not.toContain('lock-kinds');
  await editRating((text) =>
    text.replace(
      '"statuses": [',
      '"statuses": [{ "n": 4, "code": "fair", "vi": "Bình thường", "group": "resolved" },',
    ),
  );
  const [warning] = (await logOfServer()).split('\n').filter((line) => line.includes('lock-kinds'));
  expect(JSON.parse(warning as string)).toMatchObject({ level: 40, add: ['rating: "fair": 4'] });
  await editRating((text) => text.replace('"n": 3', '"n": 5'));
  await expect(logOfServer()).rejects.toThrow(
    /^kinds\/rating\.json line 7, statuses\.3\.n: "veryGood" has number 5, and had 3 \(kinds\/statuses\.lock\.json line \d+\)/,
  );
});
