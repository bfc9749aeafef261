import { z } from 'zod';
import { expect, test } from 'vitest';
import { caseFields } from '../../contract/case-fields.ts';
import type { DossierEvent } from '../../contract/event.ts';
import { dataSchemas } from '../../contract/field-schema.ts';
import { formatDay, localDay, parseTime } from '../../contract/time.ts';
import type { CaseEvent } from '../../sample/case-event.ts';
import { withPayments } from '../../sample/history-payments.ts';
import { loadHistory, scaleHistory } from '../../sample/published-history.ts';
import { expectedFigures, historyEvents } from '../../sample/replay.ts';
import { loadSampleProvince } from '../../sample/sample-province.ts';

const published = await loadHistory('binh-phuoc-2021');
const province = await loadSampleProvince(published.packDir);
const small = scaleHistory(published, 0.02);
/** Few dossiers, all payments. */
const mixed = { ...small, payments: published.payments as NonNullable<typeof published.payments> };

type AnyEvent = DossierEvent | CaseEvent;
const isPayment = (event: AnyEvent): event is CaseEvent => 'kind' in event.data;

function eventsOf(history: typeof published): AnyEvent[] {
  return Array.from(withPayments(historyEvents(history, province), history, province), ({ event }) => event);
}

const sum = (events: readonly CaseEvent[]) =>
  events.reduce((vnd, { data }) => vnd + (data.amountVnd ?? 0), 0);
const timeOf = (text: string | null | undefined) => parseTime(text ?? '') ?? NaN;

const smallEvents = eventsOf(small);
const smallPayments = smallEvents.filter(isPayment);
const payments = eventsOf(mixed).filter(isPayment);

test('the payments of Bình Phước 2021 are the published ones to the unit, from the first to the last day', () => {
  expect(payments.length).toBe(18_259);
  expect(sum(payments)).toBe(109_537_412_104);
  const days = payments.map(({ data }) => formatDay(localDay(timeOf(data.finishedAt)))).sort();
  expect([days[0], days.at(-1)]).toEqual(['2021-05-19', '2021-09-15']);
  expect(new Set(payments.map(({ data }) => data.code)).size).toBe(payments.length);
  expect(expectedFigures(published).at(-1)).toBe(
    '  payments from 2021-05-19 to 2021-09-15: 18,259 of 109,537,412,104 VND',
  );
});

test('every payment fits the kind of the pack, has succeeded, and is of a unit of the pack', () => {
  const kind = province.pack.kinds.find(({ kind: name }) => name === 'payment');
  if (kind === undefined) throw new Error('no kind payment');
  const snapshot = dataSchemas(caseFields(kind), z.string())('snapshot');
  const units = new Set<unknown>(province.pack.units.map(({ officialCode }) => officialCode));
  const wrong = payments.filter(({ type, time, data }) => {
    const { kind: name, status, amountVnd, unit, channel, category, receivedAt, finishedAt } = data;
    return !(
      type === 'case.snapshot.v1' &&
      snapshot.safeParse(data).success &&
      name === 'payment' &&
      status === 'success' &&
      Number.isInteger(amountVnd) &&
      (amountVnd ?? 0) > 0 &&
      units.has(unit?.code) &&
      channel != null &&
      category != null &&
      time === finishedAt &&
      timeOf(receivedAt) < timeOf(finishedAt)
    );
  });
  expect(wrong).toEqual([]);
  expect(new Set(payments.map(({ data }) => data.channel))).toEqual(
    new Set(['national-platform', 'vnpt-pay']),
  );
});

test('amounts are spread as payments are: fees are small, a tenth of all has over a third of the money', () => {
  const amounts = smallPayments.map(({ data }) => data.amountVnd ?? 0).sort((a, b) => b - a);
  const largest = amounts.slice(0, amounts.length / 10).reduce((a, b) => a + b, 0);
  expect(largest / sum(smallPayments)).toBeGreaterThan(0.35);
  const fees = smallPayments.filter(({ data }) => data.category === 'fee');
  expect(sum(fees) / sum(smallPayments)).toBeLessThan(0.05);
  expect(fees.length / smallPayments.length).toBeGreaterThan(0.3);
  expect(new Set(smallPayments.map(({ data }) => data.category)).size).toBe(5);
});

test('most payments are of a dossier of the replay, received before on that day, whose unit and fee they have', () => {
  const dossiers = new Map<string, DossierEvent>();
  const paid: { payment: CaseEvent; dossier: DossierEvent | undefined }[] = [];
  for (const event of smallEvents) {
    if (!isPayment(event)) {
      if (event.type === 'dossier.snapshot.v1' && event.data.status === 'received')
        dossiers.set(`dossier/${event.data.code}`, event);
    } else if (event.data.parent != null)
      paid.push({ payment: event, dossier: dossiers.get(event.data.parent) });
  }
  expect(paid.length / smallPayments.length).toBeGreaterThan(0.6);
  expect(paid.length).toBeLessThan(smallPayments.length);
  expect(new Set(paid.map(({ payment }) => payment.data.parent)).size).toBe(paid.length);
  for (const { payment, dossier } of paid) {
    if (dossier?.type !== 'dossier.snapshot.v1') throw new Error(`${payment.data.parent} is unknown`);
    expect(payment.data.unit?.code).toBe(dossier.data.unit?.code);
    expect(localDay(timeOf(payment.time))).toBe(localDay(timeOf(dossier.time)));
    expect(timeOf(payment.data.receivedAt)).toBeGreaterThan(timeOf(dossier.time));
    if (payment.data.category === 'fee') expect(payment.data.amountVnd).toBe(dossier.data.feeVnd);
  }
});

test('the dossiers of a replay are the same with its payments as without', () => {
  const alone = Array.from(historyEvents(small, province), ({ event }) => JSON.stringify(event));
  const among = smallEvents.filter((event) => !isPayment(event)).map((event) => JSON.stringify(event));
  expect(among).toEqual(alone);
});

test('the same payments come out on every run', () => {
  expect(JSON.stringify(eventsOf(small).filter(isPayment))).toBe(JSON.stringify(smallPayments));
});

test.each([0.0001, 0.001, 0.01])('a part of %d has its part of the payments to the unit', (scale) => {
  const history = scaleHistory(published, scale);
  const part = eventsOf(history).filter(isPayment);
  expect(part.length).toBe(Math.round(18_259 * scale));
  expect(sum(part)).toBe(Math.round(109_537_412_104 * scale));
});

test('a history without payments brings its dossiers alone', async () => {
  const longAn = scaleHistory(await loadHistory('long-an-2017'), 0.01);
  const centre = await loadSampleProvince(longAn.packDir);
  const events = Array.from(withPayments(historyEvents(longAn, centre), longAn, centre));
  expect(events.some(({ event }) => isPayment(event))).toBe(false);
  expect(events.length).toBeGreaterThan(200);
});

test('payments of a pack without their kind are refused, naming the kind', () => {
  const without = { ...province, kinds: [] };
  expect(() => withPayments([], small, without).next()).toThrow(
    'binh-phuoc-2021.json, payments: the pack has no kind payment',
  );
});
