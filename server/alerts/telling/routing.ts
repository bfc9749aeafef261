/** Where an alert of a unit goes: to the contacts of its audience, or to who stands in for them. */
import { nameKey } from '../../../contract/canonical.ts';
import type { Audience } from '../../../contract/alerts.ts';
import type { Officer } from '../../../contract/api.ts';
import type { PackAlerts } from '../../../pack/alert-rule.ts';
import type { Unit } from '../../../pack/province-pack.ts';
import type { Endpoint } from '../channels/channel.ts';
import type { Channels } from '../channels/channels.ts';

export interface Route {
  endpoint: Endpoint;
  /** Who is told. */
  recipient: string;
}

export interface Routed {
  routes: Route[];
  /** Whose routes they are: the audience that was asked for, or who stands in. */
  by: Audience | 'unit' | 'default';
}

export interface RoutingDeps {
  alerts: PackAlerts;
  units: readonly Unit[];
  channels: Channels;
  /** ALERT_WEBHOOK_URL. */
  defaultUrl: string | undefined;
  /** Whether an address has answered that it is gone. */
  isGone: (address: string) => boolean;
}

type Stand = Routed['by'];

/** In whose place, in this order, somebody is told when those before have no way to be reached. */
const CHAINS: Record<Audience, Stand[]> = {
  officer: ['officer', 'head', 'unit', 'default', 'leader', 'centre'],
  head: ['head', 'unit', 'default', 'leader', 'centre'],
  leader: ['leader', 'default', 'centre'],
  centre: ['centre', 'default'],
};

/** Units above a unit, at the most: a pack may name each as the other's parent. */
const MAX_LEVELS = 10;

export class Routing {
  readonly #deps: RoutingDeps;
  readonly #units: ReadonlyMap<string, Unit>;
  /** `UNIT\nROLE` -> routes with the key of the person's name. */
  readonly #contacts = new Map<string, { name: string; routes: Route[] }[]>();

  constructor(deps: RoutingDeps) {
    this.#deps = deps;
    this.#units = new Map(deps.units.map((unit) => [unit.code, unit]));
    const templates = new Map(deps.alerts.templates.map((template) => [template.name, template]));
    for (const { unit, role, name, mail, webhook, template } of deps.alerts.contacts) {
      const chat = template === null ? undefined : templates.get(template);
      const endpoints: Endpoint[] = [
        ...(webhook === null
          ? []
          : [
              chat
                ? ({ channel: 'chat', address: webhook, template: chat } as const)
                : ({ channel: 'webhook', address: webhook } as const),
            ]),
        ...(mail === null ? [] : [{ channel: 'mail', address: mail } as const]),
      ];
      const routes = endpoints.map((endpoint) => ({ endpoint, recipient: name }));
      const key = `${unit ?? ''}\n${role}`;
      this.#contacts.set(key, [...(this.#contacts.get(key) ?? []), { name: nameKey(name), routes }]);
    }
  }

  /** `unit`: its code, '' of the province. No routes: nobody can be told. */
  routed(unit: string, audience: Audience, officer: Officer | null): Routed {
    for (const by of CHAINS[audience]) {
      const routes = this.#of(by, unit, officer).filter(({ endpoint }) => this.isOpen(endpoint));
      if (routes.length > 0) return { routes: distinct(routes), by };
    }
    return { routes: [], by: audience };
  }

  /** Every endpoint that contacts, units and the configuration name, once. */
  endpoints(): Endpoint[] {
    const all = [
      ...[...this.#contacts.values()].flat().flatMap(({ routes }) => routes),
      ...this.#deps.units.flatMap((unit) => unitRoutes(unit)),
      ...this.#defaultRoutes(),
    ];
    return distinct(all).map(({ endpoint }) => endpoint);
  }

  /** Something can be sent there. */
  isOpen(endpoint: Endpoint): boolean {
    const channel = this.#deps.channels[endpoint.channel];
    return (
      channel !== undefined &&
      !this.#deps.isGone(endpoint.address) &&
      channel.objection(endpoint) === undefined
    );
  }

  #of(by: Stand, unit: string, officer: Officer | null): Route[] {
    if (by === 'default') return this.#defaultRoutes();
    if (by === 'unit') {
      const known = this.#units.get(unit);
      return known ? unitRoutes(known) : [];
    }
    if (by === 'officer') {
      const wanted = nameKey(officer?.name ?? '');
      return this.#named(unit, by).flatMap(({ name, routes }) =>
        wanted !== '' && name === wanted ? routes : [],
      );
    }
    if (by === 'head') return this.#named(unit, by).flatMap(({ routes }) => routes);
    if (by === 'centre') return this.#named('', by).flatMap(({ routes }) => routes);
    for (const above of this.#chainOf(unit)) {
      const routes = this.#named(above, by).flatMap((contact) => contact.routes);
      if (routes.length > 0) return routes;
    }
    return [];
  }

  /** The unit, those above it, the province. */
  #chainOf(unit: string): string[] {
    const chain: string[] = [];
    let at: string | null = unit;
    while (at !== null && at !== '' && chain.length < MAX_LEVELS) {
      chain.push(at);
      at = this.#units.get(at)?.parent ?? null;
    }
    return [...chain, ''];
  }

  #named(unit: string, role: Audience) {
    return this.#contacts.get(`${unit}\n${role}`) ?? [];
  }

  #defaultRoutes(): Route[] {
    const { defaultUrl } = this.#deps;
    if (defaultUrl === undefined) return [];
    return [{ endpoint: { channel: 'webhook', address: defaultUrl }, recipient: '' }];
  }
}

/** The unit's own desk, as units.csv has it. */
function unitRoutes({ name, webhook, email }: Unit): Route[] {
  return [
    ...(webhook === null
      ? []
      : [{ endpoint: { channel: 'webhook', address: webhook } as const, recipient: name }]),
    ...(email === null ? [] : [{ endpoint: { channel: 'mail', address: email } as const, recipient: name }]),
  ];
}

/** Each address once. */
function distinct(routes: Route[]): Route[] {
  return [
    ...new Map(
      routes.map((route) => [`${route.endpoint.channel} ${route.endpoint.address}`, route]),
    ).values(),
  ];
}
