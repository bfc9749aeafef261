/** Acts of alerts for property tests: few alerts and messages, so that acts meet. */
import fc from 'fast-check';
import { ACTS, type Act, type AlertActRow, type StoredAct } from '../../clickhouse/alert-acts-table.ts';
import { AUDIENCES, SEVERITIES, type Severity } from '../../contract/alerts.ts';
import { newAct } from '../../server/alerts/book/act-log.ts';
import type { AlertBook } from '../../server/alerts/book/alert-book.ts';

export const ALERTS = ['a', 'b', 'c', 'd', 'e'];
export const UNITS = ['', 'H10.2.01', 'H10.2.02'];
const MESSAGES = ['m', 'n', 'o'];

/** The unit and the severity of an alert are its own, and so are the code of its case and the address of a message. */
export const anyAct: fc.Arbitrary<AlertActRow> = fc
  .record({
    act: fc.constantFrom<Act[]>(...ACTS),
    term: fc.nat(3),
    alert: fc.nat(ALERTS.length - 1),
    message: fc.nat(MESSAGES.length - 1),
    alerts: fc.subarray(ALERTS),
    audience: fc.constantFrom(...AUDIENCES),
    until: fc.nat(1_000),
  })
  .map(({ act, alert, message, ...of }) =>
    newAct(act, {
      ...{ ...of, alert: ALERTS[alert] as string, message: MESSAGES[message] as string },
      unit: UNITS[alert % UNITS.length] as string,
      severity: SEVERITIES[alert % SEVERITIES.length] as Severity,
      ...{ rule: 'late', kind: 'dossier', code: `D-${alert}` },
      ...{ channel: 'webhook', address: `https://${message % 2}.example.vn` },
    }),
  );

/** In their order, each at an instant of its own. */
export const anyActs: fc.Arbitrary<StoredAct[]> = fc
  .array(anyAct, { maxLength: 80 })
  .map((acts) => acts.map((act, i) => ({ ...act, at: 1_000 + i, who: `by ${i}` })));

/** Everything of a book that is shown or decided by. */
export function contentOf(book: AlertBook) {
  const { alerts, messages, gone, sendings, untold, shelved, term, leader, tallies } = book;
  return {
    ...{ alerts, messages, gone, sendings, untold, shelved, term, leader },
    counts: UNITS.map((unit) => tallies.counts((other) => other === unit)),
  };
}
