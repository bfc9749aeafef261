import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DossierEvent } from '../../contract/event.ts';
import { foreignTo } from '../../ingest/intake/sender-rights.ts';
import { readSenders } from '../../ingest/intake/senders.ts';
import { correctionEvent, progressEvent, snapshotEvent } from '../support/events.ts';

const TOKEN = 'a-token-that-nobody-may-see';
const FILE = join(mkdtempSync(join(tmpdir(), 'senders-')), 'senders.json');

function read(content: unknown, tokens: string[] = []) {
  writeFileSync(FILE, typeof content === 'string' ? content : JSON.stringify(content));
  return readSenders(tokens, FILE);
}

function refusalOf(content: unknown, tokens: string[] = []): string {
  try {
    read(content, tokens);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

describe('the senders of the intake', () => {
  it('are those of the file, then the bare tokens, which may tell everything and correct nothing', () => {
    const own = {
      name: 'one-stop',
      token: TOKEN,
      sources: ['urn:a'],
      units: ['H10.2.03'],
      corrections: true,
    };
    expect(read([own], ['one', 'two'])).toEqual([
      own,
      { name: 'token-1', token: 'one', corrections: false },
      { name: 'token-2', token: 'two', corrections: false },
    ]);
    expect(readSenders(['one'], undefined)).toHaveLength(1);
  });

  it.each([
    ['no file', undefined, 'it cannot be read (ENOENT)'],
    ['no JSON', `[{"token":"${TOKEN}"`, 'it is not JSON'],
    ['no array', { token: TOKEN }, 'it: expected an array of senders'],
    ['no name', [{ token: TOKEN }], '[0].name: expected a name'],
    ['a name with blanks', [{ name: 'a b', token: TOKEN }], '[0].name: expected a name of up to 64'],
    [
      'a token with blanks',
      [{ name: 'a', token: `${TOKEN} x` }],
      '[0].token: expected a token without blanks',
    ],
    ['no token', [{ name: 'a', token: 5 }], '[0].token: expected a token'],
    [
      'sources that are none',
      [{ name: 'a', token: TOKEN, sources: [] }],
      '[0].sources: expected a list of at',
    ],
    ['another member', [{ name: 'a', [TOKEN]: 1, token: TOKEN }], '[0]: expected an object of name, token'],
    [
      'a name twice',
      [1, 2].map((n) => ({ name: 'a', token: `${TOKEN}${n}` })),
      'two senders have the name a',
    ],
    ['a token twice', ['a', 'b'].map((name) => ({ name, token: TOKEN })), 'a and b have the same token'],
  ])('refuse %s with one line that shows no token', (_name, content, reason) => {
    const line =
      content === undefined
        ? (() => {
            try {
              readSenders([], `${FILE}.none`);
            } catch (error) {
              return (error as Error).message;
            }
            return '';
          })()
        : refusalOf(content);
    expect(line).toContain('INTAKE_SENDERS_FILE: ');
    expect(line).toContain(reason);
    expect(line).not.toContain(TOKEN);
    expect(line).not.toContain('\n');
  });
});

describe('what a sender may tell', () => {
  const sender = { name: 'a', token: TOKEN, corrections: false };
  const told = (unit: unknown, source = 'urn:a') =>
    ({ ...snapshotEvent({ code: 'A', unit: unit as never }), source }) as DossierEvent;

  it('is everything when nothing else is said', () => {
    expect(foreignTo(sender)(told({ code: 'H10.9.99' }, 'urn:z'))).toBeUndefined();
  });

  it('is its own sources', () => {
    const findForeign = foreignTo({ ...sender, sources: ['urn:a', 'urn:b'] });
    expect(findForeign(told({ code: 'X' }))).toBeUndefined();
    expect(findForeign(told({ code: 'X' }, 'urn:c'))).toEqual({
      field: 'source',
      value: '"urn:c"',
      accepted: 'urn:a, urn:b',
    });
  });

  it('is a correction for whom the file gives the right alone', () => {
    const correction = correctionEvent({ code: 'A', revokes: [{ source: 'urn:b', id: '1' }], reason: 'r' });
    expect(foreignTo({ ...sender, corrections: true })(correction)).toBeUndefined();
    expect(foreignTo(sender)(correction)).toEqual({
      field: 'type',
      value: '"dossier.correction.v1"',
      accepted: 'dossier.snapshot.v1, dossier.progress.v1',
      mayNot: 'corrections',
    });
    // Its own source is bound as that of any event; what it revokes may be anybody's.
    const narrow = { ...sender, corrections: true, sources: ['urn:operator'], units: ['H10.2.03'] };
    expect(foreignTo(narrow)({ ...correction, source: 'urn:operator' })).toBeUndefined();
    expect(foreignTo(narrow)(correction)).toMatchObject({ field: 'source' });
  });

  it('is its own units, by code and by name, in any spelling; none else, and none is cleared', () => {
    const findForeign = foreignTo({ ...sender, units: ['H10.2.03', 'UBND huyện Lộc Ninh'] });
    const both = { code: 'h10.2.03', name: 'UBND  HUYỆN Lộc Ninh'.normalize('NFD') };
    for (const unit of [{ code: 'H10.2.03' }, { name: both.name }, both])
      expect(findForeign(told(unit))).toBeUndefined();
    expect(
      findForeign({ ...progressEvent({ code: 'A', status: 'received' }) } as DossierEvent),
    ).toBeUndefined();
    for (const [unit, field] of [
      [{ code: 'H10.2.01' }, 'data.unit.code'],
      [{ code: 'H10.2.03', name: 'UBND huyện Bù Đốp' }, 'data.unit.name'],
      [null, 'data.unit'],
    ] as const)
      expect(findForeign(told(unit))).toMatchObject({ field, accepted: 'H10.2.03, UBND huyện Lộc Ninh' });
  });
});
