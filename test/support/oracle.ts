/**
 * A plain recount of events, written apart from the product: a map of dossiers, each field the greatest (time, value),
 * then every dossier classified. Slow and obvious on purpose.
 */
import type { DossierEvent } from '../../contract/event.ts';
import { NOT_COUNTED } from '../../contract/counting.ts';
import type { Counts } from '../../contract/counts.ts';
import {
  APPLICANT_TYPES,
  CHANNEL_CODES,
  CHANNELS,
  ONLINE_LEVELS,
  STATUS_CODES,
  STATUSES,
} from '../../contract/status.ts';
import { periodEnd, periodStart, type Period } from '../../contract/period.ts';
import { addCell, classify, emptyCounts, type DossierFacts } from './dossier-facts.ts';

type CorrectionEvent = Extract<DossierEvent, { type: 'dossier.correction.v1' }>;
type Told = { at: number; value: unknown };
export type OracleDossier = { firstAt: number; fields: Record<string, Told> };

/** What a field is: one of some words, which count as their place from 1; members decide one after the other. */
type Value = readonly string[] | 'flag' | 'time' | 'amount' | 'text';
type Kind = Value | { readonly [member: string]: Value };

/** The fields of a dossier, apart from the table of contract/fields.ts. */
export const ORACLE_FIELDS: Readonly<Record<string, Kind>> = {
  status: STATUSES,
  unit: { code: 'text', name: 'text' },
  channel: CHANNELS,
  procedure: { code: 'text', name: 'text', field: 'text', onlineLevel: ONLINE_LEVELS },
  officer: { id: 'text', name: 'text' },
  department: 'text',
  applicantType: APPLICANT_TYPES,
  submittedAt: 'time',
  receivedAt: 'time',
  dueAt: 'time',
  finishedAt: 'time',
  returnedAt: 'time',
  refusedAt: 'time',
  paidOnline: 'flag',
  feeVnd: 'amount',
  digitised: 'flag',
  electronicResult: 'flag',
  vneidVerified: 'flag',
  step: { startedAt: 'time', dueAt: 'time' },
  returnChannel: CHANNELS,
};

/** What is stored of a told value, for each of its columns; nothing told is stored as what is cleared. */
export function storedValues(field: string, value: unknown): (number | string)[] {
  const kind = ORACLE_FIELDS[field];
  if (kind === undefined) throw new Error(`the oracle does not know the field ${field}`);
  if (typeof kind === 'string' || isWords(kind)) return [storedValue(kind, value)];
  const members = (value ?? {}) as Record<string, unknown>;
  return Object.entries(kind).map(([name, of]) => storedValue(of, members[name]));
}

function isWords(kind: Kind): kind is readonly string[] {
  return Array.isArray(kind);
}

function storedValue(kind: Value, value: unknown): number | string {
  if (typeof kind !== 'string') return kind.indexOf(value as string) + 1;
  if (kind === 'time') return value == null ? 0 : Date.parse(value as string);
  if (kind === 'flag') return value == null ? 0 : value === true ? 2 : 1;
  return (value ?? (kind === 'amount' ? -1 : '')) as number | string;
}

function isGreater(field: string, a: Told, b: Told): boolean {
  if (a.at !== b.at) return a.at > b.at;
  if (a.value === null || b.value === null) return a.value !== null;
  const [left, right] = [storedValues(field, a.value), storedValues(field, b.value)];
  for (const [i, x] of left.entries()) {
    const y = right[i];
    if (x === y) continue;
    if (typeof x === 'string' && typeof y === 'string')
      return Buffer.compare(Buffer.from(x), Buffer.from(y)) > 0;
    return Number(x) > Number(y);
  }
  return false;
}

/** The events that count: no corrections, and none that one of its dossier revokes. */
export function counted(events: readonly DossierEvent[]): Exclude<DossierEvent, CorrectionEvent>[] {
  const keyOf = (...parts: string[]) => JSON.stringify(parts);
  const corrections = events.filter((event) => event.type === 'dossier.correction.v1');
  const revoked = new Set(
    corrections.flatMap(({ data }) => data.revokes.map(({ source, id }) => keyOf(data.code, source, id))),
  );
  return events.filter(
    (event) =>
      event.type !== 'dossier.correction.v1' && !revoked.has(keyOf(event.data.code, event.source, event.id)),
  ) as Exclude<DossierEvent, CorrectionEvent>[];
}

export function recount(events: readonly DossierEvent[]): Map<string, OracleDossier> {
  const dossiers = new Map<string, OracleDossier>();
  for (const event of counted(events)) {
    const at = Date.parse(event.time);
    const { code, ...data } = event.data;
    const dossier = dossiers.get(code) ?? { firstAt: at, fields: {} };
    dossiers.set(code, dossier);
    dossier.firstAt = Math.min(dossier.firstAt, at);
    for (const [field, value] of Object.entries(data)) {
      if (value === undefined) continue;
      const told = { at, value };
      const known = dossier.fields[field];
      if (!known || isGreater(field, told, known)) dossier.fields[field] = told;
    }
  }
  return dossiers;
}

/** The facts that the counting rules need; due dates as told only. */
export function factsOf(dossier: OracleDossier): DossierFacts {
  const timeOf = (field: string) => Date.parse((dossier.fields[field]?.value as string | null) ?? '') || 0;
  const { status, channel } = dossier.fields;
  return {
    status: status?.value == null ? 0 : STATUS_CODES[status.value as keyof typeof STATUS_CODES],
    statusAt: status?.at ?? 0,
    receivedAt: timeOf('receivedAt') || dossier.firstAt,
    finishedAt: timeOf('finishedAt'),
    dueAt: timeOf('dueAt'),
    channel: channel?.value == null ? 0 : CHANNEL_CODES[channel.value as keyof typeof CHANNEL_CODES],
  };
}

/** The figures of some dossiers in a period; dueSoon is left out, it needs the calendar. */
export function countsOf(dossiers: Iterable<OracleDossier>, period: Period, nowMs: number): Counts {
  const endMs = periodEnd(period, nowMs);
  const at = { startMs: periodStart(period), endMs, dueSoonMs: 0, rule: 'date' as const };
  const counts = emptyCounts();
  for (const dossier of dossiers) {
    const cell = classify(factsOf(dossier), at);
    if (cell !== NOT_COUNTED) addCell(counts, cell, 1);
  }
  return counts;
}
