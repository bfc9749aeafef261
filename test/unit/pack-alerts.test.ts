import fc from 'fast-check';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AUDIENCES, CONDITIONS, SEVERITIES } from '../../contract/alerts.ts';
import type { Target } from '../../contract/indicator.ts';
import { CHAT_FIELDS, type AlertRule } from '../../pack/alert-rule.ts';
import { fillTemplate, type ChatValues } from '../../pack/chat-template.ts';
import { loadPackAlerts, type AlertPackNames } from '../../pack/load-alerts.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';

const SAMPLES = ['binh-phuoc', 'dong-nai', 'long-an', 'thanh-hoa', 'binh-duong'];
const WORKING_DAY_MS = 8 * 3_600_000;

const sample = await loadProvincePack('sample/binh-phuoc');
const target = (indicator: string, scope: string): Target => {
  return { indicator, breakdown: '', scope, from: null, to: null, atLeast: 1, atMost: null };
};
const [first, second, third] = sample.indicators.map(({ code }) => code) as [string, string, string];
const names: AlertPackNames = {
  kinds: sample.kinds,
  indicators: sample.indicators,
  targets: [target(first, 'province'), target(second, 'province'), target(third, 'unit:H10.1.02')],
  units: sample.units,
};
const CLOCKED = ['dossier', 'document', 'feedback', 'petition'];

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true })));
});

async function load(files: Record<string, string | Buffer>, of = names) {
  const dir = await mkdtemp(join(tmpdir(), 'alerts-'));
  folders.push(dir);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), text);
  }
  return loadPackAlerts(dir, of);
}

type Members = Record<string, unknown>;

const LATE: Members = { rule: 'mine', name: { vi: 'Của tôi' }, when: 'late', kind: '*', severity: 'info' };
/** Of every condition, what it has to have. */
const RULES: Record<string, Members> = {
  dueSoon: { ...LATE, when: 'dueSoon', left: '1d' },
  late: LATE,
  stageOverdue: { ...LATE, when: 'stageOverdue' },
  lateRate: { ...LATE, when: 'lateRate', above: 0.2 },
  feedSilent: { ...LATE, when: 'feedSilent', kind: undefined, after: '2h' },
  deadLettersGrowing: {
    ...LATE,
    when: 'deadLettersGrowing',
    kind: undefined,
    moreThan: 10,
    within: '15m',
  },
  offTarget: { ...LATE, when: 'offTarget', kind: undefined, indicator: '*' },
};
const file = (...rules: Members[]) => ({ 'alerts.json': JSON.stringify({ rules }, null, 1) });
async function ruleOf(members: Members): Promise<AlertRule> {
  const { rules } = await load(file(members));
  return rules[0] as AlertRule;
}

