/** The server process: follows ClickHouse, answers HTTP and feeds the viewers. */
import type { ClickHouseClient } from '@clickhouse/client';
import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { PROVINCE } from '../contract/scope.ts';
import { SAFE_TOKEN_CHARACTERS } from '../contract/environment.ts';
import { secretsOfUrl, type Redactor } from '../contract/redactor.ts';
import { connect } from '../clickhouse/client.ts';
import { Faults } from '../errors/faults.ts';
import type { Basemap } from '../contract/basemap.ts';
import { readBasemap } from '../pack/basemap-file.ts';
import { loadProvincePack } from '../pack/load-pack.ts';
import { PackError } from '../pack/pack-error.ts';
import type { Area, StatusNumber } from '../pack/province-pack.ts';
import { LOCK_FILE, lockLines } from '../pack/status-lock.ts';
import { TokenAttempts } from '../http/token-attempts.ts';
import { REPOSITORY } from '../runtime/repository.ts';
import { ViewerTokens } from './access/viewer-tokens.ts';
import { Audit } from './access/audit.ts';
import { Identities } from './access/identities.ts';
import { Refusals } from './access/refusals.ts';
import { SignInAttempts } from './access/sign-in-attempts.ts';
import { Visitors } from './access/visitors.ts';
import { Oidc } from './access/oidc.ts';
import { Register } from '../identity/register.ts';
import { AdministrationRoutes } from './http/administration-routes.ts';
import { AuthRoutes } from './http/auth-routes.ts';
import { OidcRoutes } from './http/oidc-routes.ts';
import { figuresOfBoards } from './indicators/counted-figures.ts';
import { IndicatorReader, type IndicatorDeps } from './indicators/indicator-reader.ts';
import { Places } from './indicators/places.ts';
import { toldInStore } from './indicators/read-told.ts';
import { findScope, type Scope } from './state/periods/figures.ts';
import { Admission } from './admission/admission.ts';
import { Alerts } from './alerts/alerts.ts';
import { AlertLinks } from './alerts/alert-links.ts';
import { AlertSettings } from './alerts/alert-settings.ts';
import { channelsOf } from './alerts/channels/channels.ts';
import { categoryWordsOf } from './alerts/channels/words.ts';
import type { ServerConfig } from './config.ts';
import { getAlertGroups } from './http/alert-groups-route.ts';
import { AlertDeliveryRoutes } from './http/alert-delivery-routes.ts';
import { AlertLinkRoutes } from './http/alert-link-routes.ts';
import { AlertRoutes } from './http/alert-routes.ts';
import { NoteRoutes } from './http/note-routes.ts';
import { CaseFiles } from './http/case-files.ts';
import { createApp } from './http/app.ts';
import { BasemapRoute } from './http/basemap-route.ts';
import { takeOffBasePath } from './http/base-path.ts';
import { createMetrics } from './http/metrics.ts';
import { DOORWAY_BOUNDS } from './live/doorway.ts';
import { LiveFeed } from './live/live-feed.ts';
import { alertsPart, calendarPart, packStamps, wallsPart, type PackStamps } from './pack-parts.ts';
import { PackWatch } from './pack-watch.ts';
import { SourceWatch } from './quality/source-watch.ts';
import { Ticker } from './ticker.ts';
import { Recounts } from './recounts.ts';
import { Marks } from './past/marks.ts';
import { PastBoards } from './past/past-boards.ts';
import { PastFigures } from './past/past-figures.ts';
import { PastLists } from './past/past-lists.ts';
import { PastLog, type CaseMarks } from './past/past-log.ts';
import { Reports } from './reports/reports.ts';
import { SERVER_FAULT_PLACES } from './server-faults.ts';
import { Boards } from './state/boards.ts';
import { CaseNotes } from './notes/case-notes.ts';
import { Reminders } from './notes/reminders.ts';
import { WallSettings } from './walls/wall-settings.ts';

const WEB_DIR = join(REPOSITORY, 'web', 'dist');

export class Server {
  readonly #config: ServerConfig;
  readonly #clients: ClickHouseClient[];
  readonly #ticker: Ticker;
  readonly #live: LiveFeed;
  readonly #alerts: Alerts;
  readonly #recounts: Recounts;
  readonly #sources: SourceWatch;
  readonly #marks: CaseMarks;
  readonly #packWatch: PackWatch;
  readonly #http: HttpServer;
  readonly #identities: Identities;
  readonly #audit: Audit;
  readonly #stopping = new AbortController();

