/**
 * Tells units of their late dossiers: decides, writes the decision to the alert log, and only then sends.
 *
 * A case (dossier and due date) is decided once, whatever restarts between; a message that no receiver took before a
 * restart is sent again under the same id.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import { insertAlertRows, readAlertCases, type AlertRow } from '../../clickhouse/alert-log-table.ts';
import { progressOutcome } from '../../contract/counting.ts';
import { formatTime } from '../../contract/time.ts';
import { FaultRest } from '../../errors/fault-rest.ts';
import type { Ticker } from '../ticker.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { BoardTick } from '../state/tick.ts';
import { dossierItem } from '../state/cases/case-item.ts';
import { emptyFacts } from '../state/cases/case-store.ts';
import { CaseGate } from './case-gate.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { LATE_RULE } from './late-message.ts';
import { Receivers } from './receivers.ts';

const DECIDE_EVERY_MS = 1_000;
/** Cases of one message; more of one unit make further messages. */
const MAX_CASES = 200;

export interface AlertsOptions {
  ticker: Ticker;
  client: ClickHouseClient;
  /** Where alerts of units without a webhook go; undefined: nowhere. */
  url: string | undefined;
  /** Signs the messages; without it nothing is sent. */
  secret: string | undefined;
  /** Hosts that may be sent to over http and in our own network. */
  allow: readonly string[];
  metrics: Registry;
  faults: ServerFaults;
  log: Logger;
}

export class Alerts {
  readonly #options: AlertsOptions;
  readonly #deliveries: Deliveries | undefined;
  readonly #receivers: Receivers;
  readonly #raised: Counter;
  #gate: CaseGate | undefined;
  /** Decided cases; undefined until the log has been read. */
  #decided: Set<string> | undefined;
  /** Open late dossiers (row numbers) of which a decision may be due. */
  readonly #late = new Set<number>();
  readonly #facts = emptyFacts();
  /** Which dossiers are late is not known from the ticks alone: at the start, and when a changed calendar has moved them. */
  #looksAtAll = true;
  #decideAt = 0;
  #deciding: Promise<void> = Promise.resolve();
  #busy = false;
  readonly #rest = new FaultRest(2 * DECIDE_EVERY_MS);

