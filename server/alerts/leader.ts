/**
 * What the one server does that leads: raises alerts whose condition has come to hold, resolves those whose condition holds no
 * longer, decides who is told and sends the messages. Each decision is written before anything comes of it; what was
 * decided before it led, the book knows.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { readToldBefore, type AlertActRow } from '../../clickhouse/alert-acts-table.ts';
import { errorKind } from '../../errors/error-kind.ts';
import { Outage } from '../../errors/outage.ts';
import type { AlertRule } from '../../pack/alert-rule.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { Board } from '../state/board.ts';
import type { Tick } from '../state/tick.ts';
import type { Ticker } from '../ticker.ts';
import { alertId, type Alert, type AlertSubject } from './book/alert.ts';
import { newAct, type ActLog } from './book/act-log.ts';
import { CaseRules, caseRulesOf, type CaseFinding, type OverdueSteps } from './conditions/case-rules.ts';
import { CaseWatch, type UnitCases } from './conditions/case-watch.ts';
import type { SubjectFinding, SubjectWatch } from './conditions/subject-watch.ts';
import type { Lease } from './lease.ts';
import type { AlertSettings } from './alert-settings.ts';
import type { Deliveries } from './telling/deliveries.ts';
import type { Plan } from './telling/planner.ts';

const TURN_EVERY_MS = 500;
/** After an outage or a fault. */
const REST_MS = 2_000;
/** Looks at what is no case. */
const SUBJECTS_EVERY_MS = 5_000;
/** Steps of dossiers are read from the store. */
const STEPS_EVERY_MS = 60_000;
/** Everybody who may be due, not only who was never told. */
const PLAN_ALL_EVERY_MS = 15_000;
/** For what the leader before wrote last to be seen. */
const TAKE_OVER_MS = 1_000;
/** Acts of one insert, which are written in one turn and read in one. */
const CHUNK = 1_000;
/** Open alerts; what comes to hold beyond is raised when others are resolved. */
export const MAX_OPEN = 200_000;

export interface LeaderDeps {
  ticker: Ticker;
  client: ClickHouseClient;
  acts: ActLog;
  lease: Lease;
  settings: AlertSettings;
  subjects: SubjectWatch;
  deliveries: Deliveries;
  plan: (alerts: Iterable<Alert>, nowMs: number) => Promise<Plan>;
  /** Steps of open dossiers that run past their due date. */
  readOverdueSteps: () => Promise<OverdueSteps>;
  /** Unlike every other server's. */
  name: string;
  faults: ServerFaults;
}

export class AlertLeader {
  /** This server leads. */
  isLeading = false;
  /** Alerts that nobody can be told of, as of the last look. */
  untold = 0;
  /** Open alerts that found no room. */
  crowded = 0;
  readonly #deps: LeaderDeps;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #term = 0;
  readonly #watches: readonly CaseWatch[];
  #steps: OverdueSteps = new Map();
  #subjectsAt = 0;
  #stepsAt = 0;
  #planAllAt = 0;

  constructor(deps: LeaderDeps) {
    this.#deps = deps;
    this.#watches = deps.ticker.boards.all.map((board) => new CaseWatch(board));
  }