  private constructor(
    config: ServerConfig,
    boards: Boards,
    basemap: BasemapRoute,
    stamps: PackStamps,
    clients: Record<'board' | 'report' | 'alert' | 'mark' | 'identity', ClickHouseClient>,
    version: string,
    log: Logger,
    redactor: Redactor,
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
    const isScope = (name: string) => findScope(directory, name) !== undefined;
    const register = new Register(clients.identity, isScope);
    const signingIn = { identities, visitors, register, audit, basePath, attempts: signIns };
    const auth = new AuthRoutes({ ...signingIn, hashing: admission.hashing });
    const oidc = new OidcRoutes({
      ...signingIn,
      ...{ isScope, faults, asking: admission.signIns, oidc: config.oidc && new Oidc(config.oidc) },
    });
    const { publicUrl } = config;
    const administration = new AdministrationRoutes({
      ...{ identities, visitors, register, admission, directory, publicUrl },
      issuer: config.oidc?.issuer,
    });
    const refusals = new Refusals(audit);
    const notes = new CaseNotes(clients.identity, admission.notes);
    const { scans, reads } = admission;
    const registry = new Registry();
    const indicators: IndicatorDeps = {
      ...{ pack: boards.pack, directory },
      places: new Places(boards.pack, directory.today),
      readTold: toldInStore(boards.pack.indicators, clients.report, reads),
      countFigures: figuresOfBoards(boards, scans),
    };
    const alertSettings = new AlertSettings(boards.pack.alerts);
    const wallSettings = new WallSettings(boards.pack.walls);
    this.#sources = new SourceWatch(this.#ticker, clients.report, faults);
    const indicatorReader = new IndicatorReader(indicators);
    const province = findScope(directory, PROVINCE) as Scope;
    this.#alerts = new Alerts({
      ...{ ticker: this.#ticker, client: clients.alert, reports: clients.report, settings: alertSettings },
      channels: channelsOf(config.alerts, categoryWordsOf(boards.pack.kinds)),
      defaultUrl: config.alerts.url,
      links: new AlertLinks(publicUrl, config.alerts.secrets.shared),
      brokers: config.brokers,
      leaseName: config.clickHouse.database,
      indicators: async () =>
        (
          await indicatorReader.read(
            { identity: 'alerts', signal: this.#stopping.signal },
            province,
            null,
            Date.now(),
          )
        ).items,
      ...{ metrics: registry, faults, log },
    });
    this.#live = new LiveFeed(this.#http, {
      ticker: this.#ticker,
      visitors,
      alerts: this.#alerts,
      refusals,
      ownOrigin: config,
      doorway: DOORWAY_BOUNDS,
      scans,
      sources: this.#sources,
      version,
      faults,
      log,
    });
    this.#audit = audit;
    identities.on('looked', () => this.#live.endChanged());
    const caseFiles = new CaseFiles(scans, admission.files, audit);
    createMetrics(
      registry,
      this.#ticker,
      this.#live,
      { alerts: alertSettings, walls: wallSettings },
      version,
      { admission, attempts, signIns, identities, audit, refusals, basemap, notes, caseFiles },
      faults,
    );
    this.#recounts = new Recounts(
      this.#ticker,
      { report: clients.report, ask: clients.mark },
      reads,
      faults,
      log,
    );
    this.#marks = {
      dossier: new Marks(clients.mark, 'dossier', faults, log),
      case: new Marks(clients.mark, 'case', faults, log),
    };
    const pastLog = new PastLog(this.#ticker, this.#marks, clients.report);
    const pastBoards = new PastBoards(pastLog, clients.report);
    const { packDir } = config;
    const { pack } = boards;
    this.#packWatch = new PackWatch(
      [
        calendarPart(
          {
            ...{ packDir, pack, stampInUse: stamps.calendar },
            taken: (settings) => boards.changeDeadlines(settings),
            refused: (trouble) => this.#ticker.feedWatch.calendarRefused(trouble),
          },
          log,
        ),
        alertsPart({
          ...{ packDir, pack, stampInUse: stamps.alerts },
          taken: (alerts) => {
            hideAddresses(redactor, alerts.contacts);
            alertSettings.take(alerts);
          },
          refused: (trouble) => alertSettings.refused(trouble),
        }),
        wallsPart({
          ...{ packDir, pack, stampInUse: stamps.walls },
          taken: (walls) => wallSettings.take(walls),
          refused: (trouble) => wallSettings.refused(trouble),
        }),
      ],
      faults,
      log,
    );
    this.#http.on(
      'request',
      createApp({
        ticker: this.#ticker,
        recounts: this.#recounts,
        indicators,
        alerts: this.#alertRoutes(boards, clients.report, admission, audit),
        reports: new Reports(pastLog, admission),
        past: {
          figures: new PastFigures(pastLog, reads),
          lists: new PastLists(pastBoards, reads),
          boards: pastBoards,
        },
        notes: new NoteRoutes({
          ...{ notes, boards, cases: admission.dossiers, audit },
          reminders: new Reminders({ alerts: this.#alerts, notes, client: clients.alert }),
        }),
        walls: wallSettings,
        basemap,
        sources: this.#sources,
        client: clients.report,
        metrics: registry,
        visitors,
        auth,
        oidc,
        identities,
        administration,
        audit,
        refusals,
        admission,
        caseFiles,
        trustsProxy: config.trustsProxy,
        ownOrigin: config,
        webDir: WEB_DIR,
        basePath: config.basePath,
        faults,
      }),
    );
  }

  #alertRoutes(
    boards: Boards,
    client: ClickHouseClient,
    { scans, reads, audits, alertTests, alertLinks }: Admission,
    audit: Audit,
  ) {
    const shared = { alerts: this.#alerts, boards, client, audit };
    return {
      alerts: new AlertRoutes({ ...shared, ticker: this.#ticker, scans, reads }),
      groups: getAlertGroups(this.#alerts, boards, scans),
      deliveries: new AlertDeliveryRoutes({ ...shared, audits, tests: alertTests }),
      links: new AlertLinkRoutes({ ...shared, links: alertLinks }),
    };
  }

  /** @throws PackError when the province pack cannot be read, EnvironmentError when a token's scope is not in it. */
  static async create(
    config: ServerConfig,
    version: string,
    log: Logger,
    redactor: Redactor,
  ): Promise<Server> {
    const stamps = await packStamps(config.packDir);
    const pack = await loadProvincePack(config.packDir);
    warnOfUnheldNumbers(log, pack.unheldNumbers);
    warnOfUndrawnAreas(log, pack.areas);
    hideAddresses(redactor, pack.units);
    hideAddresses(redactor, pack.alerts.contacts);
    const clients = {
      board: connect(config.clickHouse, 'board'),
      report: connect(config.clickHouse, 'report'),
      alert: connect(config.clickHouse, 'alert'),
      mark: connect(config.clickHouse, 'mark'),
      identity: connect(config.clickHouse, 'identity'),
    };
    const boards = new Boards(clients.board, pack);
    const basemap = new BasemapRoute(config.packDir, await usableBasemap(config.packDir, pack.areas, log));
    return new Server(config, boards, basemap, stamps, clients, version, log, redactor);
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
    this.#sources.start();
    // A mark of an instant that was none would stand for one that comes.
    this.#ticker.on('tick', (tick) => {
      if (tick.stream !== 'observation' && this.#ticker.feedWatch.clockTrouble === undefined)
        this.#marks[tick.stream].afterTick(tick);
    });
    this.#ticker.start(crashed);
    this.#packWatch.start();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#recounts.stop();
    await this.#sources.stop();
    await this.#packWatch.stop();
    await this.#live.stop();
    this.#http.closeAllConnections();
    await this.#ticker.stop();
    await Promise.all(Object.values(this.#marks).map((marks) => marks.stop()));
    await this.#alerts.stop();
    await this.#identities.stop();
    await this.#audit.stop();
    for (const client of this.#clients) await client.close();
  }
}

/** What is secret in webhooks of the pack stands in no log. */
function hideAddresses(redactor: Redactor, of: readonly { webhook: string | null }[]): void {
  redactor.add(of.flatMap(({ webhook }) => secretsOfUrl(webhook)));
}

/** Counting does not wait for a picture: one that cannot be drawn is left out. */
async function usableBasemap(dir: string, areas: readonly Area[], log: Logger): Promise<Basemap | undefined> {
  try {
    return await readBasemap(dir, areas);
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    log.warn({ trouble: error.message }, 'the map is drawn without its basemap');
    return undefined;
  }
}

function warnOfUndrawnAreas(log: Logger, areas: readonly Area[]): void {
  for (const { code, name, undrawn } of areas) {
    if (undrawn !== null) log.warn(`areas.geojson, ${undrawn}: ${code} ${name} is counted but not drawn`);
  }
}

function warnOfUnheldNumbers(log: Logger, numbers: readonly StatusNumber[]): void {
  if (numbers.length === 0) return;
  log.warn(
    { add: lockLines(numbers) },
    `${LOCK_FILE} does not hold these numbers of statuses yet, so a change of one would not be noticed; npm run lock-kinds adds them`,
  );
}
