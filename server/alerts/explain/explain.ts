/**
 * Says why a case alerted or did not: the case as it stands, what each rule says of it, what was done, and whom its alerts would
 * go to. By the same rules and routes as the server that leads (conditions/, telling/), so that the two cannot disagree.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { readActsOfCase, readGoneAddresses, type StoredAct } from '../../../clickhouse/alert-acts-table.ts';
import { readOverdueSteps } from '../../../clickhouse/overdue-steps.ts';
import { AUDIENCES, type Audience } from '../../../contract/alerts.ts';
import { canonicalCode, canonicalDossierCode } from '../../../contract/canonical.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import type { ProvincePack } from '../../../pack/province-pack.ts';
import type { WorkingCalendar } from '../../../pack/working-calendar.ts';
import { Boards } from '../../state/boards.ts';
import type { Board } from '../../state/board.ts';
import { caseItem, dossierItem, officerAt } from '../../state/cases/case-item.ts';
import { emptyFacts } from '../../state/cases/case-store.ts';
import { readCase } from '../../state/log/read-case.ts';
import { alertId, stateOf, type Alert } from '../book/alert.ts';
import { AlertBook } from '../book/alert-book.ts';
import type { Endpoint } from '../channels/channel.ts';
import type { Channels } from '../channels/channels.ts';
import { CaseRules, caseRulesOf, type CaseRule } from '../conditions/case-rules.ts';
import { dueAudience, isOfficeTime, nextTelling } from '../telling/due.ts';
import { Routing } from '../telling/routing.ts';
import { actLine, instant, verdictLine, workingDays } from './explain-words.ts';

export interface ExplainDeps {
  client: ClickHouseClient;
  pack: ProvincePack;
  channels: Channels;
  /** ALERT_WEBHOOK_URL. */
  defaultUrl: string | undefined;
}

/** What is asked for is not there; the message says what is accepted. */
export class NotExplained extends Error {
  override readonly name = 'NotExplained';
}

/** Lines. @throws NotExplained */
export async function explainCase(
  { client, pack, channels, defaultUrl }: ExplainDeps,
  kind: string,
  told: string,
  nowMs: number,
): Promise<string[]> {
  const boards = new Boards(client, pack);
  const board = boards.of(kind);
  if (!board) {
    const kinds = boards.all.map((one) => one.kind).join(', ');
    throw new NotExplained(`the kind is ${JSON.stringify(kind)}; accepted: ${kinds}`);
  }
  const code = kind === DOSSIER ? canonicalDossierCode(told) : canonicalCode(told);
  const acts = await readActsOfCase(client, kind, code);
  const row = await readCase(client, boards, board, code, nowMs);
  if (row === undefined) {
    if (!acts.some(({ act }) => act !== 'led'))
      throw new NotExplained(
        `the code is ${JSON.stringify(told)}; accepted: one that an event told of, as the list of ${kind} shows it`,
      );
    const lines = new ActsOfCase(acts, channels).lines(() => []);
    return [`${kind} ${code}: no event that counts tells of it`, '', ...lines];
  }
  const gone = await readGoneAddresses(client);
  const routing = new Routing({
    ...{ alerts: pack.alerts, units: pack.units, channels, defaultUrl },
    isGone: (address) => gone.has(address),
  });
  const steps =
    kind === DOSSIER
      ? await readOverdueSteps(client, board.counting.statusesOf('inProgress'), code)
      : new Map<string, number>();
  const rules = new CaseRules(board, caseRulesOf(pack.alerts.rules, kind), steps);
  return new Explanation({
    board,
    row,
    rules,
    routing,
    channels,
    acts: new ActsOfCase(acts, channels),
  }).lines();
}

interface Parts {
  board: Board;
  row: number;
  rules: CaseRules;
  routing: Routing;
  channels: Channels;
  acts: ActsOfCase;
}

