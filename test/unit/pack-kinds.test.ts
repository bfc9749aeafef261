import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import { STATUS_CODES, STATUS_GROUPS, statusGroup, type Status } from '../../contract/status.ts';
import { loadKinds } from '../../pack/load-kinds.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';

const SAMPLE = 'sample/binh-phuoc';
const LOCK = 'kinds/statuses.lock.json';
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true })));
});

/** A pack with the kinds of the sample and these texts of files in their place; null: without the file. */
async function packWith(texts: Record<string, string | null>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'kinds-'));
  folders.push(dir);
  await cp(join(SAMPLE, 'kinds'), join(dir, 'kinds'), { recursive: true });
  for (const [file, text] of Object.entries(texts)) {
    if (text === null) await rm(join(dir, file));
    else await writeFile(join(dir, file), text);
  }
  return dir;
}

/** As their files are named. */
async function sampleKinds(): Promise<string[]> {
  const files = await readdir(join(SAMPLE, 'kinds'));
  return files
    .filter((name) => name !== basename(LOCK))
    .map((name) => basename(name, '.json'))
    .sort();
}

const textOf = (file: string) => readFile(join(SAMPLE, file), 'utf8');

async function edited(file: string, edit: (text: string) => string): Promise<string> {
  const before = await textOf(file);
  const after = edit(before);
  expect(after).not.toBe(before);
  return packWith({ [file]: after });
}

/** The least that a kind has to say, with other members in the place of these. */
const small = (members: Record<string, unknown> = {}) =>
  JSON.stringify({
    kind: 'task',
    name: { vi: 'Nhiệm vụ' },
    statuses: [{ n: 1, code: 'open', vi: 'Đang làm', group: 'inProgress' }],
    ...members,
  });

describe('the kinds of a pack', () => {
  it('begin with the dossier, whose statuses have the numbers and groups of the contract', async () => {
    const { kinds } = await loadProvincePack('sample/long-an');
    expect(kinds).toEqual([DOSSIER_KIND]);
    expect(DOSSIER_KIND.statuses.map(({ code, n, group }) => [code, n, group])).toEqual(
      Object.entries(STATUS_CODES).map(([code, n]) => [code, n, statusGroup(STATUS_CODES[code as Status])]),
    );
  });

  it('are those of the sample, all numbers held', async () => {
    const { kinds, unheldNumbers } = await loadProvincePack(SAMPLE);
    expect(kinds.map(({ kind }) => kind)).toEqual(['dossier', ...(await sampleKinds())]);
    expect(unheldNumbers).toEqual([]);
    const [feedback, payment, petition] = ['feedback', 'payment', 'petition'].map((code) =>
      kinds.find(({ kind }) => kind === code),
    );
    expect(feedback).toMatchObject({
      clock: { from: ['transferredAt', 'receivedAt'], to: ['finishedAt'] },
      limits: [
        { amount: 15, unit: 'workingDay', validFrom: null, status: null, category: null },
        { status: 'refused', amount: 2 },
        { status: 'sentBack', amount: 2 },
        { status: 'awaitingCitizen', amount: 5 },
      ],
      stages: [{ name: 'publish', from: 'finishedAt', to: 'publishedAt', amount: 2 }],
      measures: ['score'],
      confidential: false,
      tiles: ['open', 'lateNow', 'onTime', 'byUnit', 'trend'],
    });
    expect(payment).toMatchObject({ clock: null, limits: [], measures: ['amountVnd'] });
    expect(petition).toMatchObject({ clock: { from: ['acceptedAt'] }, confidential: true });
  });

  it('need a name and statuses and nothing else', async () => {
    const { kinds, unheldNumbers } = await loadKinds(
      await packWith({ 'kinds/task.json': `\uFEFF${small()}` }),
    );
    expect(kinds.at(-1)).toEqual({
      kind: 'task',
      name: { vi: 'Nhiệm vụ', en: 'Nhiệm vụ' },
      statuses: [{ n: 1, code: 'open', vi: 'Đang làm', en: 'Đang làm', group: 'inProgress' }],
      clock: null,
      limits: [],
      stages: [],
      categories: [],
      channels: [],
      measures: [],
      confidential: false,
      tiles: ['open', 'lateNow', 'onTime', 'byUnit', 'trend'],
    });
    expect(unheldNumbers).toEqual([{ kind: 'task', code: 'open', n: 1 }]);
  });

  it('may name categories and channels by their codes alone', async () => {
    const text = small({ categories: ['order'], channels: ['vnpt-pay', { code: 'app', vi: 'Ứng dụng' }] });
    const { kinds } = await loadKinds(await packWith({ 'kinds/task.json': text }));
    expect(kinds.at(-1)).toMatchObject({
      categories: [{ code: 'order', vi: 'order', en: 'order' }],
      channels: [
        { code: 'vnpt-pay', vi: 'vnpt-pay' },
        { code: 'app', vi: 'Ứng dụng' },
      ],
    });
  });

  it('have their texts in one form', async () => {
    const text = small({ name: { vi: ' Nhiệm  vụ '.normalize('NFD') } });
    const { kinds } = await loadKinds(await packWith({ 'kinds/task.json': text }));
    expect(kinds.at(-1)?.name.vi).toBe('Nhiệm vụ');
  });
});

