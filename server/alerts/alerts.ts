/**
 * The alerts of a server: every one keeps the book of open alerts, shows it and takes what people do with them; the one that
 * holds the lease also raises, resolves and tells (leader.ts).
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import { countDeadLettersSince } from '../../clickhouse/dead-letters-table.ts';
import { readOverdueSteps } from '../../clickhouse/overdue-steps.ts';
import { SEVERITIES } from '../../contract/alerts.ts';
import type { IndicatorItem } from '../../contract/indicator.ts';
import type { ErrorKind } from '../../errors/error-kind.ts';
import { FaultRest } from '../../errors/fault-rest.ts';
import type { ServerFaults } from '../server-faults.ts';
import { officerAt } from '../state/cases/case-item.ts';
import { MAX_CLOCK_DIFFERENCE_MS } from '../state/clock-watch.ts';
import type { Ticker } from '../ticker.ts';
import { subjectOf } from './alert-item.ts';
import type { AlertLinks } from './alert-links.ts';
import type { AlertSettings } from './alert-settings.ts';
import { ActLog, newAct } from './book/act-log.ts';
import type { BookChange } from './book/alert-book.ts';
import type { Channels } from './channels/channels.ts';
import { SubjectWatch } from './conditions/subject-watch.ts';
import { AlertLeader } from './leader.ts';
import { Lease } from './lease.ts';
import { reminderSections, rowOf, sectionsOf } from './telling/content.ts';
import { Deliveries } from './telling/deliveries.ts';
import { planMessages } from './telling/planner.ts';
import { Routing } from './telling/routing.ts';

const FOLLOW_EVERY_MS = 250;
/** A server that has not followed for so long cannot lead. */
const WELL_FOR_MS = 5_000;

export interface AlertsOptions {
  ticker: Ticker;
  client: ClickHouseClient;
  /** For reads that may take long. */
  reports: ClickHouseClient;
  settings: AlertSettings;
  channels: Channels;
  /** Where alerts of units without a contact go; undefined: nowhere. */
  defaultUrl: string | undefined;
  links: AlertLinks;
  brokers: string[];
  /** Servers of one database share one lease. */
  leaseName: string;
  /** Indicators of the province as they stand. */
  indicators: () => Promise<IndicatorItem[]>;
  metrics: Registry;
  faults: ServerFaults;
  log: Logger;
}

export class Alerts extends EventEmitter<{ changed: [BookChange] }> {
  readonly acts: ActLog;
  readonly leader: AlertLeader;
  readonly channels: Channels;
  readonly links: AlertLinks;
  readonly settings: AlertSettings;
  readonly #options: AlertsOptions;
  readonly #lease: Lease;
  #routing: Routing;
  readonly #stopping = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #followedAt = -Infinity;

