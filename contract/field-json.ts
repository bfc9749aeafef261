/** What answers show of a stored field, as an event tells it, by the types of field-types.ts; null: none. */
import { NO_AMOUNT, type Field, type ScalarType } from './field-types.ts';
import { formatTime } from './time.ts';

type Stored = string | number;

const SHOW: Record<ScalarType['type'], (stored: never, type: never) => string | number | boolean | null> = {
  term: (word: string) => word || null,
  number: (text: string) => (text === '' ? null : Number(text)),
  code: (place: number, { words }: { words: readonly string[] }) => words[place - 1] || null,
  flag: (code: number) => (code === 0 ? null : code === 2),
  time: (ms: number) => (ms === 0 ? null : formatTime(ms)),
  amount: (vnd: number) => (vnd === NO_AMOUNT ? null : vnd),
  text: (text: string) => text || null,
};

/** `row` has the columns of the field. */
export function jsonOf({ line, columns }: Field, row: object): unknown {
  const shown = columns.map(({ name, member, value }) => {
    const stored = (row as Record<string, Stored>)[name];
    return [member ?? '', SHOW[value.type](stored as never, value as never)] as const;
  });
  if (!('members' in line)) return shown[0]?.[1];
  const isWhole = line.type !== 'span' && line.type !== 'figures';
  if (isWhole && shown[0]?.[1] === null && shown[1]?.[1] === null) return null;
  // A place is shown as it was told: code, name or both.
  return Object.fromEntries(line.type === 'place' ? shown.filter(([, value]) => value !== null) : shown);
}