describe('a kind that cannot be read', () => {
  it.each<[string, (text: string) => string, string]>([
    [
      'a group that nothing counts',
      (text) => text.replace('"group": "paused"', '"group": "waiting"'),
      `kinds/feedback.json line 7, statuses.2.group: "waiting"; accepted: ${STATUS_GROUPS.join(', ')}`,
    ],
    [
      'two statuses of one number',
      (text) => text.replace('"n": 2', '"n": 1'),
      'kinds/feedback.json line 6, statuses.1.n: 1 stands already in line 5; accepted: each once',
    ],
    [
      'two statuses of one code, whatever its capitals',
      (text) => text.replace('"code": "transferred"', '"code": "NEW"'),
      'kinds/feedback.json line 6, statuses.1.code: "NEW" stands already in line 5; accepted: each once',
    ],
    [
      'a number that no status can have',
      (text) => text.replace('"n": 8', '"n": 256'),
      'kinds/feedback.json line 12, statuses.7.n: 256; accepted: a whole number from 1 to 255',
    ],
    [
      'a status without words',
      (text) => text.replace('"vi": "Đã hủy", ', ''),
      'kinds/feedback.json line 12, statuses.7.vi: missing; accepted: a text of 1 to 200 characters',
    ],
    [
      'a clock by a moment that no case has',
      (text) => text.replace('"transferredAt", "receivedAt"', '"transferredAt", "submittedAt"'),
      'kinds/feedback.json line 14, clock.from.1: "submittedAt"; accepted: receivedAt, acceptedAt, transferredAt, supplementAskedAt, finishedAt, publishedAt',
    ],
    [
      'a clock that ends where it starts',
      (text) => text.replace('"to": ["finishedAt"]', '"to": ["receivedAt"]'),
      'kinds/feedback.json line 14, clock.to.0: "receivedAt" stands in from; accepted: another moment',
    ],
    [
      'a limit in a unit that no calendar has',
      (text) => text.replace('"unit": "workingDay"', '"unit": "week"'),
      'kinds/feedback.json line 16, limits.0.unit: "week"; accepted: workingDay, day',
    ],
    [
      'a limit of no time',
      (text) => text.replace('"amount": 15', '"amount": 0'),
      'kinds/feedback.json line 16, limits.0.amount: 0; accepted: a whole number from 1 to 3650',
    ],
    [
      'a limit valid from no date',
      (text) => text.replace('"amount": 15', '"validFrom": "01/07/2022", "amount": 15'),
      'kinds/feedback.json line 16, limits.0.validFrom: "01/07/2022"; accepted: a date YYYY-MM-DD',
    ],
    [
      'a limit of a status that the kind lacks',
      (text) => text.replace('"status": "refused"', '"status": "lost"'),
      'kinds/feedback.json line 17, limits.1.status: "lost"; accepted: a status of this kind: new, transferred, awaitingCitizen, done, published, refused, sentBack, cancelled',
    ],
    [
      'a limit of a category that the kind lacks',
      (text) => text.replace('"status": "refused"', '"category": "noise"'),
      'kinds/feedback.json line 17, limits.1.category: "noise"; accepted: a category of this kind: document, conduct, fieldReport',
    ],
    [
      'two limits of the same cases',
      (text) => text.replace('"status": "sentBack"', '"status": "refused"'),
      'kinds/feedback.json line 18, limits.2: {"status":"refused","amount":2,"unit":"workingDay"} stands already in line 17; accepted: another status, category or validFrom',
    ],
    [
      'limits without a clock',
      (text) => text.replace(/"clock": .*,/, '"clock": null,'),
      'kinds/feedback.json line 16, limits.0: a limit without a clock; accepted: a clock, or no limits and no stages',
    ],
    [
      'a stage that ends where it starts',
      (text) => text.replace('"to": "publishedAt"', '"to": "finishedAt"'),
      'kinds/feedback.json line 27, stages.0.to: "finishedAt" is its from too; accepted: another moment',
    ],
    [
      'a member that nothing reads',
      (text) => text.replace('"stages": [', '"icon": "phone", "stages": ['),
      'kinds/feedback.json line 21, icon: unknown; accepted: an object of kind, name, statuses, clock, limits, stages, categories, channels, measures, confidential, tiles',
    ],
    [
      'a tile that no page has',
      (text) => text.replace('"stages": [', '"tiles": ["open", "closed"], "stages": ['),
      'kinds/feedback.json line 21, tiles.1: "closed"; accepted: open, lateNow, onTime, byUnit, trend',
    ],
    [
      'a member that a status lacks',
      (text) => text.replace('"n": 1,', '"n": 1, "colour": "red",'),
      'kinds/feedback.json line 5, statuses.0.colour: unknown; accepted: an object of n, code, vi, en, group',
    ],
    [
      'two categories of one code',
      (text) => text.replace('"code": "conduct"', '"code": "document"'),
      'kinds/feedback.json line 34, categories.1.code: "document" stands already in line 33; accepted: each once',
    ],
    [
      'a bare code with spaces',
      (text) => text.replace(/"channels": \[[^\]]*\]/, '"channels": ["by hand"]'),
      'kinds/feedback.json line 37, channels.0: "by hand"; accepted: a letter or digit, then up to 63 letters, digits, . - and _',
    ],
    [
      'a measure that nothing sums up',
      (text) => text.replace('["score"]', '["weight"]'),
      'kinds/feedback.json line 43, measures.0: "weight"; accepted: amountVnd, score',
    ],
    [
      'a member twice',
      (text) => text.replace('"measures":', '"clock": null,\n "measures":'),
      'kinds/feedback.json line 43, clock: stands already in line 14; accepted: each member once',
    ],
    [
      'the name of another kind',
      (text) => text.replace('"kind": "feedback"', '"kind": "complaint"'),
      'kinds/feedback.json line 2, kind: "complaint"; accepted: "feedback", as the file is named',
    ],
    [
      'no list of statuses',
      (text) => text.replace(/"statuses": \[[^\]]*\],/, '"statuses": [],'),
      'kinds/feedback.json line 4, statuses: []; accepted: a list of 1 to 255',
    ],
    [
      'a torn file',
      (text) => text.slice(0, 100),
      'kinds/feedback.json line 4: no JSON: the file ends too early',
    ],
    [
      'a nest of lists',
      (text) => text.replace('["score"]', `${'['.repeat(40)}${']'.repeat(40)}`),
      'kinds/feedback.json line 43, measures: nested more than 20 deep; accepted: at most 20',
    ],
    [
      'half a character',
      (text) => text.replace('"Tổng đài 1022"', '"\\ud83d"'),
      'kinds/feedback.json line 38, channels.0.vi: "\\ud83d"; accepted: a text of 1 to 200 characters',
    ],
    ['an empty file', () => '', 'kinds/feedback.json line 1: no JSON: the file ends too early'],
    [
      'a list in the place of an object',
      () => '[]',
      'kinds/feedback.json line 1, the whole file: []; accepted: an object of kind, name',
    ],
  ])('%s is refused with line, field, value and what is accepted', async (_what, edit, message) => {
    await expect(loadKinds(await edited('kinds/feedback.json', edit))).rejects.toThrow(message);
  });

  it('is refused in another encoding than UTF-8', async () => {
    const dir = await packWith({});
    await writeFile(join(dir, 'kinds/task.json'), Buffer.from(`\uFEFF${small()}`, 'utf16le'));
    await expect(loadKinds(dir)).rejects.toThrow('kinds/task.json: the text is not UTF-8; accepted: UTF-8');
  });

  it('cannot be the dossier, which is of the product', async () => {
    const dir = await packWith({ 'kinds/dossier.json': small({ kind: 'dossier' }) });
    await expect(loadKinds(dir)).rejects.toThrow(
      /^kinds\/dossier\.json line 1, kind: "dossier"; accepted: a name of your own/,
    );
  });

  it.each(['feedback.json.txt', 'Task.json', 'my task.json', 'notes'])(
    'is not left out unseen when its file is named %s',
    async (name) => {
      const dir = await packWith({ [`kinds/${name}`]: small() });
      await expect(loadKinds(dir)).rejects.toThrow(
        `kinds/${name}: not the name of a kind; accepted: kinds/NAME.json`,
      );
    },
  );

  it('is not among more than a server should count', async () => {
    const more = 51 - (await sampleKinds()).length;
    const many = Array.from({ length: more }, (_, i) => [`kinds/task${i}.json`, small({ kind: `task${i}` })]);
    await expect(loadKinds(await packWith(Object.fromEntries(many)))).rejects.toThrow(
      'kinds: 51 kinds; accepted: at most 50',
    );
  });
});

