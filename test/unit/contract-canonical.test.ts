import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  betterSpelling,
  canonicalDossierCode,
  canonicalText,
  codeKey,
  CodeMap,
  nameKey,
} from '../../contract/canonical.ts';
import { isPlainDossierCode, isPlainText } from '../../ingest/decoding/plain-bytes.ts';
import { anyText, spellingsOf } from '../support/spellings.ts';

describe('the canonical form of a text', () => {
  const name = 'Đăng ký hoạt động hộ tịch';

  it('is one, however the text is written', () => {
    for (const spelling of spellingsOf(name)) expect(canonicalText(spelling)).toBe(name);
    for (const spelling of spellingsOf(name.toUpperCase())) expect(nameKey(spelling)).toBe(nameKey(name));
  });

  it.each([
    ['H\u1ed9\u00a0 t\u1ecbch\u3000', 'Hộ tịch'],
    ['Hộ\r\n\ttịch\u2028', 'Hộ tịch'],
    ['\ufeffHộ\u00ad t\u200bịch\u200e\u2060', 'Hộ tịch'],
    ['Hộ\u0000 tịch\u0007\u0085', 'Hộ tịch'],
    ['\u00d0ất \u0189ai \u00f0ô', 'Đất Đai đô'],
    ['\u200b \u00a0', ''],
    ['', ''],
  ])('%j is %j', (text, canonical) => {
    expect(canonicalText(text)).toBe(canonical);
  });

  it('of a dossier code in the national form is in capitals, of another one as its system writes it', () => {
    const code = '000.00.32.H10-211004-00017';
    for (const spelling of [...spellingsOf(code), code.toLowerCase()])
      expect(canonicalDossierCode(spelling)).toBe(code);
    expect(canonicalDossierCode('h10\u2013211004\u221200017')).toBe('H10-211004-00017');
    expect(canonicalDossierCode('\uff28\uff11\uff10\uff0d\uff10\uff11')).toBe('H10-01');
    for (const own of ['hs-2021-1', 'HS-2021-1', 'hs đất/1'])
      expect(canonicalDossierCode(` ${own}\u00a0`)).toBe(own);
  });

  it('of a unit or procedure is found in any capitals', () => {
    const units = new CodeMap([['H10.2.03', 1]]);
    for (const spelling of [...spellingsOf('H10.2.03'), 'h10.2.03'])
      expect([spelling, units.get(spelling)]).toEqual([spelling, 1]);
    expect(units.get('H10.2.04')).toBeUndefined();
    expect(codeKey('stt-\u0111')).toBe('STT-Đ');
  });

  it('stays as it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(canonicalText(canonicalText(text))).toBe(canonicalText(text));
        expect(canonicalDossierCode(canonicalDossierCode(text))).toBe(canonicalDossierCode(text));
        expect(codeKey(codeKey(text))).toBe(codeKey(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is recognised by its bytes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const whole = text.replace(/\p{Surrogate}/gu, '');
        const bytes = Buffer.from(`"${whole}"`);
        if (isPlainText(bytes, 1, bytes.length - 1)) expect(canonicalText(whole)).toBe(whole);
        if (isPlainDossierCode(bytes, 1, bytes.length - 1)) expect(canonicalDossierCode(whole)).toBe(whole);
      }),
      { numRuns: 5_000 },
    );
    const plain = Buffer.from('UBND huyện Lộc Ninh – “Một cửa” … Phường Thống Nhất, Ðà'.slice(0, -4));
    expect(isPlainText(plain, 0, plain.length)).toBe(true);
  });
});

describe('the better of two spellings', () => {
  it('has the capitals of a sentence, whichever comes first', () => {
    const spellings = ['HỘ TỊCH', 'hộ tịch', 'Hộ tịch', 'Hộ Tịch'];
    for (const order of [spellings, spellings.toReversed()])
      expect(order.reduce(betterSpelling)).toBe('Hộ tịch');
    expect(betterSpelling('hộ tịch', 'HỘ TỊCH')).toBe(betterSpelling('HỘ TỊCH', 'hộ tịch'));
  });
});