class Explanation {
  readonly #parts: Parts;
  readonly #unit: { code: string; name: string };
  /** Of the unit as now, by which alerts are told. */
  readonly #calendar: WorkingCalendar;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { board, row, rules } = parts;
    const unit = rules.unitOf(row);
    this.#unit = board.directory.units[unit] as { code: string; name: string };
    this.#calendar = board.deadlines.calendarOfUnit(unit);
  }

  lines(): string[] {
    return [...this.#ofCase(), '', ...this.#ofRules(), '', ...this.#ofActs(), '', ...this.#ofRoutes()];
  }

  #ofCase(): string[] {
    const { board, row } = this.#parts;
    const item = board.kind === DOSSIER ? dossierItem(board, row) : caseItem(board, row);
    const { receivedAt, dueAt } = board.store.factsOf(row, emptyFacts());
    const { officer } = item;
    const due =
      item.dueAt === null ? 'no due date' : `due ${instant(dueAt)}${item.dueComputed ? ' (computed)' : ''}`;
    const late =
      item.lateness === 'late' ? `, late by ${workingDays(item.lateWorkingDays)}` : LATENESS[item.lateness];
    return [
      `${board.kind} ${item.code}: ${item.status ?? 'no status'}, of ${this.#unit.name} (${this.#unit.code})`,
      `  received ${instant(receivedAt)}, ${due}${late}`,
      `  officer: ${officer ? (officer.name ?? officer.id) : 'none was told'}`,
    ];
  }

  #ofRules(): string[] {
    const { board, row, rules } = this.#parts;
    if (rules.rules.length === 0) return [`No rule of the pack tells of cases of the kind ${board.kind}.`];
    if (!rules.isOpen(row)) return ['No rule tells of it: it is not being handled.'];
    if (!rules.isUnderWay(row))
      return ['No rule tells of it: the time at which it is received is still to come.'];
    return ['Rules:', ...rules.rules.flatMap((rule) => this.#ofRule(rule))];
  }

  #ofRule(rule: CaseRule): string[] {
    const { board, row, rules, acts } = this.#parts;
    const head = `  ${rule.rule} (${rule.severity}, to the ${rule.audience}):`;
    const verdicts = rules.verdicts(rule, row);
    if (verdicts.length === 0)
      return [`${head} does not hold: no step or stage of it that has a due date runs over it`];
    return verdicts.map((verdict) => {
      const id = alertId({ ...verdict, kind: board.kind, code: rules.codeOf(row) });
      const isMissing = verdict.holds && !acts.book.alerts.has(id);
      return `${head} ${verdictLine(rule, verdict)}${isMissing ? `. ${NOT_RAISED}` : ''}`;
    });
  }

  #ofActs(): string[] {
    return this.#parts.acts.lines((alert) => this.#next(alert));
  }

  /** What comes of an open alert. */
  #next(alert: Alert): string[] {
    const { board, rules } = this.#parts;
    const { asOfMs } = board;
    if (alert.shelved) return [`nobody is told until ${instant(alert.shelved.until)}: it is shelved`];
    if (alert.acknowledged) return ['nobody is told: it is acknowledged'];
    const rule = rules.rules.find((one) => one.rule === alert.rule);
    if (!rule) return ['it will be resolved: the pack has no such rule'];
    const audience = dueAudience(alert, rule, this.#calendar, asOfMs);
    if (audience) return [`the ${audience} is to be told`];
    const next = nextTelling(alert, rule, this.#calendar);
    return [
      next
        ? `next: the ${next.to}, from ${instant(next.atMs)} on, while nobody acknowledges it`
        : 'nobody more is told',
    ];
  }

  #ofRoutes(): string[] {
    const { board, row, rules, routing } = this.#parts;
    const { asOfMs } = board;
    const officer = officerAt(board, row);
    const asked = new Set(
      rules.rules.flatMap(({ audience, escalate }) => [audience, ...escalate.map(({ to }) => to)]),
    );
    const routes = AUDIENCES.filter((audience) => asked.has(audience)).map((audience) => {
      const { routes, by } = routing.routed(this.#unit.code, audience, officer);
      const who = audience === 'officer' && officer ? `officer ${officer.name ?? officer.id}` : audience;
      if (routes.length === 0) return `  ${who}: nobody can be reached`;
      const ways = routes.map(
        ({ endpoint, recipient }) =>
          `${recipient === '' ? '' : `${recipient}, `}${endpoint.channel} ${this.#shown(endpoint)}`,
      );
      return `  ${who}: ${by === audience ? '' : `no contact can be reached; ${STANDS_IN[by]}: `}${ways.join('; ')}`;
    });
    const quiet = rules.rules.flatMap(({ rule, isQuiet }) => (isQuiet ? [rule] : []));
    const isOpen = isOfficeTime(this.#calendar, asOfMs);
    const next = this.#calendar.nextOfficeInstant(asOfMs);
    const waiting = quiet.length === 0 ? '' : `; until then nothing is told of ${quiet.join(', ')}`;
    return [
      'Where its alerts go:',
      ...routes,
      `  office hours of its unit: ${isOpen ? 'now' : `from ${instant(next)} on${waiting}`}`,
    ];
  }

  #shown(endpoint: Endpoint): string {
    return this.#parts.channels[endpoint.channel]?.shown(endpoint) ?? endpoint.address;
  }
}

