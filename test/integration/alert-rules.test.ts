/** Every condition, whom it tells and when, by rules, contacts and a calendar of this test's own. */
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertItem, AlertPage, EndpointsAnswer } from '../../contract/alerts.ts';
import type { CaseItem } from '../../contract/api.ts';
import { caseKey } from '../../contract/case-fields.ts';
import type { Kind } from '../../contract/kind.ts';
import { observationKey } from '../../contract/observation.ts';
import { STREAMS } from '../../contract/streams.ts';
import { formatDay, formatTime, localDay } from '../../contract/time.ts';
import { ask } from '../support/ask.ts';
import { anyKind, kindFile } from '../support/arbitrary-kinds.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { MailServer } from '../support/mail-server.ts';
import { Product } from '../support/product.ts';
import { WebhookReceiver, type Hook } from '../support/webhook-receiver.ts';

const PASSWORD = 'lúa chín vàng đồng 47';
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Cases are looked at every 15 s, steps and indicators every 60 s. */
const SOON_MS = 45_000;
const SLOW_MS = 110_000;

/** A kind that nobody thought of, with a stage that runs while it is handled. */
const invented: Kind = {
  ...(fc.sample(
    anyKind.filter(
      ({ clock, statuses }) => clock !== null && statuses.some(({ group }) => group === 'inProgress'),
    ),
    { seed, numRuns: 1 },
  )[0] as Kind),
  stages: [
    {
      name: 'accept',
      vi: 'Thụ lý',
      en: 'Accept',
      from: 'receivedAt',
      to: 'acceptedAt',
      amount: 1,
      unit: 'day',
    },
  ],
};
const inventedStatus = invented.statuses.find(({ group }) => group === 'inProgress')?.code;

const named = (rule: string) => ({ rule, name: { vi: `Quy tắc ${rule}`, en: `Rule ${rule}` } });
const ofCases = { severity: 'warning', audience: 'head', group: '1s' } as const;
const RULES = [
  { ...named('due-left'), when: 'dueSoon', left: '2h', kind: 'dossier', ...ofCases, severity: 'info' },
  { ...named('due-share'), when: 'dueSoon', leftShare: 0.5, kind: 'feedback', ...ofCases },
  {
    ...named('late'),
    ...{ when: 'late', kind: '*', severity: 'critical', audience: 'officer', group: '1s' },
    escalate: [
      { after: '1m', to: 'head' },
      { after: '2m', to: 'leader' },
    ],
  },
  { ...named('two-days'), when: 'late', workingDays: 2, kind: 'dossier', ...ofCases },
  { ...named('again'), when: 'late', kind: 'feedback', ...ofCases, repeat: '1m' },
  { ...named('quiet'), when: 'late', kind: 'dossier', ...ofCases, quiet: true },
  { ...named('stage'), when: 'stageOverdue', kind: ['dossier', 'invented'], ...ofCases },
  {
    ...named('rate'),
    ...{
      when: 'lateRate',
      kind: 'document',
      above: 0.6,
      below: 0.3,
      for: '3s',
      atLeast: 4,
      severity: 'warning',
    },
  },
  { ...named('silent'), when: 'feedSilent', after: '30m', severity: 'critical' },
  { ...named('letters'), when: 'deadLettersGrowing', moreThan: 2, within: '30s', severity: 'warning' },
  { ...named('target'), when: 'offTarget', indicator: 'mailboxes', severity: 'info', audience: 'leader' },
];

let dir: string;
let pack: string;
let product: Product;
let receiver: WebhookReceiver;
let mailServer: MailServer;
let administrator: string | undefined;
let operator: string | undefined;

const writeRules = (rules: readonly object[]) =>
  writeFile(join(pack, 'alerts.json'), JSON.stringify({ perMinute: 600, rules }));

