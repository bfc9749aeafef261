/** The lines of Form 06a on the wall, as paths into the figures. */
import { onTimeRate, type Counts } from '../../contract/counts.ts';
import type { Words } from '../words/vi.ts';

export interface FormRow {
  /** Path in Counts; also the name in `data-figure`. */
  path: string;
  label: (words: Words) => string;
  /** A main line opens a group; a part belongs to the main line above it. */
  kind: 'main' | 'part';
  format: 'count' | 'percent';
  read: (counts: Counts) => number | undefined;
}

const count = (
  kind: FormRow['kind'],
  path: string,
  label: FormRow['label'],
  read: (counts: Counts) => number,
): FormRow => ({ kind, path, label, format: 'count', read });

export const FORM_ROWS: readonly FormRow[] = [
  count(
    'main',
    'received.total',
    (w) => w.received,
    (c) => c.received.total,
  ),
  count(
    'part',
    'received.online',
    (w) => w.channels.online,
    (c) => c.received.online,
  ),
  count(
    'part',
    'received.counter',
    (w) => w.channels.counter,
    (c) => c.received.counter,
  ),
  count(
    'part',
    'received.postal',
    (w) => w.channels.postal,
    (c) => c.received.postal,
  ),
  count(
    'part',
    'carriedOver',
    (w) => w.carriedOver,
    (c) => c.carriedOver,
  ),
  count(
    'main',
    'resolved.total',
    (w) => w.resolved,
    (c) => c.resolved.total,
  ),
  count(
    'part',
    'resolved.early',
    (w) => w.early,
    (c) => c.resolved.early,
  ),
  count(
    'part',
    'resolved.onTime',
    (w) => w.onTime,
    (c) => c.resolved.onTime,
  ),
  count(
    'part',
    'resolved.late',
    (w) => w.late,
    (c) => c.resolved.late,
  ),
  { kind: 'part', path: 'onTimeRate', label: (w) => w.onTimeRate, format: 'percent', read: onTimeRate },
  count(
    'main',
    'inProgress.total',
    (w) => w.inProgress,
    (c) => c.inProgress.total,
  ),
  count(
    'part',
    'inProgress.dueSoon',
    (w) => w.lateness.dueSoon,
    (c) => c.inProgress.dueSoon,
  ),
  count(
    'part',
    'inProgress.late',
    (w) => w.late,
    (c) => c.inProgress.late,
  ),
];
