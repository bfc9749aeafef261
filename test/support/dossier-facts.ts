/** Dossiers for the counting rules, by the numbers of the contract. */
import { classify as classifyCase, type Instants } from '../../contract/counting.ts';
import type { Counts } from '../../contract/counts.ts';
import { NO_AMOUNT } from '../../contract/field-types.ts';
import { addCounts, DOSSIER_COUNTING } from '../../contract/kind-counting.ts';
import { CHANNEL_CODES, statusGroup, type StatusCode } from '../../contract/status.ts';
import type { StoredFacts } from '../../server/state/cases/case-store.ts';

export interface DossierFacts {
  status: StatusCode;
  statusAt: number;
  receivedAt: number;
  finishedAt: number;
  dueAt: number;
  channel: number;
}

export const CELLS = DOSSIER_COUNTING.cells;

export function storedFacts(dossier: DossierFacts): StoredFacts {
  const { channel } = dossier;
  const origin =
    channel === CHANNEL_CODES.online ? 'online' : channel === CHANNEL_CODES.postal ? 'postal' : 'counter';
  return {
    ...dossier,
    group: statusGroup(dossier.status),
    origin: CELLS.origins.indexOf(origin),
    hasClock: true,
    amountVnd: NO_AMOUNT,
    score: NO_AMOUNT,
  };
}

export function classify(dossier: DossierFacts, at: Instants): number {
  return classifyCase(storedFacts(dossier), at, CELLS);
}

export function emptyCounts(): Counts {
  return DOSSIER_COUNTING.emptyCounts() as Counts;
}

export function addCell(counts: Counts, cell: number, count: number): void {
  DOSSIER_COUNTING.addCell(counts, cell, count);
}

export function sumCounts(parts: readonly Counts[]): Counts {
  const sum = emptyCounts();
  for (const part of parts) addCounts(sum, part);
  return sum;
}