/** Every minute of every day is office time, but for Chơn Thành, which is closed all these days. */
async function writePack(url: string): Promise<void> {
  pack = join(dir, 'pack');
  await cp('sample/binh-phuoc', pack, { recursive: true });
  const settings = JSON.parse(await readFile(join(pack, 'pack.json'), 'utf8')) as object;
  const officeHours = {
    weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    sessions: ['00:00-23:59'],
  };
  await writeFile(
    join(pack, 'pack.json'),
    JSON.stringify({ ...settings, latenessRule: 'instant', officeHours }),
  );
  const today = localDay(Date.now());
  const days = Array.from({ length: 40 }, (_, i) => formatDay(today - 30 + i)).flatMap((day) => [
    `${day},other_hours,,,00:00-23:59`,
    `${day},off,,H10.2.10,`,
  ]);
  await writeFile(join(pack, 'calendar.csv'), ['date,day_type,name,unit,sessions', ...days].join('\n'));
  await writeFile(join(pack, 'kinds', 'invented.json'), kindFile(invented));
  await writeFile(
    join(pack, 'targets.csv'),
    'indicator,scope,breakdown,from,to,at_least,at_most\nmailboxes,province,,2021-01-01,,100,\n',
  );
  const contacts = [
    ',centre,Trực ban,,URL/centre',
    ',leader,Lãnh đạo tỉnh,,URL/leader',
    'H10.2.03,officer,Lê Thị Ân,,URL/an',
    ...['01', '02', '03', '04', '05', '06', '07', '10'].map(
      (n) => `H10.2.${n},head,Một cửa ${n},,URL/head-${n}`,
    ),
    ...['08', '09'].map((n) => `H10.2.${n},head,Bà Hoa,hoa@locninh.example.vn,`),
  ];
  await writeFile(
    join(pack, 'contacts.csv'),
    ['unit,role,name,mail,webhook', ...contacts].join('\n').replaceAll('URL', url),
  );
  await writeRules(RULES);
}

const inMs = (ms: number) => formatTime(Date.now() + ms);
const unitOf = (code: string) => ({ code: `H10.2.${code}` });
const sendDossiers = (...data: Parameters<typeof snapshotEvent>[0][]) =>
  product.produce(data.map((one) => messageOf(snapshotEvent(one))));

let sent = 0;
function sendCases(kind: string, cases: ({ code: string } & Record<string, unknown>)[]): Promise<void> {
  const messages = cases.map((data) => {
    const event = {
      ...{ specversion: '1.0', id: `e-${sent++}`, source: 'urn:test:cases', type: 'case.snapshot.v1' },
      time: formatTime(Date.now()),
      data: { kind, ...data },
    };
    return { key: caseKey(kind, data.code), value: JSON.stringify(event) };
  });
  return product.produce(messages, STREAMS.case.topic);
}

function tellMailboxes(value: number): Promise<void> {
  const data = { indicator: 'mailboxes', scope: 'province', breakdown: '', period: '2021', value };
  const event = {
    ...{ specversion: '1.0', id: `o-${sent++}`, source: 'urn:test', type: 'observation.v1' },
    time: formatTime(Date.now()),
    data,
  };
  return product.produce(
    [{ key: observationKey(data), value: JSON.stringify(event) }],
    STREAMS.observation.topic,
  );
}

/** Hooks of a rule, of a case where one is named. */
const told = (rule: string, code?: string): Hook[] =>
  receiver.hooks.filter(
    (hook) => hook.rule === rule && (code === undefined || hook.cases.some((one) => one.code === code)),
  );
const pathsOf = (rule: string, code?: string) => told(rule, code).map(({ path }) => path);

async function alertsOf(rule: string, query = '', cookie = administrator): Promise<AlertItem[]> {
  const { status, body } = await ask<AlertPage>(
    `${product.serverUrl}/api/v1/alerts?rule=${rule}&limit=500${query}`,
    { cookie },
  );
  expect(status).toBe(200);
  return body.items;
}
const alertOf = async (rule: string, code: string) =>
  (await alertsOf(rule)).find((alert) => alert.case?.code === code);
/** Of a rule that is not of cases. */
const stateOf = async (rule: string) => (await alertsOf(rule))[0]?.state ?? 'none';
const isResolved = async (rule: string) => (await alertsOf(rule, '&state=resolved')).length > 0;
const metrics = async () => (await fetch(`${product.serverUrl}/metrics`)).text();
const explain = (subject: string) => product.command('alert', ['explain', subject]);

