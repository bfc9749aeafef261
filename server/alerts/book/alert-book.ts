/**
 * All open alerts and the messages that wait, as their acts (table `alert_acts`) have left them. Every server keeps the book and
 * follows the acts, whoever did them; so all show the same, and whoever comes to lead goes on where the one before ended.
 */
import type { StoredAct } from '../../../clickhouse/alert-acts-table.ts';
import type { AlertChannel, Audience, Condition, Severity } from '../../../contract/alerts.ts';
import { higherOf, type Alert, type WaitingMessage } from './alert.ts';
import { UnitTallies } from './unit-tallies.ts';

/** What some acts changed. */
export interface BookChange {
  /** Ids of alerts; resolved ones are no longer in the book. */
  alerts: ReadonlySet<string>;
  /** Units of the alerts, also of those that are no longer in the book. */
  units: ReadonlySet<string>;
}

export class AlertBook {
  readonly alerts = new Map<string, Alert>();
  readonly messages = new Map<string, WaitingMessage>();
  readonly tallies = new UnitTallies();
  /** Addresses that answered 410. */
  readonly gone = new Set<string>();
  /** Address -> messages sent or tried there of late, ms, in order. */
  readonly sendings = new Map<string, number[]>();
  /** Ids of alerts that nobody was told of, and of those that are shelved. */
  readonly untold = new Set<string>();
  readonly shelved = new Set<string>();
  /** Of the server that leads, or led last. */
  term = 0;
  leader = '';
  /** `KIND/CODE` -> ids of its alerts. */
  readonly #ofCase = new Map<string, Set<string>>();
  #changedAlerts = new Set<string>();
  #changedUnits = new Set<string>();

  idsOfCase(kind: string, code: string): ReadonlySet<string> {
    return this.#ofCase.get(`${kind}/${code}`) ?? NONE;
  }

  /** The open alert of a condition that is not of a case. */
  openOf(rule: string, kind: string, unit: string, subject: string): Alert | undefined {
    for (const id of this.idsOfCase(kind, '')) {
      const alert = this.alerts.get(id) as Alert;
      if (alert.rule === rule && alert.unit === unit && alert.subject === subject) return alert;
    }
    return undefined;
  }

  /** Messages that wait for an endpoint. */
  waitingFor(address: string): number {
    let waiting = 0;
    for (const message of this.messages.values()) if (message.address === address) waiting++;
    return waiting;
  }

  /** Acts in their order, each once. */
  apply(act: StoredAct): void {
    if (act.act === 'led') return this.#led(act);
    if (!this.isOutOfTerm(act)) this.#effects[act.act](act);
  }

  /** A server that was stopped and goes on does not know yet that another one leads; what it delivered is delivered. */
  isOutOfTerm({ act, term }: StoredAct): boolean {
    return term !== 0 && term < this.term && act !== 'delivered';
  }

  takeChange(): BookChange {
    const change = { alerts: this.#changedAlerts, units: this.#changedUnits };
    this.#changedAlerts = new Set();
    this.#changedUnits = new Set();
    return change;
  }

  #led({ term, who, alerts: messages }: StoredAct): void {
    // A server that was cut off as it took over may be heard when another has begun the same term.
    if (term <= this.term) return;
    this.term = term;
    this.leader = who;
    // What it did not know of when it began was never sent, and does not count, be it seen late or in its place.
    // A reminder is a person's: nobody would decide it anew.
    for (const { id, reminder } of [...this.messages.values()])
      if (!messages.includes(id) && !reminder) this.#returned(id);
  }