  start(): void {
    const { ticker, settings } = this.#deps;
    ticker.on('tick', (tick) => this.#afterTick(tick));
    settings.on('changed', () => {
      for (const watch of this.#watches) watch.looksAgain();
      [this.#subjectsAt, this.#planAllAt] = [0, 0];
    });
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#deps.deliveries.settled();
  }

  /** This server may act: nobody else leads, as far as can be known here and now. */
  mayLead(): boolean {
    const { lease, acts, name } = this.#deps;
    return this.isLeading && lease.isHeld && acts.book.leader === name && !this.#stopping.signal.aborted;
  }

  /** What would be told is true: the figures are of this instant. */
  isTrue(): boolean {
    const { feedWatch, trouble } = this.#deps.ticker;
    return trouble === undefined && feedWatch.feed.state === 'live' && feedWatch.clockTrouble === undefined;
  }

  /** By ClickHouse's clock, as the times of all acts: this machine's may be set while it leads, and is not another server's. */
  nowMs(): number {
    return Math.round(Date.now() - this.#deps.ticker.feedWatch.clockAheadMs);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let restMs = TURN_EVERY_MS;
      try {
        await this.#turn();
      } catch (error) {
        this.#deps.faults.failed(error, 'alerts', 'alerts could not be decided; trying again');
        // What was broken off is looked at again, whole.
        for (const watch of this.#watches) watch.looksAgain();
        [this.#subjectsAt, this.#planAllAt] = [0, 0];
        restMs = REST_MS;
      }
      await sleep(restMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #turn(): Promise<void> {
    const { acts, deliveries, ticker, lease } = this.#deps;
    if (!lease.isHeld || !ticker.loaded) return this.#standDown();
    if (!this.isLeading) await this.#takeOver();
    await acts.follow();
    if (!this.mayLead()) return this.#standDown();
    if (this.isTrue()) {
      await this.#readSteps();
      for (const watch of this.#watches) await this.#lookAtCases(watch);
      await this.#lookAtSubjects();
    }
    await this.#endShelves();
    if (this.isTrue()) await this.#tell();
    deliveries.sendDue(this.#term);
  }

  #standDown(): void {
    if (this.isLeading) for (const watch of this.#watches) watch.looksAgain();
    this.isLeading = false;
  }

  async #takeOver(): Promise<void> {
    const { acts, lease, name } = this.#deps;
    await sleep(TAKE_OVER_MS, undefined, { signal: this.#stopping.signal });
    await acts.follow();
    if (!lease.isHeld) return;
    const { book } = acts;
    this.#term = book.term + 1;
    await acts.write([newAct('led', { term: this.#term, who: name, alerts: [...book.messages.keys()] })]);
    [this.#subjectsAt, this.#stepsAt, this.#planAllAt] = [0, 0, 0];
    this.isLeading = true;
  }

  #afterTick({ boards }: Tick): void {
    for (const watch of this.#watches) {
      const tick = boards.get(watch.board);
      if (tick) watch.afterTick(tick, this.isLeading);
    }
  }

  async #lookAtCases(watch: CaseWatch): Promise<void> {
    const { acts, settings } = this.#deps;
    const rules = caseRulesOf(settings.current.rules, watch.board.kind);
    const look = await watch.look(new CaseRules(watch.board, rules, this.#steps), acts.book);
    // Meanwhile the figures may have fallen behind.
    if (!this.isTrue()) return;
    const { directory } = watch.board;
    await this.#raise(
      look.findings.filter(({ id }) => !acts.book.alerts.has(id)),
      (unit) => directory.units[unit]?.code ?? '',
    );
    await this.#resolve(look.over);
    if (look.units) await this.#lookAtRates(watch.board, look.units);
  }

  async #raise(findings: readonly CaseFinding[], codeOf: (unit: number) => string): Promise<void> {
    const { client } = this.#deps;
    for (let at = 0; at < findings.length; at += CHUNK) {
      const chunk = findings.slice(at, at + CHUNK);
      const known = await readToldBefore(
        client,
        chunk.map(({ id }) => id),
      );
      await this.#open(
        chunk.map(({ id: _id, unit, row: _row, ...of }) => ({ ...of, unit: codeOf(unit) })),
        known,
      );
    }
  }

  /** `known`: those that were told before. */
  async #open(
    subjects: readonly (AlertSubject & { unit: string })[],
    known: ReadonlySet<string>,
  ): Promise<void> {
    const { settings, acts } = this.#deps;
    const room = Math.max(0, MAX_OPEN - acts.book.alerts.size);
    this.crowded = Math.max(0, subjects.length - room);
    const rows = subjects.slice(0, room).flatMap((subject): AlertActRow[] => {
      const rule = settings.rules.get(subject.rule);
      if (!rule) return [];
      const { condition, severity } = rule;
      const alert = alertId(subject);
      const act = known.has(alert) ? 'reopened' : 'raised';
      return [newAct(act, { ...subject, alert, condition, severity, term: this.#term })];
    });
    await this.#write(rows);
  }

  async #resolve(ids: readonly string[]): Promise<void> {
    const { book } = this.#deps.acts;
    const open = [...new Set(ids)].filter((id) => book.alerts.has(id));
    await this.#write(
      open.map((alert) => {
        const audience = book.alerts.get(alert)?.toldTo ?? '';
        return newAct('resolved', { alert, audience, term: this.#term });
      }),
    );
  }

  async #lookAtRates({ kind, directory }: Board, units: ReadonlyMap<number, UnitCases>): Promise<void> {
    const { subjects, settings, acts } = this.#deps;
    const byCode = new Map([...units].map(([unit, cases]) => [directory.units[unit]?.code ?? '', cases]));
    await this.#settle(subjects.lateRates(settings.current.rules, kind, byCode, this.nowMs()));
    // Of units without a case in progress nothing is late.
    const idle = [...acts.book.alerts.values()].filter(
      (alert) => alert.condition === 'lateRate' && alert.kind === kind && !byCode.has(alert.unit),
    );
    await this.#resolve(idle.map(({ id }) => id));
  }

  async #lookAtSubjects(): Promise<void> {
    if (performance.now() < this.#subjectsAt) return;
    const { subjects, settings, acts } = this.#deps;
    await this.#settle(await subjects.others(settings.current.rules, this.nowMs()));
    const isOver = (alert: Alert) => alert.code === '' && !tellsOf(settings.rules.get(alert.rule), alert);
    await this.#resolve([...acts.book.alerts.values()].filter(isOver).map(({ id }) => id));
    this.#subjectsAt = performance.now() + SUBJECTS_EVERY_MS;
  }

  /** Before the cases are looked at: without its step an alert of a dossier's step would be over. */
  async #readSteps(): Promise<void> {
    const { settings, readOverdueSteps } = this.#deps;
    const isAsked = settings.current.rules.some(({ condition }) => condition === 'stageOverdue');
    if (!isAsked || performance.now() < this.#stepsAt) return;
    this.#steps = await readOverdueSteps();
    this.#stepsAt = performance.now() + STEPS_EVERY_MS;
  }

  /** Of conditions that are not of a case: one alert for as long as one holds. */
  async #settle(findings: readonly SubjectFinding[]): Promise<void> {
    const { book } = this.#deps.acts;
    const begun: (AlertSubject & { unit: string })[] = [];
    const over: string[] = [];
    for (const { rule, kind, unit, subject, holds } of findings) {
      const open = book.openOf(rule.rule, kind, unit, subject);
      if (holds === true && !open)
        begun.push({ rule: rule.rule, kind, unit, code: '', subject, dueAt: this.nowMs() });
      if (holds === false && open) over.push(open.id);
    }
    await this.#open(begun, new Set());
    await this.#resolve(over);
  }

  async #endShelves(): Promise<void> {
    const { book } = this.#deps.acts;
    const nowMs = this.nowMs();
    const ended = [...book.shelved].filter((id) => (book.alerts.get(id)?.shelved?.until ?? 0) <= nowMs);
    await this.#write(ended.map((alert) => newAct('unshelved', { alert, term: this.#term })));
  }

  async #tell(): Promise<void> {
    const { plan, acts } = this.#deps;
    const isAll = performance.now() >= this.#planAllAt;
    const { alerts, untold } = acts.book;
    const some = isAll ? alerts.values() : [...untold].flatMap((id) => alerts.get(id) ?? []);
    const { acts: told, untold: unreachable } = await plan(some, this.nowMs());
    if (isAll) {
      this.untold = unreachable;
      this.#planAllAt = performance.now() + PLAN_ALL_EVERY_MS;
    }
    await this.#write(told.map((act) => ({ ...act, term: this.#term })));
  }

  /**
   * Again until they stand: an insert whose answer did not come may come to stand, and the same decided anew would be told twice.
   *
   * @throws when another server leads meanwhile
   */
  async #write(rows: readonly AlertActRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += CHUNK) await this.#writeChunk(rows.slice(at, at + CHUNK));
  }

  async #writeChunk(rows: readonly AlertActRow[]): Promise<void> {
    const { acts, faults } = this.#deps;
    for (let stand = false; !stand;) {
      this.#requireLead();
      try {
        await acts.write(rows);
        stand = true;
      } catch (error) {
        if (errorKind(error) !== 'outage') throw error;
        faults.failed(error, 'alerts', 'what was decided of alerts could not be written; trying again');
        await sleep(REST_MS, undefined, { signal: this.#stopping.signal });
      }
    }
    this.#requireLead();
  }

  #requireLead(): void {
    if (!this.mayLead()) throw new Outage('this server leads the alerts no longer');
  }
}

/** Whether a rule, as it stands now, is about what an alert that is of no case is about. */
function tellsOf(rule: AlertRule | undefined, { condition, kind, subject }: Alert): boolean {
  if (rule?.condition !== condition) return false;
  if ('kinds' in rule) return rule.kinds.includes(kind);
  return 'indicators' in rule ? rule.indicators.includes(subject) : true;
}
