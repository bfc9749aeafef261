/** An open alert and a message that waits, as their acts have left them. Times are in ms, 0 = none. */
import { createHash } from 'node:crypto';
import {
  AUDIENCES,
  SEVERITIES,
  type AlertChannel,
  type AlertState,
  type Audience,
  type Condition,
  type Severity,
} from '../../../contract/alerts.ts';

/** What an alert is about: the same subject is the same alert, whoever raises it. */
export interface AlertSubject {
  rule: string;
  /** Code of the kind of cases; '' of none. */
  kind: string;
  /** Of the case; '' of none. */
  code: string;
  /** The stage, the indicator, the stream. */
  subject: string;
  /** Of a case when it was due; of another condition when it came to hold. */
  dueAt: number;
}

export interface Alert extends AlertSubject {
  id: string;
  condition: Condition;
  severity: Severity;
  /** Code of the unit as now; '' of the province. */
  unit: string;
  raisedAt: number;
  /** When a message about it was decided first and last, and who was the highest to be told. */
  firstToldAt: number;
  lastToldAt: number;
  toldTo: Audience | undefined;
  /** When a receiver took such a message last. */
  notifiedAt: number;
  acknowledged: { at: number; who: string; note: string } | undefined;
  shelved: { at: number; who: string; note: string; until: number } | undefined;
}

/** A message that is to be sent, at once or again. */
export interface WaitingMessage {
  id: string;
  channel: AlertChannel;
  address: string;
  /** Of a chat; '' of others. */
  template: string;
  recipient: string;
  audience: Audience;
  /** Ids of the alerts; none of a reminder. */
  alerts: string[];
  /** The case that it reminds of, who asks and in which words; undefined of alerts. */
  reminder: { kind: string; code: string; who: string; text: string } | undefined;
  decidedAt: number;
  /** Tries in vain since it was decided, or somebody had it tried again. */
  tries: number;
  /** Not before. */
  nextAt: number;
}

/** As in schema/alert_acts.sql. */
export function alertId({ rule, kind, code, subject, dueAt }: AlertSubject): string {
  const key = [rule, kind, code, subject, dueAt].join('\n');
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

export function stateOf(alert: Alert): Exclude<AlertState, 'resolved'> {
  if (alert.shelved) return 'shelved';
  if (alert.acknowledged) return 'acknowledged';
  return alert.notifiedAt === 0 ? 'raised' : 'notified';
}

/** The higher one of two audiences. */
export function higherOf(a: Audience | undefined, b: Audience): Audience {
  return a !== undefined && AUDIENCES.indexOf(a) > AUDIENCES.indexOf(b) ? a : b;
}

/** The most severe first, then the oldest. */
export function byUrgency(a: Alert, b: Alert): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    a.raisedAt - b.raisedAt ||
    (a.id < b.id ? -1 : 1)
  );
}
