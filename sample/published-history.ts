/**
 * A history whose totals are published, as data: `sample/histories/NAME.json` beside the pack that it happens in. A new
 * one is a new file.
 *
 * Where only sums are published, their split (early and on time, counter and postal, open within due and late) is
 * made up.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseDay } from '../contract/time.ts';
import { parseJson } from '../pack/json-file.ts';
import { PackError } from '../pack/pack-error.ts';
import { UsageError } from './sample-config.ts';

const DIR = new URL('histories/', import.meta.url);
const count = z.int().min(0);
const date = z.string().transform((text, context) => {
  const day = parseDay(text);
  if (day !== undefined) return day;
  context.addIssue({ code: 'custom', message: 'expected a date YYYY-MM-DD' });
  return z.NEVER;
});

const totals = z.strictObject({
  /** Origins: received before the period, and in it by channel. */
  carriedOver: count,
  online: count,
  counter: count,
  postal: count,
  /** Outcomes at the end of the period; their sum is that of the origins. */
  resolvedEarly: count,
  resolvedOnTime: count,
  resolvedLate: count,
  openWithinDue: count,
  openLate: count,
});

const payments = z
  .strictObject({
    /** Local days, both inclusive, on which they succeeded. */
    from: date,
    to: date,
    count,
    amountVnd: count,
    /** Field of the procedures whose dossiers are paid land tax for. */
    taxedField: z.string(),
  })
  .refine((p) => p.from <= p.to, { error: 'expected a day not before `from`', path: ['to'] })
  .refine((p) => p.amountVnd >= 1000 * p.count, {
    error: 'expected at least 1,000 VND for each',
    path: ['amountVnd'],
  });

const historyFile = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    /** Folder of the pack, relative to the file. */
    pack: z.string(),
    /** The period, local days, both inclusive. */
    from: date,
    to: date,
    /** First day on which a dossier that is carried over was received. */
    carriedFrom: date,
    totals,
    /** Successful payments, as cases of the pack's kind `payment`. */
    payments: payments.optional(),
    /** `YYYY-MM` -> how busy the month was; 1 where absent. */
    monthWeights: z.record(z.string(), z.number().min(0)).default({}),
  })
  .refine(({ totals: t }) => originSum(t) === outcomeSum(t), {
    error: 'expected the origins to add up to the outcomes',
    path: ['totals'],
  });

export type HistoryTotals = z.infer<typeof totals>;
export type HistoryPayments = z.infer<typeof payments>;
/** Days are local day numbers; `packDir` is an absolute path. */
export type PublishedHistory = Omit<z.infer<typeof historyFile>, 'pack'> & { packDir: string };

/** Number of dossiers, by their origins. */
export function originSum(t: HistoryTotals): number {
  return t.carriedOver + t.online + t.counter + t.postal;
}

function outcomeSum(t: HistoryTotals): number {
  return t.resolvedEarly + t.resolvedOnTime + t.resolvedLate + t.openWithinDue + t.openLate;
}

export function historyNames(): string[] {
  return readdirSync(DIR).flatMap((file) => (file.endsWith('.json') ? file.slice(0, -5) : []));
}

export async function loadHistory(name: string): Promise<PublishedHistory> {
  if (!historyNames().includes(name)) throw new UsageError('history', name, historyNames().join(', '));
  const file = new URL(`${name}.json`, DIR);
  const result = historyFile.safeParse(parseJson(`${name}.json`, await readFile(file, 'utf8')));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new PackError(`${name}.json, ${issue?.path.join('.')}`, issue?.message ?? 'not usable');
  }
  const { pack, ...history } = result.data;
  return { ...history, packDir: fileURLToPath(new URL(pack, file)) };
}

/**
 * The same history with fewer dossiers and payments, for trials: outcomes are scaled, and `counter` takes what rounding
 * leaves.
 */
export function scaleHistory(history: PublishedHistory, scale: number): PublishedHistory {
  const scaled = Object.fromEntries(
    Object.entries(history.totals).map(([name, value]) => [name, Math.round(value * scale)]),
  ) as HistoryTotals;
  scaled.counter += outcomeSum(scaled) - originSum(scaled);
  const { payments: paid } = history;
  return { ...history, totals: scaled, ...(paid ? { payments: scalePayments(paid, scale) } : {}) };
}

function scalePayments(paid: HistoryPayments, scale: number): HistoryPayments {
  const scaled = Math.round(paid.count * scale);
  return { ...paid, count: scaled, amountVnd: scaled === 0 ? 0 : Math.round(paid.amountVnd * scale) };
}