/** The alerts of a case with what was done, and as that has left them. */
class ActsOfCase {
  readonly book = new AlertBook();
  readonly #acts: readonly StoredAct[];
  readonly #channels: Channels;
  /** Acts of a server that led no longer. */
  readonly #outOfTerm = new Set<StoredAct>();

  constructor(acts: readonly StoredAct[], channels: Channels) {
    this.#acts = acts;
    this.#channels = channels;
    for (const act of acts) {
      if (this.book.isOutOfTerm(act)) this.#outOfTerm.add(act);
      this.book.apply(act);
    }
  }

  /** `next`: what comes of an open alert. */
  lines(next: (alert: Alert) => string[]): string[] {
    const raised = new Map(
      this.#acts.flatMap((act) =>
        act.act === 'raised' || act.act === 'reopened' ? [[act.alert, act] as const] : [],
      ),
    );
    if (raised.size === 0) return ['It has never alerted.'];
    return [...raised].flatMap(([id, { rule, subject, dueAt }]) => {
      const alert = this.book.alerts.get(id);
      const of = [rule, subject, `due ${instant(dueAt)}`].filter((part) => part !== '').join(', ');
      return [
        `Alert ${of}: ${alert ? stateOf(alert) : 'resolved'}`,
        ...this.#of(id).map(
          (act) =>
            `  ${actLine(act, (one) => this.#shown(one))}${this.#outOfTerm.has(act) ? OUT_OF_TERM : ''}`,
        ),
        ...(alert ? next(alert).map((line) => `  ${line}`) : []),
      ];
    });
  }

  /** Its own acts, and those of the messages that tell of it. */
  #of(id: string): StoredAct[] {
    const messages = new Set(
      this.#acts.flatMap(({ act, alerts, message }) =>
        act === 'told' && alerts.includes(id) ? [message] : [],
      ),
    );
    return this.#acts.filter(({ alert, message }) => alert === id || (alert === '' && messages.has(message)));
  }

  #shown({ channel, address, template }: StoredAct): string {
    if (channel === '' || address === '') return address;
    const endpoint = { channel, address, template: { name: template, body: null } } as Endpoint;
    return this.#channels[channel]?.shown(endpoint) ?? address;
  }
}

const NOT_RAISED =
  'Not raised: what came in the last seconds waits, 2 s after an event of the present, 15 s after one of the past; nothing is raised while no server leads, the feed is stale or too many alerts are open (monitor_alerts_leading, monitor_alerts_crowded)';
const OUT_OF_TERM = ' (does not count: another server led by then)';

const LATENESS = {
  ...{ early: ', ended early', onTime: ', ended in time', withinDue: ', in time', dueSoon: ', due soon' },
  ...{ none: '', late: '' },
} as const;

const STANDS_IN: Record<Audience | 'unit' | 'default', string> = {
  officer: 'in its place the officer',
  head: 'in its place the head',
  leader: 'in its place the leader',
  centre: 'in its place the centre',
  unit: 'in its place the address of units.csv',
  default: 'in its place ALERT_WEBHOOK_URL',
};