async function signIn(name: string, role: string): Promise<string | undefined> {
  await product.command(
    'account',
    ['add', name, '--role', role, '--scope', 'province', '--password-stdin'],
    PASSWORD,
  );
  let cookie: string | undefined;
  await eventually(async () => {
    const answer = await ask(`${product.serverUrl}/auth/login`, { body: { name, password: PASSWORD } });
    cookie = answer.cookie;
    return answer.status === 200;
  });
  return cookie;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'alert-rules-'));
  receiver = new WebhookReceiver(secret);
  mailServer = new MailServer();
  const [url, mailPort] = [await receiver.start(), await mailServer.start()];
  await writePack(url);
  product = await Product.create({
    ALERT_WEBHOOK_URL: `${url}/default`,
    ALERT_WEBHOOK_SECRET: secret,
    ALERT_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    ALERT_MAIL_FROM: 'Trung tâm điều hành <ioc@example.vn>',
    PROVINCE_PACK: pack,
  });
  await product.startIngest();
  // What came last came two hours ago.
  const ofLate = { unit: unitOf('03'), officer: { name: 'Lê Thị Ân' }, dueAt: inMs(-3 * DAY_MS) };
  await product.produce(
    ['CLIMBS', 'HEARD'].map((code) =>
      messageOf(snapshotEvent({ code, ...ofLate }, { time: inMs(-2 * HOUR_MS) })),
    ),
  );
  await tellMailboxes(50);
  await eventually(
    async () =>
      (await product.query('SELECT 1 FROM observation_events')).length === 1 &&
      (await product.query('SELECT 1 FROM events')).length === 2,
  );
  await product.startServer();
  administrator = await signIn('an', 'administrator');
  operator = await signIn('lan', 'operator');
  await eventually(async () => (await metrics()).includes('monitor_alerts_leading 1'), 30_000);
}, 120_000);

