/**
 * The payments of a published history: as many and as much as was published, to the unit, spread over its days. Each is
 * one event of a successful payment; most are of a dossier that was received that day.
 *
 * Fees are what the procedure of the dossier costs; land tax and what is paid without a dossier take the rest of the
 * day's amount.
 */
import { caseKey } from '../contract/case-fields.ts';
import { DOSSIER } from '../contract/dossier-kind.ts';
import type { DossierEvent } from '../contract/event.ts';
import { dayStart, formatDay, localDay } from '../contract/time.ts';
import { isoWeekday } from '../pack/day-hours.ts';
import { PackError } from '../pack/pack-error.ts';
import { apportion } from './apportion.ts';
import { caseEvent, type CaseEvent, type TimedCaseEvent } from './case-event.ts';
import { dossierCode, type TimedEvent } from './event-writer.ts';
import { onlineClock } from './filing.ts';
import type { HistoryPayments, PublishedHistory } from './published-history.ts';
import { Random, WeightedChoice } from './random.ts';
import type { SampleKind } from './sample-kind.ts';
import type { SampleProvince } from './sample-province.ts';
import { timeText } from './time-text.ts';

export const PAYMENT = 'payment';
const FEE_SHARE = 0.62;
/** Of what is no fee. */
const LAND_SHARE = 0.6;
const WEEKDAYS = [1.2, 1.08, 1, 0.98, 0.9, 0.25, 0.2];
const DAY_OFF = 0.2;
/** How large the others are in comparison. */
const SIZES: Readonly<Record<string, number>> = { landTax: 4, tax: 2.5, fine: 0.5, insurance: 0.8 };
const WITHOUT_DOSSIER = new WeightedChoice(['tax', 'fine', 'insurance'], (_, i) => [4, 3, 2][i] ?? 0);
const LEAST_VND = 50_000;
const MINUTE_MS = 60_000;

/** Hands the dossiers' events on as they are, and puts each day's payments behind those of its day. */
export function* withPayments(
  dossiers: Iterable<TimedEvent>,
  history: PublishedHistory,
  province: SampleProvince,
): Generator<TimedEvent<DossierEvent | CaseEvent>, void> {
  const { payments } = history;
  if (payments === undefined) return yield* dossiers;
  const days = new PaymentDays(history, payments, province);
  for (const event of dossiers) {
    yield* days.before(localDay(event.timeMs));
    days.see(event);
    yield event;
  }
  yield* days.before(Infinity);
}

interface PaidDossier {
  code: string;
  unit: string;
  receivedAtMs: number;
  feeVnd: number;
}

interface PaymentDay {
  day: number;
  count: number;
  amountVnd: number;
}

interface Payment {
  category: string;
  dossier: PaidDossier | undefined;
  /** Null: a share of what the fees leave. */
  amountVnd: number | null;
}

class PaymentDays {
  readonly #history: PublishedHistory;
  readonly #province: SampleProvince;
  readonly #kind: SampleKind;
  readonly #taxedField: string;
  readonly #days: readonly PaymentDay[];
  #at = 0;
  /** Dossiers of the day that may be paid for. */
  #withFee: PaidDossier[] = [];
  #taxed: PaidDossier[] = [];

  constructor(history: PublishedHistory, payments: HistoryPayments, province: SampleProvince) {
    const kind = province.kinds.find(({ kind: { kind: name } }) => name === PAYMENT);
    if (kind === undefined)
      throw new PackError(`${history.id}.json, payments`, `the pack has no kind ${PAYMENT}`);
    this.#history = history;
    this.#province = province;
    this.#kind = kind;
    this.#taxedField = payments.taxedField;
    this.#days = paymentDays(history, payments, province);
  }