describe('the alerts of a pack', () => {
  it('are the late cases of every kind with a clock, told to the head, without files', async () => {
    expect(await load({})).toEqual({
      rules: [
        {
          rule: 'late',
          name: { vi: 'Hồ sơ quá hạn', en: 'Late' },
          condition: 'late',
          kinds: CLOCKED,
          workingDays: 0,
          severity: 'critical',
          audience: 'head',
          escalate: [],
          groupMs: 1_000,
          repeatMs: null,
          isQuiet: false,
        },
      ],
      perMinute: 60,
      contacts: [],
      templates: [],
    });
  });

  it('are none when the file has no rules', async () => {
    expect((await load(file())).rules).toEqual([]);
  });

  it.each(SAMPLES)('of %s can be read, and tell the late ones within two seconds', async (name) => {
    const { alerts } = await loadProvincePack(`sample/${name}`);
    const late = alerts.rules.find((rule) => rule.condition === 'late' && rule.workingDays === 0);
    expect(late).toMatchObject({ audience: 'head', isQuiet: false, severity: 'critical' });
    expect(late?.groupMs).toBeLessThanOrEqual(2_000);
  });

  it('of the sample show every condition, contacts without webhooks, and four chat services', async () => {
    const { rules, contacts, templates } = sample.alerts;
    expect(new Set(rules.map(({ condition }) => condition))).toEqual(new Set(CONDITIONS));
    expect(contacts.map(({ webhook }) => webhook).filter(Boolean)).toEqual([]);
    expect(contacts.every(({ mail }) => mail?.endsWith('.example.vn'))).toBe(true);
    expect(templates.map(({ name }) => name)).toEqual(['slack', 'teams', 'telegram', 'zalo']);
  });

  it.each(Object.keys(RULES))('have what a rule of %s leaves out by default', async (when) => {
    const isOfProvince = ['feedSilent', 'deadLettersGrowing', 'offTarget'].includes(when);
    expect(await ruleOf(RULES[when] as Members)).toMatchObject({
      rule: 'mine',
      name: { vi: 'Của tôi', en: 'Của tôi' },
      condition: when,
      audience: isOfProvince ? 'centre' : 'head',
      escalate: [],
      groupMs: 5_000,
      repeatMs: null,
      isQuiet: false,
      ...(!isOfProvince && { kinds: CLOCKED }),
    });
  });

  it('have what each condition tells', async () => {
    const told = async (when: string, members: Members = {}) => ruleOf({ ...RULES[when], ...members });
    expect(await told('dueSoon')).toMatchObject({ leftMs: WORKING_DAY_MS });
    const bySharing = { left: undefined, leftShare: 0.25 };
    expect(await told('dueSoon', bySharing)).toMatchObject({ leftShare: 0.25 });
    expect(await told('dueSoon', bySharing)).not.toHaveProperty('leftMs');
    expect(await told('late')).toMatchObject({ workingDays: 0 });
    expect(await told('late', { workingDays: 5 })).toMatchObject({ workingDays: 5 });
    expect(await told('lateRate')).toMatchObject({ above: 0.2, below: 0.2, forMs: 0, atLeast: 10 });
    expect(await told('lateRate', { below: 0.1, for: '24h', atLeast: 1 })).toMatchObject({
      below: 0.1,
      forMs: 86_400_000,
      atLeast: 1,
    });
    expect(await told('feedSilent')).toMatchObject({ afterMs: 7_200_000 });
    expect(await told('deadLettersGrowing')).toMatchObject({ moreThan: 10, withinMs: 900_000 });
    expect(await told('offTarget')).toMatchObject({ indicators: [first, second] });
    const inCapitals = { indicator: second.toUpperCase() };
    expect(await told('offTarget', inCapitals)).toMatchObject({ indicators: [second] });
    expect(await told('late', { kind: 'feedback' })).toMatchObject({ kinds: ['feedback'] });
    const listed = { kind: ['petition', 'dossier'] };
    expect(await told('stageOverdue', listed)).toMatchObject({ kinds: ['petition', 'dossier'] });
  });

  it('read every valid rule as it is written', async () => {
    const span = (units: Record<string, number>, most: number) =>
      fc
        .tuple(fc.constantFrom(...Object.keys(units)), fc.integer({ min: 1, max: most }))
        .map(([unit, number]) => ({ text: `${number}${unit}`, ms: number * (units[unit] as number) }));
    const working = span({ m: 60_000, h: 3_600_000, d: WORKING_DAY_MS }, 365);
    const group = span({ s: 1_000, m: 60_000 }, 60);
    const rules = fc.record({
      rule: fc.stringMatching(/^[a-z][a-z0-9-]{0,63}$/),
      vi: fc.stringMatching(/^[a-zđếạ]{1,200}$/),
      severity: fc.constantFrom(...SEVERITIES),
      escalation: fc.subarray([...AUDIENCES], { minLength: 1 }),
      after: fc.array(working, { minLength: 3, maxLength: 3 }),
      group,
      repeat: fc.option(working),
      quiet: fc.boolean(),
      workingDays: fc.integer({ min: 0, max: 365 }),
      kinds: fc.subarray(CLOCKED, { minLength: 1 }),
      perMinute: fc.integer({ min: 1, max: 600 }),
    });
    await fc.assert(
      fc.asyncProperty(rules, async (one) => {
        const [audience, ...to] = one.escalation;
        const times = one.after.toSorted((a, b) => a.ms - b.ms);
        const steps = to.map((higher, i) => ({ to: higher, after: times[i] as (typeof times)[0] }));
        fc.pre(new Set(times.map(({ ms }) => ms)).size === times.length);
        const text = JSON.stringify({
          perMinute: one.perMinute,
          rules: [
            {
              rule: one.rule,
              name: { vi: one.vi, en: 'Mine' },
              when: 'late',
              workingDays: one.workingDays,
              kind: one.kinds,
              severity: one.severity,
              audience,
              escalate: steps.map((step) => ({ after: step.after.text, to: step.to })),
              group: one.group.text,
              repeat: one.repeat?.text ?? null,
              quiet: one.quiet,
            },
          ],
        });
        expect(await load({ 'alerts.json': text })).toEqual({
          perMinute: one.perMinute,
          rules: [
            {
              rule: one.rule,
              name: { vi: one.vi, en: 'Mine' },
              condition: 'late',
              workingDays: one.workingDays,
              kinds: one.kinds,
              severity: one.severity,
              audience,
              escalate: steps.map((step) => ({ afterMs: step.after.ms, to: step.to })),
              groupMs: one.group.ms,
              repeatMs: one.repeat?.ms ?? null,
              isQuiet: one.quiet,
            },
          ],
          contacts: [],
          templates: [],
        });
      }),
      { numRuns: 50 },
    );
  });
});

