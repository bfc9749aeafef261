import { describe, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import type { AlertRule } from '../../pack/alert-rule.ts';
import { alertGroups } from '../../server/alerts/alert-groups.ts';
import type { Alert } from '../../server/alerts/book/alert.ts';

const ACT = { at: 5, who: 'Trực ban', note: '' };
let count = 0;
const alert = (rule: string, of: Partial<Alert>): Alert => ({
  ...{ id: `alert-${count++}`, rule, kind: 'dossier', code: 'D', subject: '', dueAt: 0 },
  ...{ condition: 'late', severity: 'warning', unit: 'A', raisedAt: 1_000 },
  ...{ firstToldAt: 0, lastToldAt: 0, toldTo: undefined, notifiedAt: 0 },
  ...{ acknowledged: undefined, shelved: undefined },
  ...of,
});
const RULES = new Map([['late', { rule: 'late', name: { vi: 'Quá hạn', en: 'Late' } } as AlertRule]]);
const groupsOf = (alerts: Alert[], isOpen: (unit: string) => boolean = () => true) =>
  alertGroups(alerts, RULES, isOpen);

describe('groups of alerts', () => {
  it('count each alert once, by rule: unacknowledged, acknowledged or shelved, and units that are not shelved', () => {
    const alerts = [
      alert('late', { raisedAt: 2_000 }),
      alert('late', { unit: 'B', acknowledged: ACT, raisedAt: 3_000 }),
      alert('late', { unit: 'B' }),
      alert('late', { unit: 'C', shelved: { ...ACT, until: 9 }, raisedAt: 9_000 }),
      alert('late', { unit: 'C', acknowledged: ACT, shelved: { ...ACT, until: 9 } }),
    ];
    expect(groupsOf(alerts)).toEqual([
      {
        ...{ rule: 'late', name: { vi: 'Quá hạn', en: 'Late' }, condition: 'late', severity: 'warning' },
        ...{ unacknowledged: 2, acknowledged: 1, shelved: 2, units: 2, latestAt: formatTime(3_000) },
      },
    ]);
  });

  it('have the most severe first, then the one with most that nobody acknowledged', () => {
    const alerts = [
      alert('few', {}),
      alert('many', {}),
      alert('many', {}),
      alert('grave', { acknowledged: ACT, severity: 'critical' }),
    ];
    expect(groupsOf(alerts).map(({ rule }) => rule)).toEqual(['grave', 'many', 'few']);
  });

  it('are of the units that count alone; of the province no unit, of shelved ones alone no time', () => {
    const alerts = [
      alert('feed', { unit: '' }),
      alert('aside', { unit: 'A', shelved: { ...ACT, until: 9 } }),
      alert('late', { unit: 'B' }),
    ];
    expect(groupsOf(alerts, (unit) => unit !== 'B')).toMatchObject([
      { rule: 'feed', name: { vi: 'feed', en: 'feed' }, units: 0, latestAt: formatTime(1_000) },
      { rule: 'aside', units: 0, latestAt: null },
    ]);
  });
});