afterAll(async () => {
  await product?.stop();
  await receiver?.stop();
  await mailServer?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Of what came before the server started, while nothing else comes; the files of the pack are not broken under another test's hands. */
describe('alerts of what is there', { timeout: 100_000 }, () => {
  it('tells the centre of a silent feed, until an event comes', async () => {
    await eventually(() => {
      expect(pathsOf('silent')).toEqual(['/centre']);
      return true;
    }, SOON_MS);
    expect(pathsOf('silent')).toEqual(['/centre']);
    await sendDossiers({ code: 'SPEAKS', status: 'returned' });
    await eventually(async () => (await stateOf('silent')) === 'none', SOON_MS);
    expect(await isResolved('silent')).toBe(true);
  });

  it('alerts.json: a new rule tells, a bad file changes nothing, a rule that is gone resolves its alerts', async () => {
    await eventually(() => told('late', 'CLIMBS').length === 1, SOON_MS);
    const extra = { ...named('extra'), when: 'late', kind: 'dossier', ...ofCases, audience: 'leader' };
    await writeRules([...RULES, extra]);
    await eventually(() => told('extra', 'CLIMBS').length === 1, SOON_MS);
    expect(pathsOf('extra', 'CLIMBS')).toEqual(['/leader']);
    await writeRules([...RULES, { ...extra, audience: 'nobody' }]);
    await eventually(async () => (await metrics()).includes('monitor_alerts_refused 1'), SOON_MS);
    await eventually(async () => (await product.logOf('server')).includes(`rules.${RULES.length}.audience`));
    expect(await alertOf('extra', 'CLIMBS')).toMatchObject({ state: 'notified' });
    await writeRules(RULES);
    await eventually(async () => (await alertOf('extra', 'CLIMBS')) === undefined, SOON_MS);
    expect(await metrics()).toContain('monitor_alerts_refused 0');
    expect(await alertOf('late', 'CLIMBS')).toBeDefined();
  });
});

/** Each has units, kinds or rules of its own: together they wait once. */
describe.concurrent('alerts by the rules of the pack', { timeout: 200_000 }, () => {
  it('due soon: by working time left, to the head, and over when the case is closed or late', async () => {
    await sendDossiers(
      { code: 'SOON', unit: unitOf('01'), dueAt: inMs(90 * 60_000) },
      { code: 'LATER', unit: unitOf('01'), dueAt: inMs(3 * HOUR_MS) },
    );
    await eventually(() => told('due-left', 'SOON').length === 1, SOON_MS);
    expect(pathsOf('due-left', 'SOON')).toEqual(['/head-01']);
    expect(told('due-left', 'LATER')).toEqual([]);
    await eventually(async () => (await alertOf('due-left', 'SOON'))?.state === 'notified');
    expect(await alertOf('due-left', 'SOON')).toMatchObject({ severity: 'info', told: 'head' });
    const soon = await explain('dossier/SOON');
    expect(soon).toMatch(
      /due-left \(info, to the head\): holds: due [\d :-]+, 1 h 2\d min left; the rule tells from 2 h on/,
    );
    expect(soon).toMatch(/ {2}late .*does not hold: due .*; the rule tells of what is late/);
    expect(await explain('dossier/LATER')).toMatch(/due-left .*does not hold: .*2 h 5\d min left/);
    await product.produce([messageOf(progressEvent({ code: 'SOON', status: 'returned' }))]);
    await eventually(async () => (await alertOf('due-left', 'SOON')) === undefined, SOON_MS);
    const closed = await explain('dossier/SOON');
    expect(closed).toContain('No rule tells of it: it is not being handled.');
    expect(closed).toMatch(/Alert due-left, due [\d :-]+: resolved\n( {2}.*\n)* {2}[\d :-]+ {2}resolved\n/);
  });

  it('due soon: by the share of its limit that is left', async () => {
    const receivedAt = inMs(-4 * HOUR_MS);
    await sendCases('feedback', [
      { code: 'HALF', unit: unitOf('02'), status: 'new', receivedAt, dueAt: inMs(3 * HOUR_MS) },
      { code: 'MOST', unit: unitOf('02'), status: 'new', receivedAt, dueAt: inMs(6 * HOUR_MS) },
    ]);
    await eventually(() => told('due-share', 'HALF').length === 1, SOON_MS);
    expect(told('due-share', 'MOST')).toEqual([]);
  });

  it('late, by days too: officer, head, leader, each after working time without an acknowledgement', async () => {
    await sendDossiers({ code: 'YESTERDAY', unit: unitOf('03'), dueAt: inMs(-HOUR_MS) });
    await eventually(
      () => told('late', 'CLIMBS').length === 1 && told('two-days', 'CLIMBS').length === 1,
      SOON_MS,
    );
    expect(pathsOf('late', 'CLIMBS')).toEqual(['/an']);
    expect(pathsOf('two-days', 'CLIMBS')).toEqual(['/head-03']);
    expect(told('two-days', 'YESTERDAY')).toEqual([]);
    const heard = await alertOf('late', 'HEARD');
    const acknowledged = await ask(`${product.serverUrl}/api/v1/alerts/${heard?.id}/acknowledge`, {
      cookie: operator,
      body: { note: 'gọi rồi' },
    });
    expect(acknowledged.status).toBe(200);
    await eventually(() => told('late', 'CLIMBS').length === 3, 180_000);
    expect(pathsOf('late', 'CLIMBS')).toEqual(['/an', '/head-03', '/leader']);
    const [first, second, third] = told('late', 'CLIMBS').map(({ atMs }) => atMs) as [number, number, number];
    expect(second - first).toBeGreaterThan(55_000);
    expect(third - first).toBeGreaterThan(115_000);
    expect(pathsOf('late', 'HEARD')).toEqual(['/an']);
    const [climbs, heardOf] = await Promise.all([explain('dossier/CLIMBS'), explain('dossier/HEARD')]);
    expect(climbs).toMatch(/due [\d-]+ [\d:]+, late by \d+ working day/);
    expect(climbs).toMatch(/two-days .*holds: due .*, late by 3 working days; the rule tells from 2 on/);
    for (const who of ['officer (Lê Thị Ân)', 'head (Một cửa 03)', 'leader (Lãnh đạo tỉnh)'])
      expect(climbs).toContain(`decided to tell the ${who} by webhook`);
    expect(climbs).toContain('nobody more is told');
    expect(heardOf).toMatch(/acknowledged by lan: gọi rồi\n(.*\n)* {2}nobody is told: it is acknowledged/);
  });

  it('stage overdue: a stage of a kind that nobody thought of, and the step of a dossier', async () => {
    const unit = unitOf('04');
    await sendCases('invented', [
      { code: 'STAGE', unit, status: inventedStatus, receivedAt: inMs(-3 * DAY_MS), dueAt: inMs(9 * DAY_MS) },
      {
        ...{ code: 'ACCEPTED', unit, status: inventedStatus, dueAt: inMs(9 * DAY_MS) },
        ...{ receivedAt: inMs(-3 * DAY_MS), acceptedAt: inMs(-3 * DAY_MS) },
      },
    ]);
    await sendDossiers({ code: 'STEP', unit, dueAt: inMs(9 * DAY_MS) });
    const step = { index: 1, name: 'Thẩm định', startedAt: inMs(-DAY_MS), dueAt: inMs(-HOUR_MS) };
    await product.produce([messageOf(progressEvent({ code: 'STEP', status: 'processing', step }))]);
    await eventually(() => told('stage', 'STAGE').length === 1, SOON_MS);
    expect(told('stage', 'ACCEPTED')).toEqual([]);
    expect(await alertOf('stage', 'STAGE')).toMatchObject({
      subject: { code: 'accept', vi: 'Thụ lý' },
      case: { kind: 'invented' },
    });
    expect(await explain('invented/STAGE')).toMatch(/stage .*holds: its stage accept, due/);
    await eventually(() => told('stage', 'STEP').length === 1, SLOW_MS);
    expect(await alertOf('stage', 'STEP')).toMatchObject({ subject: { code: 'step' } });
    expect(await explain('dossier/STEP')).toMatch(/stage .*holds: its step, due/);
    await product.produce([
      messageOf(
        progressEvent({ code: 'STEP', status: 'processing', step: { ...step, dueAt: inMs(DAY_MS) } }),
      ),
    ]);
    await eventually(async () => (await alertOf('stage', 'STEP')) === undefined, SLOW_MS);
  });

  it('late rate: comes above one threshold after its delay, stays between, goes below the other', async () => {
    const documents = (lateCodes: number, all: number) =>
      sendCases(
        'document',
        Array.from({ length: all }, (_, i) => ({
          ...{ code: `RATE-${i}`, unit: unitOf('05'), status: 'processing', receivedAt: inMs(-9 * DAY_MS) },
          dueAt: inMs(i < lateCodes ? -DAY_MS : 9 * DAY_MS),
        })),
      );
    await documents(3, 4);
    await eventually(() => told('rate').length === 1, SLOW_MS);
    expect(told('rate')).toMatchObject([{ path: '/head-05', unit: 'H10.2.05', cases: [] }]);
    await documents(3, 6);
    // Longer than it takes to look.
    await sleep(25_000);
    expect(await stateOf('rate')).toBe('notified');
    await documents(1, 6);
    await eventually(async () => (await stateOf('rate')) === 'none', SOON_MS);
    expect(await isResolved('rate')).toBe(true);
  });

  it('dead letters: when more than so many come within a time, until they are fewer', async () => {
    await product.produce(
      Array.from({ length: 5 }, (_, i) => ({ key: `bad-${i}`, value: '{"no":"event"}' })),
    );
    await eventually(() => told('letters').length === 1, SOON_MS);
    expect(pathsOf('letters')).toEqual(['/centre']);
    await eventually(() => isResolved('letters'), SLOW_MS);
  });

  it('off target: an indicator that misses its target, until it meets it', async () => {
    await eventually(() => told('target').length === 1, SLOW_MS);
    expect(pathsOf('target')).toEqual(['/leader']);
    expect((await alertsOf('target'))[0]).toMatchObject({
      subject: { code: 'mailboxes' },
      unit: null,
      severity: 'info',
    });
    await tellMailboxes(150);
    await eventually(() => isResolved('target'), SLOW_MS);
  });

  it('again: told again after working time without an acknowledgement', async () => {
    await sendCases('feedback', [
      { code: 'AGAIN', unit: unitOf('06'), status: 'new', dueAt: inMs(-HOUR_MS) },
    ]);
    await eventually(() => told('again', 'AGAIN').length === 2, SLOW_MS);
    const [first, second] = told('again', 'AGAIN') as [Hook, Hook];
    expect([first.path, second.path]).toEqual(['/head-06', '/head-06']);
    expect(second.atMs - first.atMs).toBeGreaterThan(55_000);
    expect(second.id).not.toBe(first.id);
  });

  it('quiet: raised outside of the office hours of its unit, and told of no sooner', async () => {
    const dueAt = inMs(-HOUR_MS);
    await sendDossiers(
      { code: 'CLOSED', unit: unitOf('10'), dueAt },
      { code: 'AT-WORK', unit: unitOf('07'), dueAt },
    );
    await eventually(() => told('quiet', 'AT-WORK').length === 1, SOON_MS);
    await eventually(() => told('late', 'CLOSED').length === 1, SOON_MS);
    await sleep(17_000);
    expect(told('quiet', 'CLOSED')).toEqual([]);
    expect(await alertOf('quiet', 'CLOSED')).toMatchObject({ state: 'raised', told: null });
    expect(await explain('dossier/CLOSED')).toMatch(
      /office hours of its unit: from [\d :-]+ on; until then nothing is told of quiet/,
    );
  });

  it('a missing contact: somebody stands in, and the administrator sees whom the contacts lack', async () => {
    await sendDossiers({
      code: 'NOBODY',
      unit: unitOf('11'),
      officer: { name: 'Ai đó' },
      dueAt: inMs(-HOUR_MS),
    });
    await eventually(() => told('late', 'NOBODY').length === 1, SOON_MS);
    expect(pathsOf('late', 'NOBODY')).toEqual(['/default']);
    const { body } = await ask<EndpointsAnswer>(`${product.serverUrl}/api/v1/alerts/endpoints`, {
      cookie: administrator,
    });
    expect(body.missing).toContainEqual({
      unit: { code: 'H10.2.11', name: 'UBND huyện Phú Riềng' },
      role: 'head',
      fallback: { role: 'head', name: 'ALERT_WEBHOOK_URL' },
    });
    expect(body.missing.map(({ unit }) => unit?.code)).not.toContain('H10.2.01');
    expect(await explain('dossier/NOBODY')).toMatch(
      /officer Ai đó: no contact can be reached; in its place ALERT_WEBHOOK_URL: webhook 127\.0\.0\.1/,
    );
  });

  it('mail: one digest for a person of several units and rules', async () => {
    const dueAt = inMs(-5 * DAY_MS);
    await sendDossiers(
      ...['08', '09'].map((unit) => ({ code: `DIGEST-${unit}`, unit: unitOf(unit), dueAt })),
    );
    await eventually(() => mailServer.taken.length > 0, SOON_MS);
    await sleep(5_000);
    expect(mailServer.taken).toHaveLength(1);
    const [{ to, mail }] = mailServer.taken as [(typeof mailServer.taken)[0]];
    expect(to).toEqual(['hoa@locninh.example.vn']);
    for (const words of ['DIGEST-08', 'DIGEST-09', 'Quy tắc late', 'Quy tắc two-days'])
      expect(mail.text).toContain(words);
    expect(await explain('dossier/DIGEST-08')).toContain('(Bà Hoa) by mail to hoa@locninh.example.vn');
  });

  it('a confidential kind: told without what it is about, listed to leaders alone', async () => {
    await sendCases('petition', [
      {
        ...{ code: 'SECRET', unit: unitOf('07'), status: 'accepted', category: 'denunciation' },
        ...{ officer: { name: 'Trần Văn Kín' }, acceptedAt: inMs(-40 * DAY_MS), dueAt: inMs(-DAY_MS) },
      },
    ]);
    await eventually(() => told('late', 'SECRET').length === 1, SOON_MS);
    const [item] = told('late', 'SECRET')[0]?.cases as unknown as [CaseItem];
    expect(item).toMatchObject({ kind: 'petition', category: null, officer: null });
    expect(await alertOf('late', 'SECRET')).toBeDefined();
    const seen = await alertsOf('late', '', operator);
    expect(seen.map((alert) => alert.case?.code)).not.toContain('SECRET');
  });

  it('explain: says what is not there, and a case without a due date', async () => {
    await expect(explain('dossier/UNKNOWN')).rejects.toThrow(
      'the code is "UNKNOWN"; accepted: one that an event told of',
    );
    await expect(explain('nothing/X')).rejects.toThrow(/the kind is "nothing"; accepted: dossier, /);
    await expect(explain('dossier')).rejects.toThrow('accepted: alert explain KIND/CODE');
    await sendCases('feedback', [{ code: 'PAUSED', unit: unitOf('07'), status: 'awaitingCitizen' }]);
    await sendCases('document', [{ code: 'UNDATED', unit: unitOf('07'), status: 'processing' }]);
    await eventually(async () => (await explain('document/UNDATED')) !== '');
    const undated = await explain('document/UNDATED');
    expect(undated).toMatch(/received [\d :-]+, no due date/);
    expect(undated).toMatch(/late .*does not hold: it has no due date/);
    expect(undated).toContain('It has never alerted.');
    await eventually(async () => (await explain('feedback/PAUSED')).includes('it is not being handled'));
  });

  it('docs/operations.md has queries of alerts that run', async () => {
    const [, section = ''] =
      /^## Alerts$([^]*?)^## /m.exec(await readFile('docs/operations.md', 'utf8')) ?? [];
    const [, queries = ''] = /^```sql$([^]*?)^```$/m.exec(section) ?? [];
    const statements = queries.split(';').filter((text) => text.trim() !== '');
    expect(statements.length).toBeGreaterThan(3);
    for (const statement of statements)
      await product.query(statement.replaceAll('ioc.', `${product.clickHouse.database}.`));
  });
});
