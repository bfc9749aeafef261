/** How many alerts are open, by unit and severity, kept as they change. */
import { SEVERITIES, type AlertCounts, type Severity } from '../../../contract/alerts.ts';
import type { Alert } from './alert.ts';

export class UnitTallies {
  /** Unit code, '' of the province -> its counts. */
  readonly #byUnit = new Map<string, AlertCounts>();

  add(alert: Alert): void {
    this.#count(alert, 1);
  }

  remove(alert: Alert): void {
    this.#count(alert, -1);
  }

  /** `isOpen`: whether alerts of a unit count. */
  counts(isOpen: (unit: string) => boolean): AlertCounts {
    const sum = noAlerts();
    for (const [unit, { bySeverity, shelved }] of this.#byUnit) {
      if (!isOpen(unit)) continue;
      sum.shelved += shelved;
      for (const severity of SEVERITIES) {
        sum.bySeverity[severity].acknowledged += bySeverity[severity].acknowledged;
        sum.bySeverity[severity].unacknowledged += bySeverity[severity].unacknowledged;
      }
    }
    return sum;
  }

  #count({ unit, severity, shelved, acknowledged }: Alert, by: 1 | -1): void {
    const counts = this.#byUnit.get(unit) ?? noAlerts();
    this.#byUnit.set(unit, counts);
    if (shelved) counts.shelved += by;
    else counts.bySeverity[severity][acknowledged ? 'acknowledged' : 'unacknowledged'] += by;
  }
}

function noAlerts(): AlertCounts {
  const none = () => ({ unacknowledged: 0, acknowledged: 0 });
  const bySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, none()]));
  return { bySeverity: bySeverity as Record<Severity, ReturnType<typeof none>>, shelved: 0 };
}
