/** The open alerts rolled up by their rules: what a wall says instead of a line for each. */
import { SEVERITIES, type AlertGroup, type Severity } from '../../contract/alerts.ts';
import { formatTime } from '../../contract/time.ts';
import type { AlertRule } from '../../pack/alert-rule.ts';
import type { Alert } from './book/alert.ts';

interface Tally extends Pick<
  AlertGroup,
  'rule' | 'condition' | 'unacknowledged' | 'acknowledged' | 'shelved'
> {
  severity: Severity;
  units: Set<string>;
  latestMs: number;
}

/** The most severe first, then the one with most that nobody acknowledged. `isOpen`: whether alerts of a unit count. */
export function alertGroups(
  alerts: Iterable<Alert>,
  rules: ReadonlyMap<string, AlertRule>,
  isOpen: (unit: string) => boolean,
): AlertGroup[] {
  const tallies = new Map<string, Tally>();
  const openUnits = new Map<string, boolean>();
  for (const alert of alerts) {
    const open = openUnits.get(alert.unit) ?? isOpen(alert.unit);
    openUnits.set(alert.unit, open);
    if (!open) continue;
    const tally = tallies.get(alert.rule) ?? emptyTally(alert);
    tallies.set(alert.rule, tally);
    count(tally, alert);
  }
  return [...tallies.values()]
    .sort(
      (a, b) =>
        levelOf(b.severity) - levelOf(a.severity) ||
        b.unacknowledged - a.unacknowledged ||
        (a.rule < b.rule ? -1 : 1),
    )
    .map(({ units, latestMs, ...tally }) => ({
      ...tally,
      name: rules.get(tally.rule)?.name ?? { vi: tally.rule, en: tally.rule },
      units: units.size,
      latestAt: latestMs === 0 ? null : formatTime(latestMs),
    }));
}

function emptyTally({ rule, condition, severity }: Alert): Tally {
  return {
    ...{ rule, condition, severity, unacknowledged: 0, acknowledged: 0, shelved: 0 },
    ...{ units: new Set(), latestMs: 0 },
  };
}

function count(tally: Tally, { severity, shelved, acknowledged, unit, raisedAt }: Alert): void {
  // Alerts keep the severity that their rule had when they were raised.
  if (levelOf(severity) > levelOf(tally.severity)) tally.severity = severity;
  if (shelved) {
    tally.shelved++;
    return;
  }
  tally[acknowledged ? 'acknowledged' : 'unacknowledged']++;
  if (unit !== '') tally.units.add(unit);
  tally.latestMs = Math.max(tally.latestMs, raisedAt);
}

const levelOf = (severity: Severity) => SEVERITIES.indexOf(severity);
