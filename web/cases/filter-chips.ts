/** The conditions of a list, each with its label and what removes it. Pure. */
import type { Kind } from '../../contract/kind.ts';
import { STATUS_GROUPS } from '../../contract/status.ts';
import { writeDay } from '../format/dates.ts';
import type { LanguageCode } from '../format/numbers.ts';
import { isDossier, wordOf } from '../kinds/kind-words.ts';
import type { ListWords } from '../words/lists.ts';
import type { Words } from '../words/vi.ts';
import { OPEN_LATE_QUERY, type CaseFilters, type FilterName } from './case-filters.ts';

export interface FilterChip {
  label: string;
  value: string;
  /** The parameters of the address that go with it. */
  names: FilterName[];
}

export interface ChipReader {
  kind: Kind;
  words: Words;
  text: ListWords;
  code: LanguageCode;
  /** What people call a scope, a unit, an officer, a procedure; undefined: it is not known. */
  nameOf: (filter: FilterName, value: string) => string | undefined;
}

export function isOpenLate({ lateness, status }: CaseFilters): boolean {
  return lateness === OPEN_LATE_QUERY.lateness && status === OPEN_LATE_QUERY.status;
}

export function chipsOf(filters: CaseFilters, reader: ChipReader): FilterChip[] {
  const { words, text } = reader;
  const openLate = isOpenLate(filters);
  const { receivedFrom, receivedTo, ...others } = filters;
  const chips = Object.entries(others).flatMap(([key, value]): FilterChip[] => {
    const name = key as FilterName;
    if (openLate && name === 'status') return [];
    if (openLate && name === 'lateness')
      return [{ label: text.lateness, value: words.openLate, names: ['lateness', 'status'] }];
    return [{ label: labelOf(name, reader), value: valueOf(name, value, reader), names: [name] }];
  });
  if (receivedFrom === undefined && receivedTo === undefined) return chips;
  const value =
    receivedTo === undefined
      ? text.since(writeDay(receivedFrom as string))
      : receivedFrom === undefined
        ? text.until(writeDay(receivedTo))
        : text.between(writeDay(receivedFrom), writeDay(receivedTo));
  return [...chips, { label: text.received, value, names: ['receivedFrom', 'receivedTo'] }];
}

/** The word of a group of statuses, such as those in progress. */
export function groupWord(group: string, { inProgress, paused, withdrawn, resolved, cases }: Words): string {
  const words: Record<string, string> = { inProgress, paused, withdrawn, resolved, outside: cases.outside };
  return cases.group(words[group] ?? group);
}

function labelOf(name: FilterName, { kind, words, text }: ChipReader): string {
  const fields = isDossier(kind) ? words.fields : words.cases.fields;
  switch (name) {
    case 'scope':
      return words.formScope;
    case 'lateness':
      return text.lateness;
    case 'field':
      return text.field;
    case 'q':
      return text.searchLabel;
    case 'procedure':
      return words.fields.procedure;
    case 'category':
      return words.cases.fields.category;
    case 'receivedFrom':
    case 'receivedTo':
      return text.received;
    default:
      return fields[name];
  }
}

function valueOf(name: FilterName, value: string, { kind, words, code, nameOf }: ChipReader): string {
  switch (name) {
    case 'lateness':
      return words.lateness[value as keyof Words['lateness']];
    case 'status':
      return (STATUS_GROUPS as readonly string[]).includes(value) &&
        !kind.statuses.some((status) => status.code === value)
        ? groupWord(value, words)
        : (wordOf(kind.statuses, value, code) ?? value);
    case 'channel':
      return wordOf(kind.channels, value, code) ?? value;
    case 'category':
      return wordOf(kind.categories, value, code) ?? value;
    default:
      return nameOf(name, value) ?? value;
  }
}