const WORKING_TIME = 'a working time of 1m to 365d, such as 30m, 4h or 2d (working days of 8 hours)';

describe('alerts.json is refused', () => {
  it.each<[string, string, string]>([
    ['that is no JSON', '{"rules": [\n]', 'alerts.json line 2: no JSON: the file ends too early'],
    [
      'that is a list',
      '[]',
      'alerts.json line 1, the whole file: []; accepted: an object of perMinute, rules',
    ],
    ['without rules', '{}', 'alerts.json line 1, rules: missing; accepted: a list of 0 to 100'],
    [
      'with a rate of 0',
      '{"perMinute": 0,\n"rules": []}',
      'alerts.json line 1, perMinute: 0; accepted: a whole number from 1 to 600',
    ],
    [
      'with a rate of 601',
      '{"rules": [],\n"perMinute": 601}',
      'alerts.json line 2, perMinute: 601; accepted: a whole number from 1 to 600',
    ],
    [
      'with a misspelt member',
      '{"rules": [],\n"rule": []}',
      'alerts.json line 2, rule: unknown; accepted: an object of perMinute, rules',
    ],
    [
      'with a rule that is none',
      '{"rules": [\n7]}',
      'alerts.json line 2, rules.0: 7; accepted: a rule: an object',
    ],
  ])('%s', async (_, text, message) => {
    await expect(load({ 'alerts.json': text })).rejects.toThrow(message);
  });

  it.each<[string, Members, string]>([
    [
      'no condition',
      { when: undefined },
      'line 3, rules.0.when: missing; accepted: dueSoon, late, stageOverdue, lateRate, feedSilent, deadLettersGrowing, offTarget',
    ],
    [
      'another condition',
      { when: 'early' },
      'line 8, rules.0.when: "early"; accepted: dueSoon, late, stageOverdue',
    ],
    [
      'no code',
      { rule: undefined },
      'rules.0.rule: missing; accepted: a small letter, then up to 63 small letters, digits and -',
    ],
    ['a code in capitals', { rule: 'Late' }, 'line 4, rules.0.rule: "Late"; accepted: a small letter, then'],
    ['a code of 65 characters', { rule: 'a'.repeat(65) }, 'accepted: a small letter, then up to 63'],
    ['no name', { name: undefined }, 'rules.0.name: missing; accepted: an object of vi, en'],
    [
      'an empty name',
      { name: { vi: '' } },
      'line 6, rules.0.name.vi: ""; accepted: a text of 1 to 200 characters',
    ],
    ['no severity', { severity: undefined }, 'rules.0.severity: missing; accepted: info, warning, critical'],
    [
      'a severity of its own',
      { severity: 'high' },
      'rules.0.severity: "high"; accepted: info, warning, critical',
    ],
    [
      'another audience',
      { audience: 'boss' },
      'rules.0.audience: "boss"; accepted: officer, head, leader, centre',
    ],
    [
      'no kind',
      { kind: undefined },
      'rules.0.kind: missing; accepted: "*" for all, a code, or a list of 1 to 1000 codes',
    ],
    ['an empty list of kinds', { kind: [] }, 'rules.0.kind: []; accepted: "*" for all, a code, or a list'],
    [
      'an unknown kind',
      { kind: 'feedbacks' },
      'rules.0.kind: "feedbacks"; accepted: "*", or kinds with a clock: dossier, document, feedback, petition',
    ],
    [
      'a kind without a clock',
      { kind: ['dossier', 'payment'] },
      'rules.0.kind.1: "payment"; accepted: "*", or kinds with a clock',
    ],
    [
      'a kind twice',
      { kind: ['dossier', 'dossier'] },
      'line 11, rules.0.kind.1: "dossier" stands already in line 10; accepted: each once',
    ],
    [
      'half a working day',
      { workingDays: 0.5 },
      'rules.0.workingDays: 0.5; accepted: a whole number from 0 to 365',
    ],
    [
      'days before the due date',
      { workingDays: -1 },
      'rules.0.workingDays: -1; accepted: a whole number from 0 to 365',
    ],
    [
      'what another condition has',
      { above: 0.2 },
      'rules.0.above: unknown; accepted: an object of when, workingDays, rule, name',
    ],
    [
      'a group in words',
      { group: 'soon' },
      'rules.0.group: "soon"; accepted: a time of 0s to 1h, such as 5s, 10m or 1h',
    ],
    ['a group of two hours', { group: '2h' }, 'rules.0.group: "2h"; accepted: a time of 0s to 1h'],
    ['a group in days', { group: '1d' }, 'rules.0.group: "1d"; accepted: a time of 0s to 1h'],
    ['a repeat by the second', { repeat: '30s' }, `rules.0.repeat: "30s"; accepted: ${WORKING_TIME}`],
    ['a repeat after nothing', { repeat: '0h' }, `rules.0.repeat: "0h"; accepted: ${WORKING_TIME}`],
    [
      'a repeat after more than a year',
      { repeat: '366d' },
      `rules.0.repeat: "366d"; accepted: ${WORKING_TIME}`,
    ],
    ['quiet hours of its own', { quiet: '22:00' }, 'rules.0.quiet: "22:00"; accepted: true or false'],
    [
      'an escalation without a time',
      { escalate: [{ to: 'leader' }] },
      `rules.0.escalate.0.after: missing; accepted: ${WORKING_TIME}`,
    ],
    [
      'four escalations',
      { escalate: Array(4).fill({ after: '1h', to: 'centre' }) },
      'accepted: a list of 0 to 3',
    ],
    [
      'an escalation to who is told first',
      { escalate: [{ after: '1h', to: 'head' }] },
      'line 14, rules.0.escalate.0.to: "head"; accepted: higher than head, who is told before: leader, centre',
    ],
    [
      'an escalation downwards',
      {
        escalate: [
          { after: '1h', to: 'centre' },
          { after: '2h', to: 'leader' },
        ],
      },
      'rules.0.escalate.1.to: "leader"; accepted: higher than centre, who is told before: nobody is',
    ],
    [
      'an escalation to somebody twice',
      {
        escalate: [
          { after: '1h', to: 'leader' },
          { after: '2h', to: 'leader' },
        ],
      },
      'rules.0.escalate.1.to: "leader"; accepted: higher than leader, who is told before: centre',
    ],
    [
      'an escalation before the one before',
      {
        escalate: [
          { after: '1d', to: 'leader' },
          { after: '8h', to: 'centre' },
        ],
      },
      'line 17, rules.0.escalate.1.after: "8h"; accepted: more than "1d", as the one before says',
    ],
  ])('with a rule that has %s', async (_, members, message) => {
    await expect(load(file({ ...LATE, ...members }))).rejects.toThrow(message);
  });

  it.each<[string, string, Members, string]>([
    [
      'dueSoon',
      'no time left',
      { left: undefined },
      'line 3, rules.0: neither left nor leftShare; accepted: one of left',
    ],
    [
      'dueSoon',
      'two of them',
      { leftShare: 0.1 },
      'line 3, rules.0: left and leftShare; accepted: one of left',
    ],
    [
      'dueSoon',
      'no share',
      { left: undefined, leftShare: 20 },
      'rules.0.leftShare: 20; accepted: a share above 0 and below 1, such as 0.2 for 20%',
    ],
    [
      'lateRate',
      'no rate',
      { above: undefined },
      'rules.0.above: missing; accepted: a share above 0 and below 1',
    ],
    [
      'lateRate',
      'every unit above it',
      { above: 0 },
      'rules.0.above: 0; accepted: a share above 0 and below 1',
    ],
    [
      'lateRate',
      'an end above its beginning',
      { below: 0.3 },
      'rules.0.below: 0.3; accepted: at most 0.2, as above it says, or absent for the same',
    ],
    ['lateRate', 'two days of delay', { for: '48h' }, 'rules.0.for: "48h"; accepted: a time of 0s to 24h'],
    [
      'lateRate',
      'units without cases',
      { atLeast: 0 },
      'rules.0.atLeast: 0; accepted: a whole number from 1 to 1000000',
    ],
    [
      'lateRate',
      'an officer',
      { audience: 'officer' },
      'rules.0.audience: "officer"; accepted: head, leader, centre',
    ],
    ['feedSilent', 'no time', { after: undefined }, `rules.0.after: missing; accepted: ${WORKING_TIME}`],
    [
      'feedSilent',
      'a kind',
      { kind: 'dossier' },
      'rules.0.kind: unknown; accepted: an object of when, after',
    ],
    [
      'feedSilent',
      'an officer',
      { audience: 'officer' },
      'rules.0.audience: "officer"; accepted: leader, centre',
    ],
    ['feedSilent', 'a head', { audience: 'head' }, 'rules.0.audience: "head"; accepted: leader, centre'],
    [
      'deadLettersGrowing',
      'a head',
      { audience: 'head' },
      'rules.0.audience: "head"; accepted: leader, centre',
    ],
    [
      'deadLettersGrowing',
      'no number',
      { moreThan: undefined },
      'rules.0.moreThan: missing; accepted: a whole number from 0 to 1000000',
    ],
    [
      'deadLettersGrowing',
      'no time',
      { within: '0s' },
      'rules.0.within: "0s"; accepted: a time of 1s to 24h',
    ],
    ['offTarget', 'a head', { audience: 'head' }, 'rules.0.audience: "head"; accepted: leader, centre'],
    [
      'offTarget',
      'no indicator',
      { indicator: undefined },
      'rules.0.indicator: missing; accepted: "*" for all, a code, or a list',
    ],
    [
      'offTarget',
      'an unknown indicator',
      { indicator: 'no-such' },
      `rules.0.indicator: "no-such"; accepted: "*", or indicators with a target of the province: ${first}, ${second}`,
    ],
    [
      'offTarget',
      'one without a target of the province',
      { indicator: [first, third] },
      `rules.0.indicator.1: "${third}"; accepted: "*", or indicators with a target of the province`,
    ],
    ['offTarget', 'one twice', { indicator: [first, first.toUpperCase()] }, 'rules.0.indicator.1: '],
  ])('with a rule of %s that has %s', async (when, _, members, message) => {
    await expect(load(file({ ...RULES[when], ...members }))).rejects.toThrow(message);
  });

  it('with two rules of one code, naming both lines', async () => {
    await expect(load(file(LATE, { ...LATE, when: 'stageOverdue' }))).rejects.toThrow(
      'alerts.json line 13, rules.1.rule: "mine" stands already in line 4; accepted: each once',
    );
  });

  it('with more than a hundred rules', async () => {
    const rules = Array.from({ length: 101 }, (_, i) => ({ ...LATE, rule: `r${i}` }));
    expect((await load(file(...rules.slice(1)))).rules).toHaveLength(100);
    await expect(load(file(...rules))).rejects.toThrow('accepted: a list of 0 to 100');
  });

  it('with an indicator where the pack has no targets', async () => {
    const without = { ...names, targets: [] };
    const all = file(RULES['offTarget'] as Members);
    expect((await load(all, without)).rules[0]).toMatchObject({ indicators: [] });
    const one = file({ ...RULES['offTarget'], indicator: first });
    await expect(load(one, without)).rejects.toThrow(
      'accepted: "*", or indicators with a target of the province: targets.csv has none',
    );
  });

  it('that is not UTF-8', async () => {
    const text = Buffer.from('{"rules": [], "Đ": 1}', 'utf16le');
    await expect(load({ 'alerts.json': text })).rejects.toThrow('alerts.json');
  });
});

