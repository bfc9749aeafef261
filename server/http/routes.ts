/** Serves the routes of access/needs.ts, each to those who have what it needs; there is no other way to serve one. */
import type { Express, RequestHandler, Router } from 'express';
import { requireNeed } from '../access/http-access.ts';
import { ROUTES, type RouteName } from '../access/needs.ts';
import type { Visitors } from '../access/visitors.ts';

const API = '/api/v1';
/** Codes may hold slashes, as they came or as a proxy has decoded them. */
const PATTERNS: Partial<Record<RouteName, RegExp | string>> = {
  'GET /api/v1/dossiers/CODE': /^\/dossiers\/./,
  'GET /api/v1/cases/KIND/CODE': /^\/cases\/[^/]+\/./,
  'GET /api/v1/cases/KIND/CODE/notes': /^\/cases\/[^/]+\/.+\/notes$/,
  'POST /api/v1/cases/KIND/CODE/notes': /^\/cases\/[^/]+\/.+\/notes$/,
  'POST /api/v1/cases/KIND/CODE/remind': /^\/cases\/[^/]+\/.+\/remind$/,
  'GET /api/v1/indexes/NAME': '/indexes/:name',
  'GET /d/TOKEN': '/d/:token',
  'GET /auth/alerts/TOKEN': '/auth/alerts/:token',
  'POST /auth/alerts/TOKEN': '/auth/alerts/:token',
  'POST /api/v1/alerts/deliveries/ID/retry': '/alerts/deliveries/:id/retry',
  'POST /api/v1/alerts/ID/acknowledge': '/alerts/:id/acknowledge',
  'POST /api/v1/alerts/ID/shelve': '/alerts/:id/shelve',
  'POST /api/v1/alerts/ID/unshelve': '/alerts/:id/unshelve',
};

export class Routes {
  readonly #left = new Set(Object.keys(ROUTES));
  readonly #app: Express;
  readonly #api: Router;
  readonly #visitors: Visitors;

  /** `api`: what is mounted at /api/v1. */
  constructor(app: Express, api: Router, visitors: Visitors) {
    this.#app = app;
    this.#api = api;
    this.#visitors = visitors;
  }

  serve(name: RouteName, ...handlers: RequestHandler[]): void {
    const [method, path] = name.split(' ') as [string, string];
    const isOfApi = path.startsWith(`${API}/`);
    const pattern = PATTERNS[name] ?? (isOfApi ? path.slice(API.length) : path);
    const router = isOfApi ? this.#api : this.#app;
    router[method.toLowerCase() as 'get' | 'post'](
      pattern,
      (_request, response, next) => {
        response.locals['route'] = name;
        next();
      },
      requireNeed(this.#visitors, ROUTES[name]),
      ...handlers,
    );
    this.#left.delete(name);
  }

  /** @throws when a route of the table is not served */
  close(): void {
    if (this.#left.size > 0) throw new Error(`not served: ${[...this.#left].join(', ')}`);
  }
}
