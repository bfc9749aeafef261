/** The lines of Form 06a on the wall, as paths into the figures. */
import { onTimeRate, type Counts } from '../../contract/counts.ts';
import { FORM_COLUMNS, reportLine } from '../../contract/form-06a.ts';
import { GROUP_HEADS } from '../../contract/form-heads.ts';
import type { Language } from '../words/language.svelte.ts';
import { WALL_WORDS } from '../words/wall.ts';
import { newlyReceived } from './wall-figures.ts';

export interface FormRow {
  /** Path in Counts; also the name in `data-figure`. */
  path: string;
  label: (language: Language) => string;
  /** A main line opens a group; a part belongs to the main line above it. */
  kind: 'main' | 'part';
  format: 'count' | 'percent';
  read: (counts: Counts) => number | undefined;
}

/** A column of the form; the total of a group is its main line. */
function row(path: string): FormRow {
  const column = FORM_COLUMNS.find((one) => one.path === path);
  if (column === undefined) throw new Error(`Form 06a has no column ${path}`);
  const isTotal = path.endsWith('.total');
  const { vi, en } = (isTotal ? undefined : column.head) ?? GROUP_HEADS[column.group];
  return {
    kind: isTotal ? 'main' : 'part',
    path,
    label: ({ code }) => ({ vi, en })[code],
    format: 'count',
    read: (counts) => column.read(reportLine(counts)),
  };
}

/** Of each period: what came in it, what was handed over to it, and what was resolved. */
export const PERIOD_ROWS: readonly FormRow[] = [
  {
    kind: 'main',
    path: 'received.new',
    label: ({ code }) => WALL_WORDS[code].newlyReceived,
    format: 'count',
    read: newlyReceived,
  },
  row('received.online'),
  row('received.counter'),
  row('received.postal'),
  { ...row('carriedOver'), kind: 'main', label: ({ code }) => WALL_WORDS[code].carriedOver },
  { ...row('received.total'), label: ({ code }) => WALL_WORDS[code].toHandle },
  row('resolved.total'),
  row('resolved.early'),
  row('resolved.onTime'),
  row('resolved.late'),
  {
    kind: 'part',
    path: 'onTimeRate',
    label: ({ words }) => words.onTimeRate,
    format: 'percent',
    read: onTimeRate,
  },
];

/** Of now, whatever the period. What of it is late or due soon stands in figures of its own. */
export const NOW_ROWS: readonly FormRow[] = [
  row('inProgress.total'),
  {
    kind: 'part',
    path: 'paused',
    label: ({ words }) => words.paused,
    format: 'count',
    read: ({ paused }) => paused,
  },
];
