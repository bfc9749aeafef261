import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadIndexes } from '../../pack/load-indexes.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';

const pack = await loadProvincePack('sample/binh-phuoc');
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true })));
});

type Members = Record<string, unknown>;

const COMPONENT: Members = {
  code: 'inTime',
  group: 'progress',
  vi: 'Đúng hạn',
  max: 100,
  numerator: ['dossier.resolved.early', 'dossier.resolved.onTime'],
  denominator: 'dossier.resolved',
};

const index = (members: Members = {}) =>
  JSON.stringify(
    {
      index: 'mine',
      name: { vi: 'Chỉ số' },
      version: '1',
      validFrom: '2026-01-01',
      groups: [{ code: 'progress', vi: 'Tiến độ' }],
      components: [COMPONENT],
      ...members,
    },
    null,
    1,
  );
const withComponents = (...components: Members[]) =>
  index({ components: components.map((members) => ({ ...COMPONENT, ...members })) });

async function load(text: string, file = 'mine.json') {
  const dir = await mkdtemp(join(tmpdir(), 'indexes-'));
  folders.push(dir);
  await mkdir(join(dir, 'indexes'));
  await writeFile(join(dir, 'indexes', file), text);
  return loadIndexes(dir, pack);
}

describe('the indexes of a pack', () => {
  it('are none without the folder', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'indexes-'));
    folders.push(dir);
    expect(await loadIndexes(dir, pack)).toEqual([]);
  });

  it('have what their file leaves out by default, and their figures by name', async () => {
    expect(await load(index())).toEqual([
      {
        code: 'mine',
        name: { vi: 'Chỉ số', en: 'Chỉ số' },
        version: '1',
        validFrom: '2026-01-01',
        groups: [{ code: 'progress', vi: 'Tiến độ', en: 'Tiến độ' }],
        bands: [],
        components: [
          {
            code: 'inTime',
            group: 'progress',
            vi: 'Đúng hạn',
            en: 'Đúng hạn',
            max: 100,
            threshold: 1,
            whenEmpty: 'none',
            levels: {},
            told: null,
            approximate: null,
            source: {
              numerator: ['early', 'onTime'].map((way) => ({
                of: 'cases',
                kind: 'dossier',
                name: `dossier.resolved.${way}`,
                figure: `resolved.${way}`,
              })),
              denominator: [{ of: 'cases', kind: 'dossier', name: 'dossier.resolved', figure: 'resolved' }],
            },
          },
        ],
      },
    ]);
  });

  it('have in the sample the 22 components of index 766, one of them shown alone, six groups of 18, 20, 12, 10, 22 and 18 points', () => {
    const [sample] = pack.indexes;
    expect(sample?.components).toHaveLength(22);
    expect(sample?.components.filter(({ max }) => max === null).map(({ code }) => code)).toEqual([
      'meanDays',
    ]);
    expect(
      sample?.groups.map(({ code }) =>
        sample.components.reduce((sum, { group, max }) => sum + (group === code ? (max ?? 0) : 0), 0),
      ),
    ).toEqual([18, 20, 12, 10, 22, 18]);
  });

  it('may show components without points, written as their indicator is', async () => {
    const { max: _max, numerator, denominator, ...unscored } = COMPONENT;
    const [mine] = await load(
      index({
        components: [
          COMPONENT,
          { ...unscored, code: 'days', share: 'handlingDays' },
          { ...unscored, code: 'part', numerator, denominator },
        ],
      }),
    );
    expect(mine?.components.map(({ max, shownAs }) => [max, shownAs])).toEqual([
      [100, undefined],
      [null, { number: 'mean', measure: { vi: 'ngày', en: 'days' }, decimals: 1 }],
      [null, { number: 'share', measure: { vi: '%', en: '%' }, decimals: 2 }],
    ]);
  });

  it.each([
    [
      'points that are not 100 together',
      withComponents({ max: 60 }, { code: 'b', max: 39.5 }),
      'indexes/mine.json line 14, components: their max add up to 99.5; accepted: 100 together',
    ],
    [
      'points of thousandths',
      withComponents({ max: 0.001 }),
      'line 19, components.0.max: 0.001; accepted: points above 0 to 100, at most two digits after the point',
    ],
    [
      'an expression',
      withComponents({ denominator: 'dossier.resolved + 1' }),
      'line 24, components.0.denominator: "dossier.resolved + 1" names no figure of dossier; accepted: received,',
    ],
    [
      'a figure of no kind',
      withComponents({ numerator: ['case.nothing.received'] }),
      'line 21, components.0.numerator.0: "case.nothing.received" names no kind of the pack; accepted: dossier.FIGURE',
    ],
    [
      'a figure of no service',
      withComponents({ denominator: 'dossier.services.all' }),
      'components.0.denominator: figure "dossier.services.all"; accepted: dossier.services.received,',
    ],
    [
      'an unknown indicator',
      withComponents({ denominator: 'nothing' }),
      'components.0.denominator: figure "nothing"; accepted: dossier.FIGURE, case.KIND.FIGURE or an indicator: procedures',
    ],
    [
      'a share as a count',
      withComponents({ denominator: 'eDocumentShare' }),
      'components.0.denominator: eDocumentShare is a share; accepted: figures that are counts or amounts',
    ],
    [
      'a figure that is added twice',
      withComponents({ numerator: ['dossier.paused', 'dossier.paused'] }),
      'line 22, components.0.numerator.1: "dossier.paused" stands already in line 21; accepted: each once',
    ],
    [
      'a numerator without a denominator',
      withComponents({ denominator: null }),
      'line 15, components.0: numerator; accepted: numerator and denominator, or share',
    ],
    [
      'a share beside a numerator',
      withComponents({ share: 'eDocumentShare' }),
      'components.0: numerator and denominator and share; accepted: numerator and denominator, or share',
    ],
    [
      'a count as a share',
      withComponents({ numerator: null, denominator: null, share: 'procedures' }),
      'components.0.share: procedures is a count; accepted: an indicator that is a share, or a part of it',
    ],
    [
      'a mean as a share with points',
      withComponents({ numerator: null, denominator: null, share: 'handlingDays' }),
      'components.0.share: handlingDays is a mean; accepted: an indicator that is a share, or a part of it',
    ],
    [
      'a count to be shown',
      withComponents({}, { code: 'b', max: null, numerator: null, denominator: null, share: 'procedures' }),
      'components.1.share: procedures is a count; accepted: an indicator that is a share or mean, or a part of it',
    ],
    [
      'a share told as a score',
      withComponents({ told: 'share766.reused' }),
      'components.0.told: share766.reused is a share; accepted: an indicator that is a score, or a part of it',
    ],
    [
      'a part that the indicator has not',
      withComponents({ told: 'score766.nothing' }),
      'components.0.told: "nothing" is no part of score766; accepted: publishedInTime,',
    ],
    [
      'a threshold in percent',
      withComponents({ threshold: 80 }),
      'components.0.threshold: 80; accepted: a share above 0 to 1, such as 0.8 for 80%',
    ],
    [
      'what an empty denominator is not',
      withComponents({ whenEmpty: 'half' }),
      'components.0.whenEmpty: "half"; accepted: zero, full, none',
    ],
    [
      'a rule of no level',
      withComponents({ levels: { village: 'full' } }),
      'components.0.levels.village: unknown; accepted: an object of department, district, commune',
    ],
    [
      'no rule of a level',
      withComponents({ levels: { commune: 'half' } }),
      'components.0.levels.commune: "half"; accepted: inherit, full, none',
    ],
    [
      'a component of no group',
      withComponents({ group: 'other' }),
      'line 17, components.0.group: "other"; accepted: a group: progress',
    ],
    [
      'a component that stands twice',
      withComponents({ max: 50 }, { max: 50 }),
      'line 27, components.1.code: "inTime" stands already in line 16; accepted: each once',
    ],
    [
      'no day',
      index({ validFrom: '2026-02-30' }),
      'line 7, validFrom: "2026-02-30"; accepted: a date YYYY-MM-DD',
    ],
    [
      'an unknown member',
      index({ weight: 1 }),
      'weight: unknown; accepted: an object of index, name, version',
    ],
    [
      'another name than that of the file',
      index({ index: '766' }),
      'index: "766"; accepted: "mine", as the file is named',
    ],
    ['no JSON', '{', 'indexes/mine.json line 1: no JSON'],
  ])('refuses %s', async (_, text, message) => {
    await expect(load(text)).rejects.toThrow(message);
  });

  it('refuses a file that is none', async () => {
    await expect(load(index(), 'mine.jsn')).rejects.toThrow(
      'indexes/mine.jsn: not the name of an index; accepted: indexes/NAME.json, NAME being a letter or digit',
    );
  });
});