const HEADER = 'unit,role,name,mail,webhook,template';
const contacts = (...rows: string[]) => ({
  'contacts.csv': [HEADER, ...rows].join('\n'),
  'chat-templates/teams.json': '{"text": "{title}"}',
});
const KEY = 'https://hooks.example.vn/workflows/0123456789abcdef/run?sig=a-secret-key';

describe('the contacts of a pack', () => {
  it('are read with their unit as the pack spells it', async () => {
    const rows = [
      ',centre,Trực ban,ioc@example.vn,,',
      `h10.1.02,head,Nhóm Nội vụ,,${KEY},teams`,
      `H10.1.02,officer,Một cửa,mot-cua@example.vn,${KEY},`,
    ];
    expect((await load(contacts(...rows))).contacts).toEqual([
      { unit: null, role: 'centre', name: 'Trực ban', mail: 'ioc@example.vn', webhook: null, template: null },
      { unit: 'H10.1.02', role: 'head', name: 'Nhóm Nội vụ', mail: null, webhook: KEY, template: 'teams' },
      {
        unit: 'H10.1.02',
        role: 'officer',
        name: 'Một cửa',
        mail: 'mot-cua@example.vn',
        webhook: KEY,
        template: null,
      },
    ]);
  });

  it('come as a spreadsheet saves them, without the column template', async () => {
    const text =
      '\uFEFFunit,role,name,mail,webhook\r\n,leader,"Lãnh đạo, văn phòng",a@example.vn,\r\n\r\n,,,,\r\n';
    expect((await load({ 'contacts.csv': text })).contacts).toMatchObject([
      { unit: null, role: 'leader', name: 'Lãnh đạo, văn phòng' },
    ]);
  });

  it('may be of a unit that has ended: its cases go to who took over from that day on', async () => {
    const dongNai = await loadProvincePack('sample/dong-nai');
    const ended = dongNai.units.find(({ validTo, code }) => validTo !== null && !code.includes('@'));
    const of = { ...names, units: dongNai.units };
    const { contacts: read } = await load(contacts(`${ended?.code},head,Cũ,a@example.vn,,`), of);
    expect(read[0]?.unit).toBe(ended?.code);
  });

  it.each<[string, string[], string]>([
    [
      'an unknown unit',
      ['H10.9,head,A,a@example.vn,,'],
      'contacts.csv row 2, unit: "H10.9"; accepted: empty for the province, or a code of units.csv',
    ],
    [
      'no role',
      ['H10.1.02,,A,a@example.vn,,'],
      'contacts.csv row 2, role: ""; accepted: officer, head, leader, centre',
    ],
    [
      'another role',
      [',boss,A,a@example.vn,,'],
      'contacts.csv row 2, role: "boss"; accepted: officer, head, leader, centre',
    ],
    ['no name', [',head,,a@example.vn,,'], 'contacts.csv row 2, name: empty; accepted: a text'],
    [
      'a long name',
      [`,head,${'x'.repeat(201)},a@example.vn,,`],
      'contacts.csv row 2, name: 201 characters; accepted: at most 200 characters',
    ],
    [
      'no address',
      [',head,A,,,'],
      'contacts.csv row 2, mail: empty beside an empty webhook; accepted: one of the two at least',
    ],
    [
      'no e-mail address',
      [',head,A,example.vn,,'],
      'contacts.csv row 2, mail: "example.vn"; accepted: an e-mail address',
    ],
    [
      'two e-mail addresses',
      [',head,A,"a@example.vn,b@example.vn",,'],
      'contacts.csv row 2, mail: "a@example.vn,b@example.vn"; accepted: an e-mail address',
    ],
    [
      'a long e-mail address',
      [`,head,A,${'a'.repeat(250)}@b.vn,,`],
      'contacts.csv row 2, mail: 255 characters; accepted: at most 254 characters',
    ],
    [
      'a template without a webhook',
      [',head,A,a@example.vn,,teams'],
      'contacts.csv row 2, template: "teams" beside an empty webhook; accepted: empty, or the webhook of a chat group',
    ],
    [
      'an unknown template',
      [`,head,A,,${KEY},slack`],
      'contacts.csv row 2, template: "slack"; accepted: empty, or a template of the pack: teams',
    ],
    [
      'a row twice',
      ['H10.1.02,head,A,a@example.vn,,', ',head,A,a@example.vn,,', 'h10.1.02,head,A,b@example.vn,,'],
      'contacts.csv row 4, name: "A" stands already in row 2 for that unit and role; accepted: each once',
    ],
  ])('are refused with %s', async (_, rows, message) => {
    await expect(load(contacts(...rows))).rejects.toThrow(message);
  });

  it('are refused without a column, and with one of another name', async () => {
    await expect(load({ 'contacts.csv': 'unit,role,name,mail' })).rejects.toThrow(
      'contacts.csv row 1: column "webhook" is missing',
    );
    await expect(load({ 'contacts.csv': `${HEADER},phone` })).rejects.toThrow(
      'contacts.csv row 1: column "phone" is unknown; accepted: unit, role, name, mail, webhook, template',
    );
  });

  it.each([
    `,head,A,,${KEY.replace('https', 'htps')},`,
    `,head,A,,${KEY}/${'x'.repeat(2_000)},`,
    `,head,A,,${KEY},no-such`,
    `,boss,A,,${KEY},`,
    `,head,A,,"${KEY}"x,`,
    `,head,A,,,,${KEY}`,
  ])('are refused without the address of a webhook, which holds a key: %s', async (row) => {
    const refusal = await load(contacts(row)).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(refusal).toContain('contacts.csv row 2');
    expect(refusal).not.toMatch(/secret|hooks\.example/);
  });

  it('are at most 20,000', async () => {
    const rows = Array.from({ length: 20_001 }, (_, i) => `,head,Người ${i},a@example.vn,,`);
    expect((await load(contacts(...rows.slice(1)))).contacts).toHaveLength(20_000);
    await expect(load(contacts(...rows))).rejects.toThrow(
      'contacts.csv: 20001 rows; accepted: at most 20000',
    );
  });
});

