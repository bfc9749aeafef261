/**
 * A plain recount of events, written apart from the product: a map of dossiers, each field the greatest (time, value),
 * then every dossier classified. Slow and obvious on purpose.
 */
import type { DossierEvent } from '../../contract/event.ts';
import { NOT_COUNTED } from '../../contract/counting.ts';
import type { Counts } from '../../contract/counts.ts';
import { APPLICANT_TYPES, CHANNEL_CODES, ONLINE_LEVELS, STATUS_CODES } from '../../contract/status.ts';
import { periodEnd, periodStart, type Period } from '../../contract/period.ts';
import { addCell, classify, emptyCounts, type DossierFacts } from './dossier-facts.ts';

type CorrectionEvent = Extract<DossierEvent, { type: 'dossier.correction.v1' }>;
type Told = { at: number; value: unknown };
export type OracleDossier = { firstAt: number; fields: Record<string, Told> };

/** The members of a field that is an object, in the order in which they decide. */
const MEMBERS: Record<string, readonly string[]> = {
  officer: ['id', 'name'],
  unit: ['code', 'name'],
  procedure: ['code', 'name', 'field', 'onlineLevel'],
  step: ['startedAt', 'dueAt'],
};

/** Enumerations are ordered by their code, null is the least, texts by their bytes, objects member by member. */
function rank(field: string, value: unknown): (number | string)[] {
  const members = MEMBERS[field];
  if (members === undefined) return [rankOne(field, value)];
  return members.map((name) => rankOne(name, (value as Record<string, unknown>)[name]));
}

function rankOne(name: string, value: unknown): number | string {
  if (name.endsWith('At')) return value == null ? 0 : Date.parse(value as string);
  if (name === 'onlineLevel') return (ONLINE_LEVELS as readonly unknown[]).indexOf(value) + 1;
  if (name === 'status') return STATUS_CODES[value as keyof typeof STATUS_CODES];
  if (name === 'channel' || name === 'returnChannel')
    return CHANNEL_CODES[value as keyof typeof CHANNEL_CODES];
  if (name === 'applicantType') return (APPLICANT_TYPES as readonly unknown[]).indexOf(value);
  return typeof value === 'boolean' ? Number(value) : ((value ?? '') as number | string);
}

function isGreater(field: string, a: Told, b: Told): boolean {
  if (a.at !== b.at) return a.at > b.at;
  if (a.value === null || b.value === null) return a.value !== null;
  const [left, right] = [rank(field, a.value), rank(field, b.value)];
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
