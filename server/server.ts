/** The server process: follows ClickHouse, answers HTTP and feeds the viewers. */
import type { ClickHouseClient } from '@clickhouse/client';
import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { SAFE_TOKEN_CHARACTERS } from '../contract/environment.ts';
import { secretsOfUrl, type Redactor } from '../contract/redactor.ts';
import { connect } from '../clickhouse/client.ts';
import { Faults } from '../errors/faults.ts';
import { loadProvincePack } from '../pack/load-pack.ts';
import type { StatusNumber } from '../pack/province-pack.ts';
import { LOCK_FILE, lockLines } from '../pack/status-lock.ts';
import { TokenAttempts } from '../http/token-attempts.ts';
import { REPOSITORY } from '../runtime/repository.ts';
import { ViewerTokens } from './access/viewer-tokens.ts';
import { Audit } from './access/audit.ts';
import { Identities } from './access/identities.ts';
import { Refusals } from './access/refusals.ts';
import { SignInAttempts } from './access/sign-in-attempts.ts';
import { Visitors } from './access/visitors.ts';
import { Register } from '../identity/register.ts';
import { AdministrationRoutes } from './http/administration-routes.ts';
import { AuthRoutes } from './http/auth-routes.ts';
import { findScope } from './state/periods/figures.ts';
import { Admission } from './admission/admission.ts';
import { Alerts } from './alerts/alerts.ts';
import { calendarStamp, CalendarWatch } from './calendar-watch.ts';
import type { ServerConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { takeOffBasePath } from './http/base-path.ts';
import { createMetrics } from './http/metrics.ts';
import { DOORWAY_BOUNDS } from './live/doorway.ts';
import { LiveFeed } from './live/live-feed.ts';
import { Ticker } from './ticker.ts';
import { Recounts } from './recounts.ts';
import { Marks } from './reports/marks.ts';
import { Reports } from './reports/reports.ts';
import { SERVER_FAULT_PLACES } from './server-faults.ts';
import { Boards } from './state/boards.ts';

const WEB_DIR = join(REPOSITORY, 'web', 'dist');

export class Server {
  readonly #config: ServerConfig;
  readonly #clients: ClickHouseClient[];
  readonly #ticker: Ticker;
  readonly #live: LiveFeed;
  readonly #alerts: Alerts;
  readonly #recounts: Recounts;
  readonly #marks: Marks;
  readonly #calendarWatch: CalendarWatch;
  readonly #http: HttpServer;
  readonly #identities: Identities;
  readonly #audit: Audit;

  private constructor(
    config: ServerConfig,
    boards: Boards,
    stamp: string,
    clients: Record<'board' | 'report' | 'alert' | 'mark' | 'identity', ClickHouseClient>,
    version: string,
    log: Logger,
  ) {
    this.#config = config;
    this.#clients = Object.values(clients);
    const faults = new Faults(SERVER_FAULT_PLACES, log);
    this.#ticker = new Ticker(clients.board, boards, faults, log);
    this.#http = createServer();
    const tokens = new ViewerTokens(config.viewerTokens, boards.directory);
    if (config.viewerTokens.some(({ token }) => token.length < SAFE_TOKEN_CHARACTERS))
      log.warn(`VIEWER_TOKENS has one of fewer than ${SAFE_TOKEN_CHARACTERS} characters: it can be guessed`);
    const attempts = new TokenAttempts();
    const identities = new Identities({ client: clients.identity, times: config.sessions, faults });
    this.#identities = identities;
    const { directory } = boards;
    const { trustsProxy, basePath } = config;
    const visitors = new Visitors({ tokens, identities, directory, trustsProxy, attempts, basePath });
    const admission = new Admission();
    const audit = new Audit(clients.identity, (request) => visitors.addressOf(request), faults);
    const signIns = new SignInAttempts();
    const register = new Register(clients.identity, (scope) => findScope(directory, scope) !== undefined);
    const auth = new AuthRoutes({
      ...{ identities, visitors, register, audit, basePath, hashing: admission.hashing },
      attempts: signIns,
    });
    const { publicUrl } = config;
    const administration = new AdministrationRoutes({
      ...{ identities, visitors, register, admission, directory, publicUrl },
    });
    const refusals = new Refusals(audit);
    const { scans, reads } = admission;
    this.#live = new LiveFeed(this.#http, {
      ticker: this.#ticker,
      visitors,
      ownOrigin: config,
      doorway: DOORWAY_BOUNDS,
      scans,
      version,
      faults,
      log,
    });
    this.#audit = audit;
    identities.on('changed', () => this.#live.endChanged());
    const metrics = createMetrics(
      this.#ticker,
      this.#live,
      version,
      { admission, attempts, signIns, identities, audit, refusals },
      faults,
    );
    this.#alerts = new Alerts({
      ticker: this.#ticker,
      client: clients.alert,
      ...config.alerts,
      metrics,
      faults,
      log,
    });
    this.#recounts = new Recounts(
      this.#ticker,
      { report: clients.report, ask: clients.mark },
      reads,
      faults,
      log,
    );
    this.#marks = new Marks(clients.mark, faults, log);
    this.#calendarWatch = new CalendarWatch({
      packDir: config.packDir,
      units: boards.pack.units,
      stamp,
      taken: (settings) => boards.changeDeadlines(settings),
      refused: (trouble) => this.#ticker.feedWatch.calendarRefused(trouble),
      faults,
      log,
    });
    this.#http.on(
      'request',
      createApp({
        ticker: this.#ticker,
        recounts: this.#recounts,
        reports: new Reports(this.#ticker, this.#marks, clients.report, admission),
        client: clients.report,
        metrics,
        visitors,
        auth,
        identities,
        administration,
        audit,
        refusals,
        admission,
        trustsProxy: config.trustsProxy,
        ownOrigin: config,
        webDir: WEB_DIR,
        basePath: config.basePath,
        faults,
      }),
    );
  }

  /** @throws PackError when the province pack cannot be read, EnvironmentError when a token's scope is not in it. */
  static async create(
    config: ServerConfig,
    version: string,
    log: Logger,
    redactor: Redactor,
  ): Promise<Server> {
    const stamp = await calendarStamp(config.packDir);
    const pack = await loadProvincePack(config.packDir);
    warnOfUnheldNumbers(log, pack.unheldNumbers);
    redactor.add(pack.units.flatMap(({ webhook }) => secretsOfUrl(webhook)));
    const clients = {
      board: connect(config.clickHouse, 'board'),
      report: connect(config.clickHouse, 'report'),
      alert: connect(config.clickHouse, 'alert'),
      mark: connect(config.clickHouse, 'mark'),
      identity: connect(config.clickHouse, 'identity'),
    };
    return new Server(config, new Boards(clients.board, pack), stamp, clients, version, log);
  }

  /**
   * Resolves when the server listens; the figures follow as soon as ClickHouse answers. `crashed` is called when faults do not end:
   * the process must.
   */
  async start(crashed: (error: unknown) => void): Promise<void> {
    this.#live.start();
    takeOffBasePath(this.#http, this.#config.basePath);
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(this.#config.port, this.#config.host, resolve);
    });
    this.#identities.start();
    this.#alerts.start();
    this.#recounts.start();
    // A mark of an instant that was none would stand for one that comes.
    this.#ticker.on('tick', (tick) => {
      if (tick.stream === 'dossier' && this.#ticker.feedWatch.clockTrouble === undefined)
        this.#marks.afterTick(tick);
    });
    this.#ticker.start(crashed);
    this.#calendarWatch.start(this.#ticker.board.pack.calendar.filledYears);
  }

  async stop(): Promise<void> {
    this.#recounts.stop();
    await this.#calendarWatch.stop();
    await this.#live.stop();
    this.#http.closeAllConnections();
    await this.#ticker.stop();
    await this.#marks.stop();
    await this.#alerts.stop();
    await this.#identities.stop();
    await this.#audit.stop();
    for (const client of this.#clients) await client.close();
  }
}

function warnOfUnheldNumbers(log: Logger, numbers: readonly StatusNumber[]): void {
  if (numbers.length === 0) return;
  log.warn(
    { add: lockLines(numbers) },
    `${LOCK_FILE} does not hold these numbers of statuses yet, so a change of one would not be noticed; npm run lock-kinds adds them`,
  );
}
