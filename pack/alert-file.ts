/**
 * `alerts.json` of a pack: when an alert is raised and who is told.
 *
 * ```json
 * {"perMinute": 60, "rules": [
 *   {"rule": "late", "name": {"vi": "Hồ sơ quá hạn", "en": "Late"}, "when": "late", "kind": "*", "severity": "critical",
 *    "escalate": [{"after": "1d", "to": "leader"}]}]}
 * ```
 *
 * `alert-rule.ts` says what each rule means, docs/alerts.md which members it has.
 */
import { AUDIENCES } from '../contract/alerts.ts';
import { CodeMap } from '../contract/canonical.ts';
import type { Indicator, Target } from '../contract/indicator.ts';
import type { Kind } from '../contract/kind.ts';
import { PROVINCE } from '../contract/scope.ts';
import type { AlertRule, AlertRules, RuleCondition } from './alert-rule.ts';
import { ALL, alertShape, PER_MINUTE, type ToldRule } from './alert-shape.ts';
import { LinedJson, type JsonPath } from './lined-json.ts';

/** What rules may name. */
export interface AlertNames {
  kinds: readonly Kind[];
  indicators: readonly Indicator[];
  targets: readonly Target[];
}

const SHOWN = 20;

/** Of a pack without `alerts.json`. */
export function usualRules({ kinds }: AlertNames): AlertRules {
  const late: AlertRule = {
    rule: 'late',
    name: { vi: 'Hồ sơ quá hạn', en: 'Late' },
    condition: 'late',
    kinds: clockedKinds(kinds),
    workingDays: 0,
    severity: 'critical',
    audience: 'head',
    escalate: [],
    groupMs: 1_000,
    repeatMs: null,
    isQuiet: false,
  };
  return { rules: [late], perMinute: PER_MINUTE.usual };
}

export function readAlertRules(file: string, content: string, names: AlertNames): AlertRules {
  const json = new LinedJson(file, content);
  const { rules, perMinute } = json.read(alertShape);
  json.refuseTwins(
    rules.map(({ rule }) => rule),
    (i) => ['rules', i, 'rule'],
  );
  const reader = new RuleReader(json, names);
  return { rules: rules.map((rule, i) => reader.rule(['rules', i], rule)), perMinute };
}

class RuleReader {
  readonly #json: LinedJson;
  readonly #kinds: readonly string[];
  /** Codes of those of which the whole or a part has a target for the province. */
  readonly #indicators: readonly string[];

  constructor(json: LinedJson, { kinds, indicators, targets }: AlertNames) {
    this.#json = json;
    this.#kinds = clockedKinds(kinds);
    const aimed = new Set(targets.flatMap(({ indicator, scope }) => (scope === PROVINCE ? [indicator] : [])));
    this.#indicators = indicators.flatMap(({ code }) => (aimed.has(code) ? [code] : []));
  }

  rule(at: JsonPath, told: ToldRule): AlertRule {
    this.#checkEscalation(at, told);
    const { rule, name, severity, audience, escalate, group, repeat, quiet } = told;
    return {
      rule,
      name,
      ...this.#condition(at, told),
      severity,
      audience,
      escalate: escalate.map(({ after, to }) => ({ afterMs: after, to })),
      groupMs: group,
      repeatMs: repeat,
      isQuiet: quiet,
    };
  }

  #condition(at: JsonPath, told: ToldRule): RuleCondition {
    switch (told.when) {
      case 'dueSoon':
        return { condition: told.when, kinds: this.#kindsOf(at, told.kind), ...this.#left(at, told) };
      case 'late':
        return {
          condition: told.when,
          kinds: this.#kindsOf(at, told.kind),
          workingDays: told.workingDays,
        };
      case 'stageOverdue':
        return { condition: told.when, kinds: this.#kindsOf(at, told.kind) };
      case 'lateRate': {
        const { above, below = above, for: forMs, atLeast } = told;
        if (below > above)
          throw this.#refused([...at, 'below'], `at most ${above}, as above it says, or absent for the same`);
        const kinds = this.#kindsOf(at, told.kind);
        return { condition: told.when, kinds, above, below, forMs, atLeast };
      }
      case 'feedSilent':
        return { condition: told.when, afterMs: told.after };
      case 'deadLettersGrowing':
        return { condition: told.when, moreThan: told.moreThan, withinMs: told.within };
      case 'offTarget':
        return { condition: told.when, indicators: this.#indicatorsOf(at, told.indicator) };
    }
  }

  #left(
    at: JsonPath,
    { left, leftShare }: { left?: number | undefined; leftShare?: number | undefined },
  ): { leftMs: number } | { leftShare: number } {
    if (left !== undefined && leftShare === undefined) return { leftMs: left };
    if (leftShare !== undefined && left === undefined) return { leftShare };
    const problem = left === undefined ? 'neither left nor leftShare' : 'left and leftShare';
    throw this.#json.refusal(at, problem, 'one of left (a working time) and leftShare (0 to 1)');
  }

  #kindsOf(at: JsonPath, codes: readonly string[]): string[] {
    if (isAll(codes)) return [...this.#kinds];
    const accepted = `"${ALL}", or kinds with a clock: ${this.#kinds.join(', ')}`;
    codes.forEach((code, i) => {
      if (!this.#kinds.includes(code)) throw this.#refused([...at, 'kind', i], accepted);
    });
    this.#json.refuseTwins(codes, (i) => [...at, 'kind', i]);
    return [...codes];
  }

  #indicatorsOf(at: JsonPath, codes: readonly string[]): string[] {
    const known = this.#indicators;
    if (isAll(codes)) return [...known];
    const spelling = new CodeMap(known.map((code) => [code, code]));
    const listed = known.slice(0, SHOWN).join(', ') + (known.length > SHOWN ? ', …' : '');
    const accepted = `"${ALL}", or indicators with a target of the province: ${listed || 'targets.csv has none'}`;
    const found = codes.map((code, i) => {
      const indicator = spelling.get(code);
      if (indicator === undefined) throw this.#refused([...at, 'indicator', i], accepted);
      return indicator;
    });
    this.#json.refuseTwins(found, (i) => [...at, 'indicator', i]);
    return found;
  }

  /** Each is told to somebody higher than the one before, and later. */
  #checkEscalation(at: JsonPath, { audience, escalate }: ToldRule): void {
    escalate.forEach(({ after, to }, i) => {
      const step = [...at, 'escalate', i];
      const before = escalate[i - 1];
      const told = before?.to ?? audience;
      const higher = AUDIENCES.slice(AUDIENCES.indexOf(told) + 1);
      if (!higher.includes(to))
        throw this.#refused(
          [...step, 'to'],
          `higher than ${told}, who is told before: ${higher.join(', ') || 'nobody is'}`,
        );
      if (before !== undefined && after <= before.after) {
        const earlier = this.#json.shown([...at, 'escalate', i - 1, 'after']);
        throw this.#refused([...step, 'after'], `more than ${earlier}, as the one before says`);
      }
    });
  }

  #refused(path: JsonPath, accepted: string) {
    return this.#json.refusal(path, this.#json.shown(path), accepted);
  }
}

function clockedKinds(kinds: readonly Kind[]): string[] {
  return kinds.flatMap(({ kind, clock }) => (clock === null ? [] : [kind]));
}

const isAll = (codes: readonly string[]) => codes.length === 1 && codes[0] === ALL;
