/** The HTTP side of the server: the API, health, metrics and the built web. */
import type { ClickHouseClient } from '@clickhouse/client';
import express, { type Express, type RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import { requireNeed } from '../access/http-access.ts';
import type { Audit } from '../access/audit.ts';
import type { Identities } from '../access/identities.ts';
import type { Refusals } from '../access/refusals.ts';
import type { Visitors } from '../access/visitors.ts';
import type { Admission } from '../admission/admission.ts';
import type { TrustsProxy } from '../../http/client-address.ts';
import { isForeign, type OwnOrigin } from '../../http/own-origin.ts';
import { noStore, securityHeaders } from '../../http/security-headers.ts';
import { IndicatorReader, type IndicatorDeps } from '../indicators/indicator-reader.ts';
import { servicesOfStore } from '../services/count-services.ts';
import type { Ticker } from '../ticker.ts';
import type { AlertDeliveryRoutes } from './alert-delivery-routes.ts';
import type { AlertLinkRoutes } from './alert-link-routes.ts';
import type { AlertRoutes } from './alert-routes.ts';
import { getAreas } from './areas-route.ts';
import type { BasemapRoute } from './basemap-route.ts';
import { endSession, getSessions } from './account-routes.ts';
import type { AdministrationRoutes } from './administration-routes.ts';
import { getAudit } from './audit-route.ts';
import type { AuthRoutes } from './auth-routes.ts';
import { readFields } from './body.ts';
import { getCalendar } from './calendar-route.ts';
import { getDossier } from './dossier-route.ts';
import { getCase } from './case-route.ts';
import { getCaseCounts } from './case-counts-route.ts';
import type { CaseFiles } from './case-files.ts';
import { getCases, getDossiers } from './cases-route.ts';
import { getIndex, getIndexes } from './indexes-route.ts';
import { getIndicators } from './indicators-route.ts';
import { getKinds } from './kinds-route.ts';
import { handleErrors, sendProblem } from './problem.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { PastBoards } from '../past/past-boards.ts';
import type { PastFigures } from '../past/past-figures.ts';
import type { PastLists } from '../past/past-lists.ts';
import type { Recounts } from '../recounts.ts';
import type { SourceWatch } from '../quality/source-watch.ts';
import type { Reports } from '../reports/reports.ts';
import type { WallSettings } from '../walls/wall-settings.ts';
import { getRecount } from './recount-route.ts';
import { getCaseReport, getReport } from './report-route.ts';
import type { OidcRoutes } from './oidc-routes.ts';
import type { NoteRoutes } from './note-routes.ts';
import { getNewestLate } from './newest-late-route.ts';
import { getSources } from './sources-route.ts';
import { getUsualDay } from './usual-day-route.ts';
import { getWalls } from './walls-route.ts';
import { getQuality } from './quality-route.ts';
import { getServices } from './services-route.ts';
import { getSnapshot } from './snapshot-route.ts';
import { Routes } from './routes.ts';
import { serveWeb } from './web-pages.ts';

export interface AppDeps {
  ticker: Ticker;
  recounts: Recounts;
  reports: Reports;
  past: { figures: PastFigures; lists: PastLists; boards: PastBoards };
  indicators: IndicatorDeps;
  alerts: {
    alerts: AlertRoutes;
    groups: RequestHandler;
    deliveries: AlertDeliveryRoutes;
    links: AlertLinkRoutes;
  };
  notes: NoteRoutes;
  walls: WallSettings;
  basemap: BasemapRoute;
  sources: SourceWatch;
  /** For reads that may take long. */
  client: ClickHouseClient;
  metrics: Registry;
  visitors: Visitors;
  auth: AuthRoutes;
  oidc: OidcRoutes;
  identities: Identities;
  administration: AdministrationRoutes;
  audit: Audit;
  refusals: Refusals;
  admission: Admission;
  caseFiles: CaseFiles;
  trustsProxy: TrustsProxy;
  ownOrigin: OwnOrigin;
  /** The built web. */
  webDir: string;
  /** Of PUBLIC_URL. */
  basePath: string | undefined;
  faults: ServerFaults;
}

export function createApp(deps: AppDeps): Express {
  const { ticker } = deps;
  const app = express();
  app.disable('x-powered-by');
  // Figures differ at every tick: hashing them for a tag is work for nothing.
  app.disable('etag');
  app.set('trust proxy', deps.trustsProxy);
  app.use(securityHeaders, refuseForeignWrites(deps.ownOrigin));
  const api = express.Router();
  api.use(noStore);
  const routes = new Routes(app, api, deps.visitors);
  routes.serve('GET /healthz', (_request, response) => void response.type('text').send('ok'));
  routes.serve('GET /readyz', (_request, response) => {
    const reason = ticker.loaded ? ticker.trouble : (ticker.trouble ?? 'the board is loading');
    response
      .status(reason === undefined ? 200 : 503)
      .json(reason === undefined ? { ready: true } : { ready: false, reason });
  });
  routes.serve('GET /metrics', async (_request, response) => {
    response.type(deps.metrics.contentType).send(await deps.metrics.metrics());
  });
  const { scans, reads, dossiers, workbooks } = deps.admission;
  const { auth, past } = deps;
  app.use('/auth', noStore);
  routes.serve('POST /auth/login', readFields, auth.login);
  routes.serve('GET /auth/ways', deps.oidc.ways);
  routes.serve('GET /auth/oidc', deps.oidc.begin);
  routes.serve('GET /auth/oidc/callback', deps.oidc.callback);
  routes.serve('GET /auth/me', auth.me);
  routes.serve('POST /auth/logout', readFields, auth.logout);
  routes.serve('POST /auth/password', readFields, auth.password);
  routes.serve('GET /d/TOKEN', auth.openDevice);
  routes.serve('GET /auth/sessions', getSessions(deps.identities));
  routes.serve('POST /auth/sessions/end', readFields, endSession(deps.identities, deps.audit));
  serveAdministration(routes, deps);
  routes.serve('GET /api/v1/areas', getAreas(ticker.board, deps.basemap.told));
  routes.serve('GET /api/v1/basemap', deps.basemap.get);
  routes.serve('GET /api/v1/kinds', getKinds(ticker.board.pack.kinds));
  routes.serve('GET /api/v1/indexes', getIndexes(ticker.board.pack.indexes));
  const loaded = whenLoaded(ticker);
  routes.serve('GET /api/v1/snapshot', loaded, getSnapshot(ticker, scans, past.figures));
  routes.serve('GET /api/v1/reports/06a', loaded, getReport(ticker, deps.reports, workbooks, deps.audit));
  routes.serve('GET /api/v1/calendar', loaded, getCalendar(ticker));
  routes.serve('GET /api/v1/recount', loaded, getRecount(deps.recounts));
  routes.serve(
    'GET /api/v1/reports/cases',
    loaded,
    getCaseReport(ticker, deps.reports, workbooks, deps.audit),
  );
  routes.serve('GET /api/v1/newest-late', loaded, getNewestLate(ticker, scans, past.lists));
  routes.serve('GET /api/v1/usual-day', loaded, getUsualDay(ticker, scans));
  routes.serve('GET /api/v1/sources', loaded, getSources(deps.sources, ticker.boards));
  routes.serve('GET /api/v1/walls', getWalls(deps.walls, ticker.boards));
  routes.serve('GET /api/v1/dossiers', loaded, getDossiers(ticker, scans, past.lists, deps.caseFiles));
  routes.serve('GET /api/v1/cases', loaded, getCases(ticker, scans, past.lists, deps.caseFiles));
  routes.serve('GET /api/v1/case-counts', loaded, getCaseCounts(ticker, scans));
  const dossier = getDossier(ticker, deps.client, past.boards, dossiers);
  routes.serve('GET /api/v1/dossier', loaded, dossier);
  routes.serve('GET /api/v1/dossiers/CODE', loaded, dossier);
  routes.serve('GET /api/v1/cases/KIND/CODE/notes', loaded, deps.notes.list);
  routes.serve('POST /api/v1/cases/KIND/CODE/notes', loaded, readFields, deps.notes.add);
  routes.serve(
    'POST /api/v1/cases/KIND/CODE/remind',
    loaded,
    whenReady(() => (deps.notes.canRemind ? undefined : 'the alerts are loading')),
    readFields,
    deps.notes.remind,
  );
  routes.serve('GET /api/v1/cases/KIND/CODE', loaded, getCase(ticker, deps.client, past.boards, dossiers));
  const { board } = ticker;
  const { directory } = board;
  const countServices = servicesOfStore(board, deps.client, reads);
  routes.serve('GET /api/v1/services', loaded, getServices(directory, countServices));
  routes.serve(
    'GET /api/v1/indicators',
    loaded,
    getIndicators(new IndicatorReader(deps.indicators), directory),
  );
  routes.serve(
    'GET /api/v1/indexes/NAME',
    loaded,
    getIndex({
      ...deps.indicators,
      countServices,
      hasDossiers: () => board.store.size > 0,
    }) as RequestHandler,
  );
  serveAlerts(
    routes,
    deps.alerts,
    whenReady(() => (deps.alerts.alerts.isLoaded ? undefined : 'the alerts are loading')),
  );
  routes.serve('GET /api/v1/quality', loaded, getQuality(ticker, deps.client, reads));
  routes.close();
  app.use('/api/v1', api);
  // Who may see nothing is not told what there is.
  app.use('/api', requireNeed(deps.visitors, 'figures'), (_request, response) => {
    sendProblem(response, {
      status: 404,
      title: 'Not found',
      detail: 'the API has no such route; accepted: those of the README, "The HTTP interface"',
    });
  });
  serveWeb(app, deps.webDir, deps.basePath);
  app.use(handleErrors(deps.faults, deps.refusals));
  return app;
}

function serveAdministration(routes: Routes, { administration, client, admission, audit }: AppDeps): void {
  routes.serve('GET /api/v1/scopes', administration.scopes);
  routes.serve('GET /api/v1/accounts', administration.accounts);
  routes.serve('POST /api/v1/accounts', readFields, administration.addAccount);
  routes.serve('POST /api/v1/accounts/change', readFields, administration.changeAccount);
  routes.serve('POST /api/v1/accounts/password', readFields, administration.setPassword);
  routes.serve('POST /api/v1/accounts/disable', readFields, administration.disableAccount);
  routes.serve('POST /api/v1/accounts/enable', readFields, administration.enableAccount);
  routes.serve('GET /api/v1/devices', administration.devices);
  routes.serve('POST /api/v1/devices', readFields, administration.addDevice);
  routes.serve('POST /api/v1/devices/link', readFields, administration.makeLink);
  routes.serve('POST /api/v1/devices/revoke', readFields, administration.revokeDevice);
  routes.serve('GET /api/v1/tokens', administration.tokens);
  routes.serve('POST /api/v1/tokens', readFields, administration.addToken);
  routes.serve('POST /api/v1/tokens/revoke', readFields, administration.revokeToken);
  routes.serve('GET /api/v1/audit', getAudit(client, admission.audits, audit));
}

function serveAlerts(
  routes: Routes,
  { alerts, groups, deliveries, links }: AppDeps['alerts'],
  loaded: RequestHandler,
): void {
  routes.serve('GET /auth/alerts/TOKEN', loaded, links.show);
  routes.serve('POST /auth/alerts/TOKEN', loaded, links.acknowledge);
  routes.serve('GET /api/v1/alerts', loaded, alerts.list);
  routes.serve('GET /api/v1/alerts/counts', loaded, alerts.counts);
  routes.serve('GET /api/v1/alerts/groups', loaded, groups);
  routes.serve('GET /api/v1/alerts/deliveries', loaded, deliveries.list);
  routes.serve('GET /api/v1/alerts/endpoints', loaded, deliveries.endpoints);
  routes.serve('POST /api/v1/alerts/endpoints/test', loaded, readFields, deliveries.test);
  routes.serve('POST /api/v1/alerts/deliveries/ID/retry', loaded, readFields, deliveries.retry);
  routes.serve('POST /api/v1/alerts/acknowledge', loaded, readFields, alerts.acknowledgeMany);
  routes.serve('POST /api/v1/alerts/ID/acknowledge', loaded, readFields, alerts.acknowledge);
  routes.serve('POST /api/v1/alerts/ID/shelve', loaded, readFields, alerts.shelve);
  routes.serve('POST /api/v1/alerts/ID/unshelve', loaded, readFields, alerts.unshelve);
}

/** Reading is what every site may make a browser do, since it does not get the answer; nothing else. */
function refuseForeignWrites(own: OwnOrigin): RequestHandler {
  return (request, response, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || !isForeign(request, own)) return next();
    sendProblem(response, {
      status: 403,
      title: 'Foreign origin',
      detail: `${request.method} from a page of ${request.get('origin') ?? 'another site'}: accepted from our own pages alone`,
    });
  };
}

function whenLoaded(ticker: Ticker): RequestHandler {
  return whenReady(() => (ticker.loaded ? undefined : (ticker.trouble ?? 'the board is loading')));
}

/** `lacks`: what is not there yet; undefined: nothing. */
function whenReady(lacks: () => string | undefined): RequestHandler {
  return (_request, response, next) => {
    const detail = lacks();
    if (detail === undefined) return next();
    response.set('Retry-After', '2');
    sendProblem(response, { status: 503, title: 'Not ready', detail });
  };
}
