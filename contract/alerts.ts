/**
 * Alerts: what the rules of the pack (pack/alert-rule.ts) say is to be told, to whom it was told, and what they said to it.
 *
 * An alert is raised when the condition of a rule comes to hold of a subject (a case, a unit, an indicator, the feed), told to
 * its owner in a message, and resolved when the condition holds no longer.
 */
import type { CaseItem, DossierItem } from './api.ts';
import type { Term, Wording } from './kind.ts';

/** From the least to the most. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Conditions of a single case. */
export const CASE_CONDITIONS = ['dueSoon', 'late', 'stageOverdue'] as const;
export const CONDITIONS = [
  ...CASE_CONDITIONS,
  'lateRate',
  'feedSilent',
  'deadLettersGrowing',
  'offTarget',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** What a message tells of: a condition that holds, or that somebody asks for a case to be handled. */
export const REMINDER = 'reminder';
export type Told = Condition | typeof REMINDER;

/** Who is told: the case's officer, the head of the unit, the leader of the area, the operations centre. */
export const AUDIENCES = ['officer', 'head', 'leader', 'centre'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** `raised`: nobody was told yet; `shelved`: put aside for a time. */
export const ALERT_STATES = ['raised', 'notified', 'acknowledged', 'shelved', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** The longest that an alert may be put aside, hours. */
export const SHELVED_HOURS = 24;
/** Alerts of one `POST /api/v1/alerts/acknowledge`. */
export const MAX_ACKNOWLEDGED = 500;
/** Characters of a note. */
export const MAX_NOTE = 500;

/** What somebody did with an alert. */
export interface AlertAct {
  /** RFC 3339. */
  at: string;
  who: string;
  note: string | null;
}

/** An alert of `GET /api/v1/alerts`. Times are RFC 3339. */
export interface AlertItem {
  id: string;
  rule: string;
  /** Of the rule; its code when the pack has it no longer. */
  name: Wording;
  condition: Condition;
  severity: Severity;
  state: AlertState;
  raisedAt: string;
  /** Null: of the province. */
  unit: { code: string; name: string } | null;
  area: { code: string; name: string } | null;
  /** The case, of a condition of a case; null of others. */
  case: { kind: string; code: string; dueAt: string | null } | null;
  /** The stage or the indicator; null of others. */
  subject: Term | null;
  /** When it was told last, and the highest of those who were. */
  notifiedAt: string | null;
  told: Audience | null;
  acknowledged: AlertAct | null;
  shelved: (AlertAct & { until: string }) | null;
  resolvedAt: string | null;
}

/** Of open alerts, those that are shelved apart. */
export interface AlertCounts {
  bySeverity: Record<Severity, { unacknowledged: number; acknowledged: number }>;
  shelved: number;
}

/** `GET /api/v1/alerts?state=&rule=&severity=&unit=&scope=&limit=&cursor=`: the most severe first, then the oldest. */
export interface AlertPage {
  items: AlertItem[];
  total: number;
  nextCursor: string | null;
  /** Of the scope, whatever the filters. */
  counts: AlertCounts;
}

/** `GET /api/v1/alerts/counts?scope=`. */
export interface AlertCountsAnswer {
  scope: string;
  counts: AlertCounts;
}

/** The open alerts of one rule. */
export interface AlertGroup {
  rule: string;
  name: Wording;
  condition: Condition;
  severity: Severity;
  unacknowledged: number;
  acknowledged: number;
  shelved: number;
  /** Units that those have which are not shelved. */
  units: number;
  /** When the latest of them was raised; of shelved ones alone null. */
  latestAt: string | null;
}

/** `GET /api/v1/alerts/groups?scope=`: the most severe first, then the one with most that nobody acknowledged. */
export interface AlertGroupsAnswer {
  scope: string;
  groups: AlertGroup[];
}

/** Socket event `alerts:changed`, of everything that is open to who is told; at most four a second. */
export interface AlertsChanged {
  counts: AlertCounts;
  /** Ids of the alerts that changed; empty when there are many, or lists are not open to who is told. */
  alerts: string[];
}

export const CHANNELS_OF_ALERTS = ['webhook', 'chat', 'mail'] as const;
export type AlertChannel = (typeof CHANNELS_OF_ALERTS)[number];

/** `waiting`: to be sent, at once or again; `failed`: given up; `dropped`: what it told of was over before it was sent. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** `tried`: in vain; `returned`: its endpoint is gone, others are told; `retried`: somebody has it sent again. */
export const DELIVERY_OUTCOMES = ['tried', 'delivered', 'failed', 'dropped', 'returned', 'retried'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** A message of `GET /api/v1/alerts/deliveries?state=&limit=&cursor=`, the newest first. */
export interface DeliveryItem {
  /** The message's; of a webhook its webhook-id. */
  id: string;
  channel: AlertChannel;
  /** The endpoint without what is secret in it: a host, an e-mail address. */
  address: string;
  /** Names of who is told. */
  to: string;
  audience: Audience;
  /** Codes of the rules. */
  rules: string[];
  unit: { code: string; name: string } | null;
  /** How many alerts it tells of; 0 of a reminder. */
  alerts: number;
  /** That it reminds of; null of alerts. */
  case: { kind: string; code: string } | null;
  decidedAt: string;
  state: DeliveryState;
  /** What came of it so far, the first first; at most the last 20. `detail`: why, as the server says it. */
  tries: { at: string; outcome: DeliveryOutcome; detail: string | null }[];
  /** When it is tried next; null: not again. */
  nextAt: string | null;
}

export interface DeliveryPage {
  items: DeliveryItem[];
  nextCursor: string | null;
}

/** `GET /api/v1/alerts/endpoints`: where messages go. */
export interface EndpointItem {
  /** Stays the same as long as the address does; says nothing about it. */
  id: string;
  channel: AlertChannel;
  /** As in {@link DeliveryItem}. */
  address: string;
  contacts: { unit: string | null; role: Audience; name: string }[];
  /** `gone`: it answered 410 and gets nothing until somebody tests it successfully; `refused`: see `objection`. */
  state: 'ready' | 'gone' | 'refused';
  /** Why nothing may go there; null when nothing speaks against it. */
  objection: string | null;
  /** Messages that wait for it. */
  waiting: number;
}

export interface EndpointsAnswer {
  items: EndpointItem[];
  /** Whom the pack's contacts lack, and who is told in their place; null: nobody. */
  missing: {
    unit: { code: string; name: string } | null;
    role: Audience;
    fallback: { role: Audience; name: string } | null;
  }[];
}

/** `POST /api/v1/alerts/endpoints/test` {endpoint}: whether a message came through. */
export interface EndpointTest {
  ok: boolean;
  /** What the receiver answered, or why it did not. */
  detail: string;
}

/** Alerts of one rule, unit and kind, in a message. */
export interface AlertSection {
  rule: string;
  name: Wording;
  condition: Told;
  severity: Severity;
  unit: { code: string; name: string } | null;
  /** Of a reminder: who asks, and in which words, '' for none; null of alerts. */
  reminder: { who: string; text: string } | null;
  /** Null: not of cases. */
  kind: { code: string; name: Wording } | null;
  /** All of them; `cases` has the most urgent ones up to {@link MAX_TOLD_CASES}. */
  total: number;
  cases: (DossierItem | CaseItem)[];
  /** Of other conditions: what is the matter, in figures. */
  facts: AlertFacts | null;
}

/** Cases that a message lists; the others are behind its link. */
export const MAX_TOLD_CASES = 200;

export interface AlertFacts {
  /** The indicator or the stream of messages, where there is one. */
  subject: Wording | null;
  /** Such as a rate from 0 to 1, or a number of messages. */
  value: number | null;
  /** What it is held against. */
  limit: number | null;
  /** RFC 3339: since when. */
  since: string;
}