  readonly #effects: Record<Exclude<StoredAct['act'], 'led'>, (act: StoredAct) => void> = {
    raised: (act) => this.#open(act, 0),
    reopened: (act) => this.#open(act, act.at),
    told: (act) => this.#told(act),
    tried: ({ message, at, until }) => {
      const waiting = this.messages.get(message);
      if (!waiting) return;
      waiting.tries++;
      waiting.nextAt = until;
      this.#sent(waiting.address, at);
    },
    delivered: ({ message, at }) => {
      const waiting = this.messages.get(message);
      if (!waiting) return;
      this.messages.delete(message);
      this.#sent(waiting.address, at);
      for (const id of waiting.alerts) this.#change(id, (alert) => (alert.notifiedAt = at));
    },
    failed: ({ message }) => void this.messages.delete(message),
    dropped: ({ message }) => void this.messages.delete(message),
    returned: ({ message }) => this.#returned(message),
    retried: (act) => {
      const waiting = this.messages.get(act.message);
      if (waiting) Object.assign(waiting, { tries: 0, nextAt: 0 });
      else this.messages.set(act.message, messageOf(act));
    },
    gone: ({ address }) => void this.gone.add(address),
    back: ({ address }) => void this.gone.delete(address),
    acknowledged: ({ alert: id, at, who, note }) =>
      this.#change(id, (alert) => (alert.acknowledged ??= { at, who, note })),
    shelved: ({ alert: id, at, who, note, until }) =>
      this.#change(id, (alert) => (alert.shelved = { at, who, note, until })),
    unshelved: ({ alert: id }) => this.#change(id, (alert) => (alert.shelved = undefined)),
    resolved: ({ alert: id }) => this.#close(id),
  };

  /** `toldAt`: it was told before. */
  #open(act: StoredAct, toldAt: number): void {
    if (this.alerts.has(act.alert)) return;
    const { rule, kind, code, subject, dueAt, unit, at } = act;
    const alert: Alert = {
      ...{ id: act.alert, rule, kind, code, subject, dueAt, unit },
      condition: act.condition as Condition,
      severity: act.severity as Severity,
      ...{ raisedAt: at, firstToldAt: toldAt, lastToldAt: toldAt, notifiedAt: toldAt },
      ...{ toldTo: undefined, acknowledged: undefined, shelved: undefined },
    };
    this.alerts.set(alert.id, alert);
    this.tallies.add(alert);
    const key = `${kind}/${code}`;
    const ids = this.#ofCase.get(key) ?? new Set();
    this.#ofCase.set(key, ids.add(alert.id));
    this.#note(alert);
  }

  #told(act: StoredAct): void {
    this.messages.set(act.message, messageOf(act));
    for (const id of act.alerts) {
      this.#change(id, (alert) => {
        if (alert.firstToldAt === 0) alert.firstToldAt = act.at;
        alert.lastToldAt = act.at;
        alert.toldTo = higherOf(alert.toldTo, act.audience as Audience);
      });
    }
  }

  #returned(message: string): void {
    const waiting = this.messages.get(message);
    this.messages.delete(message);
    for (const id of waiting?.alerts ?? []) {
      this.#change(id, (alert) => {
        if (alert.lastToldAt !== waiting?.decidedAt || alert.notifiedAt >= alert.lastToldAt) return;
        Object.assign(alert, { firstToldAt: 0, lastToldAt: 0, toldTo: undefined });
      });
    }
  }

  #sent(address: string, at: number): void {
    const times = this.sendings.get(address) ?? [];
    while (times.length > 0 && (times[0] as number) < at - SENDINGS_KEPT_MS) times.shift();
    this.sendings.set(address, [...times, at]);
  }

  #change(id: string, change: (alert: Alert) => void): void {
    const alert = this.alerts.get(id);
    if (!alert) return;
    this.tallies.remove(alert);
    change(alert);
    this.tallies.add(alert);
    this.#note(alert);
  }

  #close(id: string): void {
    const alert = this.alerts.get(id);
    if (!alert) return;
    this.tallies.remove(alert);
    this.alerts.delete(id);
    const key = `${alert.kind}/${alert.code}`;
    const ids = this.#ofCase.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#ofCase.delete(key);
    this.#note(alert);
  }

  #note({ id, unit, firstToldAt, shelved }: Alert): void {
    mark(this.untold, id, firstToldAt === 0 && this.alerts.has(id));
    mark(this.shelved, id, shelved !== undefined && this.alerts.has(id));
    this.#changedAlerts.add(id);
    this.#changedUnits.add(unit);
  }
}

/** Longer than any rate looks back. */
const SENDINGS_KEPT_MS = 120_000;

function mark(ids: Set<string>, id: string, isOfThem: boolean): void {
  if (isOfThem) ids.add(id);
  else ids.delete(id);
}

const NONE: ReadonlySet<string> = new Set();

function messageOf({
  message,
  channel,
  address,
  template,
  recipient,
  audience,
  alerts,
  at,
  term,
  kind,
  code,
  who,
  note,
}: StoredAct): WaitingMessage {
  return {
    // Whoever leads tells of alerts alone.
    reminder: term !== 0 || code === '' ? undefined : { kind, code, who, text: note },
    ...{ id: message, address, template, recipient, alerts },
    channel: channel as AlertChannel,
    audience: audience as Audience,
    ...{ decidedAt: at, tries: 0, nextAt: 0 },
  };
}