const template = (body: unknown, name = 'mine.json') => ({
  [`chat-templates/${name}`]: typeof body === 'string' ? body : JSON.stringify(body, null, 1),
});

describe('chat templates', () => {
  it('are any objects, and have the names of their files', async () => {
    const body = {
      text: '{title} of {unit}: {total}',
      list: [1, null, true, { deep: '{acknowledge}' }],
      n: 0.5,
    };
    expect((await load(template(body))).templates).toEqual([{ name: 'mine', body }]);
  });

  const ACCEPTED = '{title}, {text}, {severity}, {unit}, {total}, {link}, {acknowledge}';
  it.each<[string, unknown, string]>([
    [
      'a text',
      '"{title}"',
      'chat-templates/mine.json line 1, the whole file: "{title}"; accepted: an object',
    ],
    ['a list', [], 'chat-templates/mine.json line 1, the whole file: []; accepted: an object'],
    ['no JSON', '{"a": {title}}', 'chat-templates/mine.json line 1: no JSON'],
    [
      'an unknown field',
      { a: [0, { b: 'x {titel} y' }] },
      `chat-templates/mine.json line 5, a.1.b: "{titel}"; accepted: ${ACCEPTED}`,
    ],
    ['a field in other letters', { a: '{Title}' }, `"{Title}"; accepted: ${ACCEPTED}`],
    ['a field with spaces', { a: '{ title }' }, `"{ title }"; accepted: ${ACCEPTED}`],
    ['a field in Vietnamese', { a: '{tiêu đề}' }, `"{tiêu đề}"; accepted: ${ACCEPTED}`],
    [
      'a member twice',
      '{"a": "{title}",\n"a": 1}',
      'chat-templates/mine.json line 2, a: stands already in line 1',
    ],
    ['too much', { a: 'x'.repeat(65_536) }, 'chat-templates/mine.json: 65548 bytes; accepted: at most 65536'],
  ])('are refused that are or have %s', async (_, body, message) => {
    await expect(load(template(body))).rejects.toThrow(message);
  });

  it.each(['mine.txt', 'my template.json', '-x.json', 'lowercase.JSON'])(
    'are refused under the name %s',
    async (name) => {
      await expect(load(template({}, name))).rejects.toThrow(
        `chat-templates/${name}: not the name of a template; accepted: chat-templates/NAME.json, NAME being a letter or digit`,
      );
    },
  );

  it('are at most fifty', async () => {
    const some = (count: number) =>
      Object.assign({}, ...Array.from({ length: count }, (_, i) => template({}, `t${i}.json`))) as Record<
        string,
        string
      >;
    expect((await load(some(50))).templates).toHaveLength(50);
    await expect(load(some(51))).rejects.toThrow('chat-templates: 51 templates; accepted: at most 50');
  });

  const values = (value: string) =>
    Object.fromEntries(CHAT_FIELDS.map((field) => [field, value])) as ChatValues;

  it('hold what the message says, wherever a text has a field, and nothing else', () => {
    const body = {
      text: '{title}: {title}\n{text}',
      '{title}': 'the name of a member stays',
      list: ['{unit}', 7, null, false, ['{total}']],
      braces: '{} { {"a":1} {{link}} ${severity}',
    };
    const said: ChatValues = {
      title: 'T',
      text: 'X',
      severity: 'critical',
      unit: 'U',
      total: '12',
      link: 'L',
      acknowledge: 'A',
    };
    expect(fillTemplate({ name: 'mine', body }, said)).toEqual({
      text: 'T: T\nX',
      '{title}': 'the name of a member stays',
      list: ['U', 7, null, false, ['12']],
      braces: '{} { {"a":1} {L} $critical',
    });
    expect(body.text).toBe('{title}: {title}\n{text}');
  });

  it.each([
    '"}, "x": "',
    '\\',
    '\u0000\n\t',
    "$& $1 $` $'",
    '{text}',
    '</script>',
    '\ud800',
    '__proto__',
    '{{title}}',
  ])('stand for the value %j as it is, in one text', (value) => {
    const body = { text: 'a {title} b', rest: ['{unit}'] };
    const filled = fillTemplate({ name: 'mine', body }, values(value));
    expect(filled).toEqual({ text: `a ${value} b`, rest: [value] });
    expect(JSON.parse(JSON.stringify(filled))).toEqual(filled);
  });

  it('keep their structure, whatever is said in them', () => {
    const parts = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constant('{title}{text}'));
    const bodies = fc.dictionary(fc.string(), fc.oneof(parts, fc.array(parts)));
    fc.assert(
      fc.property(bodies, fc.string({ unit: 'binary' }), (body, value) => {
        const said = (part: unknown) => (typeof part === 'string' ? value + value : part);
        const expected = Object.entries(body).map(([key, part]) => [
          key,
          Array.isArray(part) ? part.map(said) : said(part),
        ]);
        const filled = fillTemplate({ name: 'mine', body }, values(value));
        expect(Object.entries(filled as object)).toEqual(expected);
      }),
    );
  });

  it('keep a member named __proto__', async () => {
    const { templates } = await load(template('{"__proto__": {"text": "{title}"}}'));
    const filled = fillTemplate(templates[0] as (typeof templates)[0], values('x'));
    expect(JSON.stringify(filled)).toBe('{"__proto__":{"text":"x"}}');
  });

  it('of the sample say each field that a reader needs', async () => {
    for (const { name, body } of sample.alerts.templates) {
      const text = JSON.stringify(body);
      for (const field of ['{title}', '{text}', '{link}', '{acknowledge}'])
        expect([name, text.includes(field)]).toEqual([name, true]);
      expect(await readFile(`sample/binh-phuoc/chat-templates/${name}.json`, 'utf8')).not.toContain(
        'https://hooks',
      );
    }
  });
});