  see({ event, timeMs }: TimedEvent): void {
    if (this.#days[this.#at]?.day !== localDay(timeMs) || event.type !== 'dossier.snapshot.v1') return;
    const { code, status, unit, channel, procedure, feeVnd } = event.data;
    if (status !== 'received' || channel !== 'online') return;
    const dossier = { code, unit: unit?.code ?? '', receivedAtMs: timeMs, feeVnd: feeVnd ?? 0 };
    if (procedure?.field === this.#taxedField) this.#taxed.push(dossier);
    else if (dossier.feeVnd > 0) this.#withFee.push(dossier);
  }

  /** The payments of the days that end before a day. */
  *before(day: number): Generator<TimedCaseEvent, void> {
    for (
      let quota = this.#days[this.#at];
      quota !== undefined && quota.day < day;
      quota = this.#days[this.#at]
    ) {
      const random = new Random(`${this.#history.id}/payments/${formatDay(quota.day)}`);
      yield* this.#eventsOf(random, quota, this.#paymentsOf(random, quota));
      this.#withFee = [];
      this.#taxed = [];
      this.#at++;
    }
  }

  /** The first one is no fee, so that something takes what the fees leave. */
  #paymentsOf(random: Random, { count, amountVnd }: PaymentDay): Payment[] {
    let feesVnd = 0;
    return Array.from({ length: count }, (_, i): Payment => {
      if (i > 0 && random.chance(FEE_SHARE)) {
        const dossier = takeAny(random, this.#withFee);
        if (dossier && feesVnd + dossier.feeVnd <= amountVnd / 2) {
          feesVnd += dossier.feeVnd;
          return { category: 'fee', dossier, amountVnd: dossier.feeVnd };
        }
      }
      const dossier = random.chance(LAND_SHARE) ? takeAny(random, this.#taxed) : undefined;
      return { category: dossier ? 'landTax' : WITHOUT_DOSSIER.draw(random), dossier, amountVnd: null };
    });
  }

  #eventsOf(random: Random, { day, amountVnd }: PaymentDay, payments: readonly Payment[]): TimedCaseEvent[] {
    const amounts = amountsOf(random, amountVnd, payments);
    return payments
      .map((payment, i) => this.#eventOf(random, day, i + 1, payment, amounts[i] as number))
      .sort((a, b) => a.timeMs - b.timeMs);
  }

  #eventOf(
    random: Random,
    day: number,
    serial: number,
    { category, dossier }: Payment,
    amountVnd: number,
  ): TimedCaseEvent {
    const { id } = this.#history;
    const clockMs = dossier
      ? dossier.receivedAtMs - dayStart(day) + random.between(2, 40) * MINUTE_MS
      : onlineClock(random);
    const receivedAtMs = dayStart(day) + Math.floor(clockMs / 1000) * 1000;
    const finishedAtMs = receivedAtMs + (20 + random.integer(70)) * 1000;
    const code = dossierCode(this.#kind.story.prefix, day, serial);
    const channel = this.#kind.drawChannel(random);
    const name = { kind: PAYMENT, code, source: `urn:ioc:${this.#province.pack.id}:${PAYMENT}:${id}` };
    return caseEvent('snapshot', `${caseKey(PAYMENT, code)}/1`, finishedAtMs, name, {
      unit: { code: dossier?.unit ?? this.#province.demand.drawDesk(random).unit.officialCode },
      ...(channel === undefined ? {} : { channel }),
      category,
      receivedAt: timeText(receivedAtMs),
      ...(dossier ? { parent: caseKey(DOSSIER, dossier.code) } : {}),
      amountVnd,
      status: 'success',
      finishedAt: timeText(finishedAtMs),
    });
  }
}

/** Days with payments; their counts and amounts add up to those published. */
function paymentDays(
  { id, monthWeights }: PublishedHistory,
  { from, to, count, amountVnd }: HistoryPayments,
  { calendar }: SampleProvince,
): PaymentDay[] {
  const random = new Random(`${id}/payments`);
  const days = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const busy = days.map((day) => {
    const usual = WEEKDAYS[isoWeekday(day) - 1] ?? 1;
    const factor = calendar.isWorkingDay(day) ? Math.max(usual, 0.9) : Math.min(usual, DAY_OFF);
    return factor * (monthWeights[formatDay(day).slice(0, 7)] ?? 1) * random.between(0.9, 1.1);
  });
  const counts = apportion(count, busy);
  const amounts = apportion(
    amountVnd,
    counts.map((number) => number * random.between(0.75, 1.3)),
  );
  return days
    .map((day, i) => ({ day, count: counts[i] ?? 0, amountVnd: amounts[i] ?? 0 }))
    .filter((day) => day.count > 0);
}

/** Whole thousands, but for the first one, which takes the odd VND; a few are far larger than the others. */
function amountsOf(random: Random, amountVnd: number, payments: readonly Payment[]): number[] {
  const others = payments.filter((payment) => payment.amountVnd === null);
  const restVnd = payments.reduce((rest, payment) => rest - (payment.amountVnd ?? 0), amountVnd);
  const leastVnd = Math.min(LEAST_VND, Math.floor(restVnd / others.length));
  const spreadVnd = restVnd - others.length * leastVnd;
  const shares = apportion(
    Math.floor(spreadVnd / 1000),
    others.map(({ category }) => (SIZES[category] ?? 1) * random.exponential(1) ** 1.6 + 0.01),
  );
  let at = 0;
  return payments.map((payment) => {
    if (payment.amountVnd !== null) return payment.amountVnd;
    const oddVnd = at === 0 ? spreadVnd % 1000 : 0;
    return leastVnd + (shares[at++] as number) * 1000 + oddVnd;
  });
}

function takeAny<T>(random: Random, list: T[]): T | undefined {
  if (list.length === 0) return undefined;
  const at = random.integer(list.length);
  const taken = list[at];
  list[at] = list.at(-1) as T;
  list.pop();
  return taken;
}
