/** The rules, contacts and chat templates in use, which may change while the server runs. */
import { EventEmitter } from 'node:events';
import type { AlertRule, PackAlerts } from '../../pack/alert-rule.ts';

export class AlertSettings extends EventEmitter<{ changed: [] }> {
  #current: PackAlerts;
  #rules: ReadonlyMap<string, AlertRule>;
  #trouble: string | undefined;

  constructor(current: PackAlerts) {
    super();
    this.#current = current;
    this.#rules = byName(current);
  }

  get current(): PackAlerts {
    return this.#current;
  }

  /** By their names. */
  get rules(): ReadonlyMap<string, AlertRule> {
    return this.#rules;
  }

  /** Why changed files of the pack cannot be taken; undefined: they are. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  take(alerts: PackAlerts): void {
    this.#current = alerts;
    this.#rules = byName(alerts);
    this.emit('changed');
  }

  refused(trouble: string | undefined): void {
    this.#trouble = trouble;
  }
}

function byName({ rules }: PackAlerts): Map<string, AlertRule> {
  return new Map(rules.map((rule) => [rule.rule, rule]));
}