describe('the lock on the numbers', () => {
  it.each<[string, (text: string) => string, string]>([
    [
      'changed',
      (text) => text.replace('"n": 8', '"n": 9'),
      'kinds/feedback.json line 12, statuses.7.n: "cancelled" has number 9, and had 8 (kinds/statuses.lock.json line 21); accepted: 8, since events are stored and ordered by the number; a new status may take 10',
    ],
    [
      'given to another status',
      (text) => text.replace('"code": "cancelled"', '"code": "dropped"'),
      'kinds/feedback.json line 12, statuses.7.n: number 8 is that of "cancelled" (kinds/statuses.lock.json line 21); accepted: for "dropped" a number that was never used, such as 9, since',
    ],
    [
      'removed',
      (text) => text.replace(/,\s*\{ "n": 8.*\}/, ''),
      'kinds/feedback.json line 4, statuses: "cancelled" with number 8 is missing (kinds/statuses.lock.json line 21); accepted: every status that the kind has ever had, since',
    ],
  ])('stops a pack in which one was %s, and says why and what to do', async (_what, edit, message) => {
    await expect(loadKinds(await edited('kinds/feedback.json', edit))).rejects.toThrow(message);
  });

  it('lets words, groups and the order of statuses change', async () => {
    const dir = await edited('kinds/rating.json', (text) =>
      text
        .replace('Không hài lòng', 'Chưa hài lòng')
        .replace(/(\{ "n": 1.*\},)(\s*)(\{ "n": 2.*\},)/, '$3$2$1'),
    );
    expect((await loadKinds(dir)).unheldNumbers).toEqual([]);
  });

  it('tells which numbers it does not hold yet: of a new status, a new kind, a pack without a lock', async () => {
    const escalated = ' { "n": 12, "code": "escalated", "vi": "Chuyển cấp trên", "group": "inProgress" },';
    const grown = await edited('kinds/feedback.json', (text) =>
      text.replace('"statuses": [', `"statuses": [${escalated}`),
    );
    expect((await loadKinds(grown)).unheldNumbers).toEqual([{ kind: 'feedback', code: 'escalated', n: 12 }]);
    const held = Object.values(JSON.parse(await textOf(LOCK)) as Record<string, object>).flatMap(Object.keys);
    const { unheldNumbers } = await loadKinds(await packWith({ [LOCK]: null }));
    expect(unheldNumbers.map(({ code }) => code).sort()).toEqual(held.sort());
  });

  it('stops a pack from which a kind has gone', async () => {
    await expect(loadKinds(await packWith({ 'kinds/rating.json': null }))).rejects.toThrow(
      /^kinds\/statuses\.lock\.json line \d+, rating: kinds\/rating\.json is missing; accepted: the file back/,
    );
  });

  it.each<[string, (text: string) => string, string]>([
    [
      'no number',
      (text) => text.replace('"cancelled": 8', '"cancelled": "8"'),
      'line 21, feedback.cancelled: "8"',
    ],
    [
      'a number twice',
      (text) => text.replace('"cancelled": 8', '"cancelled": 7'),
      'line 21, feedback.cancelled: number 7 is that of "sentBack"; accepted: each number once',
    ],
    [
      'a kind twice',
      (text) => text.replace('"feedback"', '"document"'),
      'document: stands already in line 2',
    ],
    [
      'the dossier',
      (text) => text.replace('{', '{ "dossier": { "received": 3 },'),
      'line 1, dossier: the dossier; accepted: kinds of the pack',
    ],
    ['a list', () => '[]', 'line 1, the whole file: []; accepted: {"KIND": {"STATUS": NUMBER}}'],
  ])('is refused with its line when it holds %s', async (_what, edit, message) => {
    await expect(loadKinds(await edited(LOCK, edit))).rejects.toThrow(message);
  });
});

