/** The same text as different software writes it, and texts of the characters that make the difference. */
import fc from 'fast-check';

/** Spellings of a text that has a space, all of which mean the same; capitals stay. */
export function spellingsOf(text: string): string[] {
  return [
    text,
    text.normalize('NFD'),
    text.replaceAll(' ', '\u00a0'),
    text.replaceAll(' ', '  '),
    `${text.slice(0, 1)}\u200b${text.slice(1)}`,
    `\ufeff${text}`,
    `${text.slice(0, 3)}\u00ad${text.slice(3)}`,
    `${text} `,
    `\u3000${text}\u00a0\u200b`,
    `${text}\r\n`,
    text.replaceAll(' ', '\u2003').normalize('NFD'),
    text.replaceAll('Đ', '\u00d0').replaceAll('đ', '\u00f0'),
  ];
}

const parts = fc.constantFrom(
  ...[
    'a',
    'B',
    '7',
    '-',
    ' ',
    '  ',
    'ế',
    'Ế',
    'ệ',
    'Đ',
    'đ',
    '\u00d0',
    '\u00f0',
    '\u0189',
    'ơ',
    'ư',
    'ă',
    'ỵ',
  ],
  ...[
    '\u00a0',
    '\u2009',
    '\u202f',
    '\u3000',
    '\u200b',
    '\u200f',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u0085',
    '\u180e',
  ],
  ...[
    '\u0300',
    '\u0301',
    '\u0302',
    '\u0323',
    '\u031b',
    '\u0340',
    '\u034f',
    '\ufe0f',
    '\u2010',
    '\u2013',
    '\u2026',
  ],
  ...[
    '\u2000',
    '\u212b',
    '\uac00',
    '\u1100\u1161',
    '\uff21',
    '\ufb03',
    'ß',
    '\u0149',
    '\u0390',
    '\u1e9b',
    '\u0344',
  ],
  ...['\n', '\t', '\u0000', '\u007f', '“', '😀', 'ﬀ', '\u0958'],
);

export const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.array(parts, { maxLength: 8 }).map((all) => all.join('')) },
  fc.string({ unit: 'binary', maxLength: 12 }),
);