  constructor(options: AlertsOptions) {
    this.#options = options;
    const { client, secret, metrics, faults, log } = options;
    this.#receivers = new Receivers(options.allow);
    this.#deliveries =
      secret === undefined
        ? undefined
        : new Deliveries({
            client,
            secret,
            receivers: this.#receivers,
            // While a clock is wrong so is what the message would say.
            mayTell: () => options.ticker.feedWatch.clockTrouble === undefined,
            metrics,
            faults,
            log,
          });
    this.#raised = new Counter({
      name: 'monitor_alert_cases_total',
      help: 'Cases decided to be told',
      registers: [metrics],
    });
  }

  start(): void {
    const { ticker } = this.#options;
    if (!this.#deliveries || !ticker.board.pack.alerts.late) return;
    for (const { code, webhook } of ticker.board.pack.units) {
      const objection = webhook ? this.#receivers.objection(webhook) : undefined;
      if (objection)
        this.#options.log.error({ unit: code, objection }, 'a webhook of units.csv gets no alerts');
    }
    ticker.on('tick', ({ boards }) => {
      const tick = boards.get(ticker.board);
      if (tick) this.#afterTick(tick);
    });
  }

  async stop(): Promise<void> {
    this.#deliveries?.stop();
    await this.#deciding;
  }

  #afterTick(tick: BoardTick): void {
    const elapsedMs = performance.now();
    this.#gate ??= new CaseGate(elapsedMs);
    for (const [row, eventTimeMs] of tick.arrivals) {
      this.#gate.arrived(row, tick.nowMs - eventTimeMs, elapsedMs);
      this.#noteLate(row);
    }
    for (const row of tick.passed) this.#noteLate(row);
    if (tick.deadlinesChanged || tick.countedAgain) this.#looksAtAll = true;
    const waits =
      this.#busy || elapsedMs < this.#decideAt || this.#options.ticker.feedWatch.feed.state !== 'live';
    if (waits) return;
    this.#decideAt = elapsedMs + DECIDE_EVERY_MS;
    this.#busy = true;
    this.#deciding = this.#decide(tick.nowMs)
      .then(
        () => this.#rest.ended(),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => (this.#busy = false));
  }

  #failed(error: unknown): void {
    const kind = this.#options.faults.failed(error, 'alerts', 'alerts could not be decided; trying again');
    this.#rest.ended(kind);
    // The look at all of them may have been broken off.
    if (kind !== 'outage') this.#looksAtAll = true;
    this.#decideAt = performance.now() + this.#rest.restMs(DECIDE_EVERY_MS);
  }

  async #decide(nowMs: number): Promise<void> {
    const decided = (this.#decided ??= await this.#readLog());
    if (this.#looksAtAll) {
      this.#looksAtAll = false;
      await this.#options.ticker.board.forEachRow((row) => this.#noteLate(row));
    }
    // The clock may have jumped meanwhile.
    if (this.#options.ticker.feedWatch.clockTrouble !== undefined) return;
    this.#gate?.forget(performance.now());
    for (const [unit, rows] of this.#lateCases(decided)) {
      for (let at = 0; at < rows.length; at += MAX_CASES) {
        await this.#raise(unit, rows.slice(at, at + MAX_CASES), nowMs, decided);
      }
    }
  }

  /** Reads what was decided before, and takes up what was not delivered. */
  async #readLog(): Promise<Set<string>> {
    const cases = await readAlertCases(this.#options.client, LATE_RULE);
    const open = new Map<string, Delivery>();
    for (const { code, dueAt, state, messageId, unit, target, attempt } of cases) {
      if (state !== 'raised') continue;
      const row = this.#options.ticker.board.store.codes.get(code);
      if (row < 0) continue;
      const delivery = open.get(messageId) ?? {
        messageId,
        unit: this.#unitNamed(unit),
        target,
        attempt,
        cases: [],
      };
      delivery.cases.push({ dueAt, item: () => dossierItem(this.#options.ticker.board, row) });
      open.set(messageId, delivery);
    }
    for (const delivery of open.values()) this.#deliveries?.send(delivery);
    return new Set(cases.map(({ code, dueAt }) => caseKey(code, dueAt)));
  }

  #noteLate(row: number): void {
    const { board } = this.#options.ticker;
    const facts = board.store.factsOf(row, this.#facts);
    const at = { endMs: board.asOfMs, dueSoonMs: board.asOfMs, rule: board.deadlines.rule.name };
    const isLate =
      facts.group === 'inProgress' &&
      facts.receivedAt <= at.endMs &&
      progressOutcome(facts.dueAt, at) === 'late';
    if (isLate) this.#late.add(row);
    else this.#late.delete(row);
  }

  /** Open late dossiers that nobody was told of, by unit number. */
  #lateCases(decided: ReadonlySet<string>): Map<number, number[]> {
    const { board } = this.#options.ticker;
    const { store, directory } = board;
    const cases = new Map<number, number[]>();
    for (const row of this.#late) {
      const { dueAt } = store.factsOf(row, this.#facts);
      // Who took over is who has to act.
      const unit = directory.editions.asNow.holderOf[board.unitNumber(row)] as number;
      if (decided.has(caseKey(store.codes.textOf(row), dueAt)) || this.#targetOf(unit) === undefined) {
        // Nothing is to be decided until an event changes the dossier.
        this.#late.delete(row);
        continue;
      }
      if (!this.#gate?.isOpen(row, performance.now())) continue;
      const rows = cases.get(unit);
      if (rows) rows.push(row);
      else cases.set(unit, [row]);
    }
    return cases;
  }

  async #raise(unit: number, rows: number[], nowMs: number, decided: Set<string>): Promise<void> {
    const { board } = this.#options.ticker;
    const messageId = `msg_${randomUUID()}`;
    const target = this.#targetOf(unit) as string;
    const facts = emptyFacts();
    const cases = rows.map((row) => {
      // Each time it is sent a case is told as it stands then.
      return { dueAt: board.store.factsOf(row, facts).dueAt, item: () => dossierItem(board, row) };
    });
    const unitCode = board.directory.units[unit]?.code as string;
    const logRows = cases.map(({ dueAt, item }): AlertRow => {
      const { code } = item();
      return {
        rule: LATE_RULE,
        code,
        dueAt,
        state: 'raised',
        messageId,
        unit: unitCode,
        target,
        attempt: 0,
        note: formatTime(nowMs),
      };
    });
    await insertAlertRows(this.#options.client, logRows);
    for (const { code, dueAt } of logRows) decided.add(caseKey(code, dueAt));
    this.#raised.inc(logRows.length);
    this.#deliveries?.send({ messageId, unit: this.#unitNamed(unitCode), target, attempt: 0, cases });
  }

  #targetOf(unit: number): string | undefined {
    const { directory, pack } = this.#options.ticker.board;
    const code = directory.units[unit]?.code;
    return pack.units.find((one) => one.code === code)?.webhook ?? this.#options.url;
  }

  #unitNamed(code: string): { code: string; name: string } {
    const { directory } = this.#options.ticker.board;
    return { code, name: directory.units[directory.numberOf(code) ?? -1]?.name ?? code };
  }
}

function caseKey(code: string, dueAt: number): string {
  return `${code} ${dueAt}`;
}