describe('npm run lock-kinds', () => {
  const run = (dir: string) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'pack/lock-kinds-main.ts'], {
      env: { ...process.env, PROVINCE_PACK: dir },
    });

  it('adds what the lock does not hold yet, and nothing else', async () => {
    const dir = await packWith({ 'kinds/task.json': small() });
    const { stdout } = await run(dir);
    expect(stdout).toContain('added to task: "open": 1');
    const before = JSON.parse(await textOf(LOCK)) as object;
    expect(JSON.parse(await readFile(join(dir, LOCK), 'utf8'))).toEqual({ ...before, task: { open: 1 } });
    expect((await loadKinds(dir)).unheldNumbers).toEqual([]);
    expect(await readdir(join(dir, 'kinds'))).not.toContain('.statuses.lock.new');
  });

  it('writes the lock of the sample to the byte', async () => {
    const dir = await packWith({ [LOCK]: null });
    await run(dir);
    expect(await readFile(join(dir, LOCK), 'utf8')).toBe(await textOf(LOCK));
  });

  it('refuses a folder without kinds', async () => {
    await expect(run('no-such-pack')).rejects.toMatchObject({
      stderr: 'no-such-pack/kinds: no kind of cases; accepted: kinds/NAME.json\n',
    });
  });

  it('leaves a lock alone that a kind goes against', async () => {
    const dir = await edited('kinds/feedback.json', (text) => text.replace('"n": 8', '"n": 9'));
    await expect(run(dir)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^kinds\/feedback\.json/),
    });
    expect(await readFile(join(dir, LOCK), 'utf8')).toBe(await textOf(LOCK));
  });
});
