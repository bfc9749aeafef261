/** How `npm run alert -- explain` says times, verdicts and acts. */
import type { Act, StoredAct } from '../../../clickhouse/alert-acts-table.ts';
import { formatTime } from '../../../contract/time.ts';
import { WORKING_DAY_MS } from '../../../pack/working-calendar.ts';
import type { CaseRule, CaseVerdict } from '../conditions/case-rules.ts';

/** `2021-10-12 17:00:00`, of the province's clock. */
export function instant(timeMs: number): string {
  return formatTime(timeMs).slice(0, 19).replace('T', ' ');
}

/** `2 working days 3 h 20 min`. */
export function workingTime(ms: number): string {
  const days = Math.floor(ms / WORKING_DAY_MS);
  const minutes = Math.floor((ms % WORKING_DAY_MS) / 60_000);
  const parts = [
    days > 0 ? workingDays(days) : '',
    minutes >= 60 ? `${Math.floor(minutes / 60)} h` : '',
    minutes % 60 > 0 ? `${minutes % 60} min` : '',
  ].filter((part) => part !== '');
  return parts.join(' ') || (ms > 0 ? 'less than a minute' : 'no working time');
}

export function workingDays(days: number): string {
  return `${days} working day${days === 1 ? '' : 's'}`;
}

/** Whether a rule tells of a case, and by which figures. */
export function verdictLine(rule: CaseRule, { holds, subject, dueAt, by }: CaseVerdict): string {
  return `${holds ? 'holds' : 'does not hold'}: ${figures(rule, subject, dueAt, by)}`;
}

function figures(rule: CaseRule, subject: string, dueAt: number, by: CaseVerdict['by']): string {
  switch (by.is) {
    case 'undated':
      return dueAt === 0 ? 'it has no due date' : 'its clock stands still';
    case 'late': {
      const late = `due ${instant(dueAt)}, late by ${workingDays(by.workingDays)}`;
      return rule.condition === 'late'
        ? `${late}; the rule tells from ${rule.workingDays} on`
        : `${late}; the rule tells of what is not late yet`;
    }
    case 'inTime': {
      const left = `due ${instant(dueAt)}, ${workingTime(by.leftMs)} left`;
      return by.mostMs === undefined
        ? `${left}; the rule tells of what is late`
        : `${left}; the rule tells from ${workingTime(by.mostMs)} on`;
    }
    case 'stage':
      return `${subject === 'step' ? 'its step' : `its stage ${subject}`}, due ${instant(dueAt)}`;
  }
}

/** What an act says happened. `shown`: an address without what is secret in it. */
export function actLine(act: StoredAct, shown: (act: StoredAct) => string): string {
  return `${instant(act.at)}  ${WORDS[act.act](act, shown)}`;
}

const because = ({ note }: StoredAct) => (note === '' ? '' : `: ${note}`);
const by = ({ who }: StoredAct) => (who === '' ? '' : ` by ${who}`);

const WORDS: Record<Act, (act: StoredAct, shown: (act: StoredAct) => string) => string> = {
  led: ({ who }) => `server ${who} leads`,
  raised: ({ unit }) => `raised for ${unit || 'the province'}`,
  reopened: ({ unit }) => `opened again for ${unit || 'the province'}: who was told before is not told again`,
  told: (act, shown) =>
    `decided to tell the ${act.audience}${act.recipient === '' ? '' : ` (${act.recipient})`} by ${act.channel} to ${shown(act)}: ${act.message}`,
  tried: (act) => `not taken${because(act)}; again from ${instant(act.until)} on`,
  delivered: ({ message }) => `delivered: ${message}`,
  failed: (act) => `given up${because(act)}`,
  dropped: (act) => `not sent${because(act)}`,
  returned: (act) => `not sent, since its receiver is gone${because(act)}`,
  retried: (act) => `to be tried again, as asked${by(act)}`,
  gone: (act, shown) => `the receiver ${shown(act)} is gone${because(act)}`,
  back: (act, shown) => `the receiver ${shown(act)} is back`,
  acknowledged: (act) =>
    `acknowledged${by(act)}${act.message === '' ? '' : ` by the link of ${act.message}`}${because(act)}`,
  shelved: (act) => `shelved until ${instant(act.until)}${by(act)}${because(act)}`,
  unshelved: (act) =>
    act.who === '' ? 'shelved no longer: its time is over' : `shelved no longer${by(act)}`,
  resolved: (act) => `resolved${because(act)}`,
};
