/** The rules by which alerts are raised and whom they are told to, as `alerts.json` and `contacts.csv` of a pack say. */
import type { Audience, Severity } from '../contract/alerts.ts';
import type { Wording } from '../contract/kind.ts';

/** When an alert is raised. Working time is office time of the case's unit, ms, 8 hours a working day. */
export type RuleCondition =
  /** So much working time, or so large a share (0 to 1) of the working time of its limit, is left at the most. */
  | { condition: 'dueSoon'; kinds: string[]; leftMs: number }
  | { condition: 'dueSoon'; kinds: string[]; leftShare: number }
  /** Late, for so many working days at least; 0: as soon as it is. */
  | { condition: 'late'; kinds: string[]; workingDays: number }
  /** A stage of its kind, or the step that a dossier is at, runs past its due date. */
  | { condition: 'stageOverdue'; kinds: string[] }
  /** Share of the cases in progress of a unit that are late: above `above` for `forMs`, until it is below `below`. */
  | {
      condition: 'lateRate';
      kinds: string[];
      above: number;
      below: number;
      forMs: number;
      /** Units with fewer cases in progress are not looked at. */
      atLeast: number;
    }
  /** No event came in for so long, in working time of the province. */
  | { condition: 'feedSilent'; afterMs: number }
  /** More than so many dead letters came within so long, ms. */
  | { condition: 'deadLettersGrowing'; moreThan: number; withinMs: number }
  /** An indicator of the province misses its target. */
  | { condition: 'offTarget'; indicators: string[] };

export interface Escalation {
  /** Working time after the alert was told first without anybody acknowledging it, ms. */
  afterMs: number;
  to: Audience;
}

export type AlertRule = RuleCondition & {
  /** Unique. */
  rule: string;
  name: Wording;
  severity: Severity;
  /** Who is told first. */
  audience: Audience;
  /** In the order of their times. */
  escalate: Escalation[];
  /** How long more alerts are waited for, so that they come in one message, ms. */
  groupMs: number;
  /** Told again after so much working time without anybody acknowledging it, ms; null: told once. */
  repeatMs: number | null;
  /** Told in office hours of the unit alone. */
  isQuiet: boolean;
};

/** Codes of the kinds with a clock stand in `kinds` where the file says `*`. */
export interface AlertRules {
  rules: AlertRule[];
  /** Messages to one endpoint in a minute, at the most. */
  perMinute: number;
}

/** Whom alerts are told to. */
export interface Contact {
  /** Null: of the province. */
  unit: string | null;
  role: Audience;
  name: string;
  mail: string | null;
  webhook: string | null;
  /** Name of a chat template of the pack; null: the webhook takes signed messages. */
  template: string | null;
}

/** `chat-templates/NAME.json`: what is sent to a chat group's incoming webhook. Texts in it may hold {@link CHAT_FIELDS}. */
export interface ChatTemplate {
  name: string;
  body: unknown;
}

/** Each stands in braces: `{title}`. */
export const CHAT_FIELDS = ['title', 'text', 'severity', 'unit', 'total', 'link', 'acknowledge'] as const;

/** What may change while a server runs. */
export interface PackAlerts extends AlertRules {
  contacts: Contact[];
  templates: ChatTemplate[];
}
