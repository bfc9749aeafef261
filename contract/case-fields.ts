/**
 * The fields of a case that is no dossier, one line each; which statuses, channels and categories it may have says its kind.
 * A case is known by `KIND/CODE`, which is also the key of its messages.
 */
import { FieldTable, type StoredFields } from './field-types.ts';
import type { Kind } from './kind.ts';

const CODE = { type: 'text', min: 1, max: 128, spelling: 'code' } as const;
const TIME = { type: 'time' } as const;
const PLACE = { code: CODE, name: { type: 'text', min: 1, max: 512 } } as const;

/** What the pack says of the words of a kind: [number - 1] of a status its code, '' a number that none has. */
interface KindWords {
  statuses: readonly string[];
  channels: readonly string[];
  categories: readonly string[];
}

function caseLines({ statuses, channels, categories }: KindWords) {
  return {
    status: { bit: 0, by: 'both', requiredBy: 'progress', held: true, type: 'code', words: statuses },
    unit: { bit: 1, by: 'both', held: true, type: 'place', title: 'CaseUnit', short: true, members: PLACE },
    channel: { bit: 2, by: 'both', held: true, type: 'term', words: channels },
    category: { bit: 3, by: 'both', held: true, type: 'term', words: categories },
    officer: {
      bit: 4,
      by: 'both',
      held: true,
      type: 'names',
      title: 'CaseOfficer',
      members: { id: { type: 'text', min: 1, max: 128 }, name: { type: 'text', max: 256 } },
    },
    receivedAt: { bit: 5, by: 'both', held: true, ...TIME },
    acceptedAt: { bit: 6, by: 'both', held: true, ...TIME },
    transferredAt: { bit: 7, by: 'both', held: true, ...TIME },
    supplementAskedAt: { bit: 8, by: 'both', held: true, ...TIME },
    finishedAt: { bit: 9, by: 'both', held: true, ...TIME },
    publishedAt: { bit: 10, by: 'both', held: true, ...TIME },
    dueAt: { bit: 11, by: 'both', held: true, ...TIME },
    extendedTo: {
      bit: 12,
      by: 'both',
      held: true,
      ...TIME,
      description: 'Until when its time was extended; goes before dueAt',
    },
    suspendedFrom: { bit: 13, by: 'both', held: true, ...TIME },
    suspendedTo: { bit: 14, by: 'both', held: true, ...TIME },
    amountVnd: { bit: 15, by: 'both', held: true, type: 'amount' },
    score: { bit: 16, by: 'both', held: true, type: 'amount', description: 'Points, a whole number' },
    fromUnit: { bit: 17, by: 'both', type: 'place', title: 'CaseFromUnit', short: true, members: PLACE },
    place: {
      bit: 18,
      by: 'both',
      type: 'place',
      title: 'CasePlace',
      short: true,
      members: PLACE,
      description: 'The area that it is about',
    },
    outcome: { bit: 19, by: 'both', type: 'text', max: 256 },
    step: { bit: 20, by: 'both', type: 'span', title: 'CaseStep', members: { startedAt: TIME, dueAt: TIME } },
    parent: {
      bit: 21,
      by: 'both',
      ...CODE,
      max: 256,
      distinct: true,
      description: '`dossier/CODE` or `KIND/CODE`',
    },
    confidential: { bit: 22, by: 'both', type: 'flag' },
  } as const;
}

/** The fields of the cases of a kind. Columns and bits are the same for every kind. */
export function caseFields(kind: Pick<Kind, 'statuses' | 'channels' | 'categories'>) {
  const statuses: string[] = [];
  for (const { n, code } of kind.statuses) statuses[n - 1] = code;
  return new FieldTable(
    caseLines({
      statuses: Array.from(statuses, (code) => code ?? ''),
      channels: kind.channels.map(({ code }) => code),
      categories: kind.categories.map(({ code }) => code),
    }),
  );
}

/** The fields of a case of any kind, for what needs none of its words: columns and bits. */
export const CASE = caseFields({ statuses: [], channels: [], categories: [] });

export type CaseLines = typeof CASE.lines;
export type CaseFieldName = keyof CaseLines;
export type CaseColumns = StoredFields<CaseLines>;

/** The code under which the log and the states hold a case. */
export function caseKey(kind: string, code: string): string {
  return `${kind}/${code}`;
}
