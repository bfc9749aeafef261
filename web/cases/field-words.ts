/** Fields as words, by their types in contract/field-types.ts: what an event told, and the facts of a case. Pure. */
import { caseFields, type CaseFieldName } from '../../contract/case-fields.ts';
import type { FieldLine, ScalarType } from '../../contract/field-types.ts';
import { DOSSIER } from '../../contract/fields.ts';
import type { Kind, Term } from '../../contract/kind.ts';
import { APPLICANT_TYPES, CHANNELS, ONLINE_LEVELS, STATUSES } from '../../contract/status.ts';
import type { DateFormats } from '../format/dates.ts';
import type { LanguageCode, NumberFormats } from '../format/numbers.ts';
import { isDossier } from '../kinds/kind-words.ts';
import type { Words } from '../words/vi.ts';

interface Formats {
  code: LanguageCode;
  words: Words;
  dates: DateFormats;
  numbers: NumberFormats;
}

/** The fields of a kind as a reader meets them. */
export interface FieldWords {
  lines: Readonly<Record<string, FieldLine>>;
  /** In the order in which they are shown. */
  labels: Readonly<Record<string, string>>;
  /** Of the codes, by the list of codes of a field's type. */
  codes: ReadonlyMap<readonly string[], Readonly<Record<string, string>>>;
}

/** Amounts that are no money. */
const POINTS: readonly string[] = ['score'] satisfies CaseFieldName[];

export function fieldWords(kind: Kind, { words, code }: Pick<Formats, 'words' | 'code'>): FieldWords {
  if (isDossier(kind)) {
    const codes = new Map<readonly string[], Readonly<Record<string, string>>>([
      [STATUSES, words.statuses],
      [CHANNELS, words.channels],
      [APPLICANT_TYPES, words.applicantTypes],
      [ONLINE_LEVELS, words.onlineLevels],
    ]);
    return { lines: DOSSIER.lines, labels: words.fields, codes };
  }
  const { lines } = caseFields(kind);
  const inWords = (terms: readonly Term[]) =>
    Object.fromEntries(terms.map((term) => [term.code, term[code]]));
  const codes = new Map([
    [lines.status.words, inWords(kind.statuses)],
    [lines.channel.words, inWords(kind.channels)],
    [lines.category.words, inWords(kind.categories)],
  ]);
  return { lines, labels: words.cases.fields, codes };
}

/** What an event told, line by line. A field that these pages do not know yet stands under its own name. */
export function eventLines(
  told: Record<string, unknown>,
  fields: FieldWords,
  formats: Formats,
): { name: string; label: string; text: string }[] {
  const order = Object.keys(fields.labels);
  const rank = (name: string) => order.indexOf(name) + 1 || Infinity;
  return Object.entries(told)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => ({
      name,
      label: fields.labels[name] ?? name,
      text: writeField(name, value, fields, formats) ?? formats.words.cleared,
    }));
}

/** A told field in words; null for none. */
export function writeField(
  name: string,
  value: unknown,
  { lines, codes }: FieldWords,
  formats: Formats,
): string | null {
  if (value == null) return null;
  const line = lines[name];
  if (!line) return typeof value === 'string' ? value : JSON.stringify(value);
  if (!('members' in line)) return writeScalar(name, line, value, codes, formats);
  const members = value as Record<string, unknown>;
  if (Object.values(members).every((one) => one == null)) return null;
  if (line.type === 'span')
    return Object.entries(line.members)
      .map(
        ([member, type]) => writeScalar(name, type, members[member], codes, formats) ?? formats.words.cleared,
      )
      .join(' – ');
  return String(members['name'] ?? members['code'] ?? members['id']);
}

function writeScalar(
  name: string,
  type: ScalarType,
  value: unknown,
  codes: FieldWords['codes'],
  { words, dates, numbers }: Formats,
): string | null {
  if (value == null) return null;
  switch (type.type) {
    case 'code':
    case 'term':
      return codes.get(type.words)?.[value as string] ?? (value as string);
    case 'number':
      return String(value);
    case 'flag':
      return value === true ? words.yes : words.no;
    case 'time':
      return dates.dateTime(Date.parse(value as string));
    case 'amount':
      return POINTS.includes(name) ? numbers.count(value as number) : numbers.money(value as number);
    case 'text':
      return value as string;
  }
}
