/** Fields as words, by their types in contract/fields.ts: what an event told, and the facts of a dossier. Pure. */
import type { ScalarType } from '../../contract/field-types.ts';
import { DOSSIER, type FieldName } from '../../contract/fields.ts';
import { APPLICANT_TYPES, CHANNELS, ONLINE_LEVELS, STATUSES } from '../../contract/status.ts';
import type { DateFormats } from '../format/dates.ts';
import type { NumberFormats } from '../format/numbers.ts';
import type { Words } from '../words/vi.ts';

interface Formats {
  words: Words;
  dates: DateFormats;
  numbers: NumberFormats;
}

/** The words of the codes. */
const CODE_WORDS = new Map<readonly string[], (words: Words) => Readonly<Record<string, string>>>([
  [STATUSES, (words) => words.statuses],
  [CHANNELS, (words) => words.channels],
  [APPLICANT_TYPES, (words) => words.applicantTypes],
  [ONLINE_LEVELS, (words) => words.onlineLevels],
]);

const WRITE: Record<ScalarType['type'], (value: never, formats: Formats, type: never) => string> = {
  code: (word: string, { words }, type: { words: readonly string[] }) =>
    CODE_WORDS.get(type.words)?.(words)[word] ?? word,
  term: (word: string) => word,
  number: (value: number) => String(value),
  flag: (isSo: boolean, { words }) => (isSo ? words.yes : words.no),
  time: (time: string, { dates }) => dates.dateTime(Date.parse(time)),
  amount: (vnd: number, { numbers }) => numbers.money(vnd),
  text: (text: string) => text,
};

/** What an event told, line by line. A field that these pages do not know yet stands under its own name. */
export function eventLines(
  fields: Record<string, unknown>,
  formats: Formats,
): { label: string; text: string }[] {
  const { fields: labels, cleared } = formats.words;
  const rank = (name: string) => Object.keys(labels).indexOf(name) + 1 || Infinity;
  return Object.entries(fields)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => ({
      label: name in labels ? labels[name as FieldName] : name,
      text: writeField(name, value, formats) ?? cleared,
    }));
}

/** A told field in words; null for none. */
export function writeField(name: string, value: unknown, formats: Formats): string | null {
  if (value === null) return null;
  if (!(name in DOSSIER.lines)) return typeof value === 'string' ? value : JSON.stringify(value);
  const line = DOSSIER.lines[name as FieldName];
  if (!('members' in line)) return write(line, value, formats);
  const members = value as Record<string, unknown>;
  if (line.type === 'span')
    return Object.entries(line.members)
      .map(([member, type]) => write(type, members[member], formats) ?? formats.words.cleared)
      .join(' – ');
  return String(members['name'] ?? members['code'] ?? members['id']);
}

function write(type: ScalarType, value: unknown, formats: Formats): string | null {
  return value == null ? null : WRITE[type.type](value as never, formats, type as never);
}