  constructor(options: AlertsOptions) {
    super();
    // Each viewer's feed has its own reason to know.
    this.setMaxListeners(0);
    this.#options = options;
    const { ticker, client, reports, settings, channels, links, metrics, faults, log } = options;
    const { boards } = ticker;
    this.settings = settings;
    this.channels = channels;
    this.links = links;
    this.acts = new ActLog(client, (change) => void this.emit('changed', change));
    this.#lease = new Lease({
      ...{ brokers: options.brokers, name: options.leaseName, log },
      isWell: () =>
        ticker.loaded &&
        performance.now() - this.#followedAt < WELL_FOR_MS &&
        // It could neither tell nor be believed; another one can.
        Math.abs(ticker.feedWatch.clockAheadMs) <= MAX_CLOCK_DIFFERENCE_MS,
    });
    this.#routing = this.#makeRouting();
    settings.on('changed', () => (this.#routing = this.#makeRouting()));
    const subjects = new SubjectWatch({
      calendar: () => boards.dossier.deadlines.calendarOf(undefined),
      dataTimeMs: () => Math.max(...boards.all.map(({ dataTimeMs }) => dataTimeMs)),
      deadLettersSince: (fromMs) => countDeadLettersSince(client, fromMs),
      indicators: options.indicators,
      nameOf: (code) => subjectOf(code, '', boards) ?? { vi: code, en: code },
    });
    const deliveries = new Deliveries({
      ...{ acts: this.acts, channels, metrics, faults, log },
      templateOf: (name) => settings.current.templates.find((template) => template.name === name),
      sectionsOf: (messages) => [
        ...sectionsOf(new Set(messages.flatMap(({ alerts }) => alerts)), this.acts.book, {
          ...{ boards, rules: settings.rules },
          factsOf: (alert) => subjects.factsOf(alert, alert.dueAt),
        }),
        ...messages.flatMap((message) => reminderSections(message, boards)),
      ],
      linksOf: ({ id, reminder }, sections) =>
        reminder ? links.ofCase(reminder.kind, reminder.code) : links.of(id, sections),
      perMinute: () => settings.current.perMinute,
      mayLead: () => this.leader.mayLead(),
      mayTell: () => this.leader.isTrue(),
      nowMs: () => this.leader.nowMs(),
    });
    this.leader = new AlertLeader({
      ...{ ticker, client, acts: this.acts, lease: this.#lease, settings, subjects, deliveries, faults },
      plan: (alerts, nowMs) =>
        planMessages(
          alerts,
          this.acts.book,
          {
            ...{ rules: settings.rules, routing: this.#routing },
            calendarOf: (unit) => boards.dossier.deadlines.calendarOf(boards.directory.numberOf(unit)),
            officerOf: (alert) => {
              const at = rowOf(alert, boards);
              return at ? officerAt(at.board, at.row) : null;
            },
          },
          nowMs,
        ),
      readOverdueSteps: () => readOverdueSteps(reports, boards.dossier.counting.statusesOf('inProgress')),
      name: randomUUID(),
    });
    this.#addMetrics(metrics);
  }

  /** As the rules and contacts in use have it. */
  get routing(): Routing {
    return this.#routing;
  }

  start(): void {
    const { ticker, log, channels } = this.#options;
    for (const { code, webhook } of ticker.boards.pack.units) {
      const objection = webhook
        ? channels.webhook.objection({ channel: 'webhook', address: webhook })
        : undefined;
      if (objection) log.error({ unit: code, objection }, 'a webhook of units.csv gets no alerts');
    }
    this.#following = this.#follow();
    this.#lease.start();
    this.leader.start();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.leader.stop();
    await this.#lease.stop();
    await this.#following;
  }

  /** `message`: by the link of which it was. Alerts that are acknowledged already stay as they are. */
  async acknowledge(alerts: readonly string[], who: string, note: string, message = ''): Promise<void> {
    await this.acts.write(alerts.map((alert) => newAct('acknowledged', { alert, who, note, message })));
  }

  async shelve(alert: string, untilMs: number, who: string, note: string): Promise<void> {
    await this.acts.write([newAct('shelved', { alert, until: untilMs, who, note })]);
  }

  async unshelve(alert: string, who: string): Promise<void> {
    await this.acts.write([newAct('unshelved', { alert, who })]);
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    const rest = new FaultRest(2_000);
    while (!signal.aborted) {
      let kind: ErrorKind | undefined;
      try {
        await this.acts.follow();
        this.#followedAt = performance.now();
      } catch (error) {
        kind = this.#options.faults.failed(error, 'alerts', 'the alerts could not be followed; trying again');
      }
      rest.ended(kind);
      await sleep(rest.restMs(FOLLOW_EVERY_MS), undefined, { signal }).catch(() => undefined);
    }
  }

  #makeRouting(): Routing {
    const { settings, ticker, channels, defaultUrl } = this.#options;
    const { units } = ticker.boards.pack;
    const isGone = (address: string) => this.acts.book.gone.has(address);
    return new Routing({ alerts: settings.current, units, channels, defaultUrl, isGone });
  }

  #addMetrics(registry: Registry): void {
    const registers = [registry];
    const { book } = this.acts;
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        ...{ name, help, registers },
        collect() {
          this.set(value());
        },
      });
    new Gauge({
      ...{ name: 'monitor_alerts_open', help: 'Open alerts', labelNames: ['severity', 'state'], registers },
      collect() {
        const { bySeverity, shelved } = book.tallies.counts(() => true);
        for (const severity of SEVERITIES) {
          const { acknowledged, unacknowledged } = bySeverity[severity];
          this.set({ severity, state: 'acknowledged' }, acknowledged);
          this.set({ severity, state: 'unacknowledged' }, unacknowledged);
        }
        this.set({ severity: 'any', state: 'shelved' }, shelved);
      },
    });
    gauge('monitor_alerts_leading', 'Whether this server is the one that raises and tells, 0 or 1', () =>
      Number(this.leader.mayLead()),
    );
    gauge('monitor_alerts_untold', 'Alerts that nobody can be told of', () => this.leader.untold);
    gauge('monitor_alerts_crowded', 'Alerts that wait until others are resolved', () => this.leader.crowded);
    gauge('monitor_alert_messages_waiting', 'Messages that are to be sent', () => book.messages.size);
    gauge(
      'monitor_alert_receivers_gone',
      'Receivers that answered 410 and get nothing more',
      () => book.gone.size,
    );
  }
}
