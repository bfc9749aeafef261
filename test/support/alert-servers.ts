/** Servers that share the alerts, each with its own clock and its own ways to Kafka and ClickHouse, which a test can cut. */
import { join } from 'node:path';
import type { Child } from '../../embedded/child.ts';
import { eventually } from './eventually.ts';
import { Link } from './link.ts';
import type { Product } from './product.ts';
import { ShiftedClock } from './shifted-clock.ts';

/** Dead, hanging or cut off: another leads within this time. */
export const TAKEN_OVER_WITHIN_MS = 60_000;
const METRICS_WITHIN_MS = 2_000;

export interface AlertServer {
  name: string;
  clock: ShiftedClock;
  toKafka: Link;
  toClickHouse: Link;
}

export class AlertServers {
  readonly #product: Product;
  readonly #env: Record<string, string>;
  readonly #servers: AlertServer[];
  readonly #children = new Map<AlertServer, Child>();

  private constructor(product: Product, env: Record<string, string>, servers: AlertServer[]) {
    this.#product = product;
    this.#env = env;
    this.#servers = servers;
  }

  /** Not started yet. `env` is what all of them get. */
  static async create(
    product: Product,
    names: readonly string[],
    env: Record<string, string>,
  ): Promise<AlertServers> {
    const servers = names.map(async (name) => ({
      name,
      clock: await ShiftedClock.create(),
      toKafka: await Link.open(`http://${product.brokers}`),
      toClickHouse: await Link.open(product.clickHouse.url),
    }));
    return new AlertServers(product, env, await Promise.all(servers));
  }

  async startAll(): Promise<void> {
    await Promise.all(this.#servers.map((server) => this.start(server)));
  }

  async start(server: AlertServer): Promise<void> {
    const { name, clock, toKafka, toClickHouse } = server;
    const redirect = join(import.meta.dirname, 'redirected-port.mjs');
    const child = await this.#product.startServer(
      {
        ...this.#env,
        ...clock.env,
        NODE_OPTIONS: `${clock.env['NODE_OPTIONS'] ?? ''} --import ${redirect}`,
        REDIRECTED_PORT: `${portOf(`http://${this.#product.brokers}`)}=${portOf(toKafka.url)}`,
        CLICKHOUSE_URL: toClickHouse.url,
      },
      name,
    );
    this.#children.set(server, child);
  }

  /** SIGKILL. */
  kill({ name }: AlertServer): Promise<void> {
    return this.#product.kill(name);
  }

  signal(server: AlertServer, signal: 'SIGSTOP' | 'SIGCONT'): void {
    process.kill((this.#children.get(server) as Child).pid, signal);
  }

  /** Those that say that they lead; one that does not answer says nothing. */
  async leading(): Promise<AlertServer[]> {
    const said = await Promise.all(
      this.#servers.map(async (server) => {
        const url = `${this.#product.serverUrlOf(server.name)}/metrics`;
        const answer = fetch(url, { signal: AbortSignal.timeout(METRICS_WITHIN_MS) });
        const metrics = await answer.then(
          (response) => response.text(),
          () => '',
        );
        return /^monitor_alerts_leading 1$/m.test(metrics) ? [server] : [];
      }),
    );
    return said.flat();
  }

  /** Waits until one leads that is not `other`. */
  async leader(other?: AlertServer): Promise<AlertServer> {
    let found: AlertServer | undefined;
    await eventually(
      async () => {
        const leading = (await this.leading()).filter((server) => server !== other);
        found = leading[0];
        return leading.length === 1;
      },
      TAKEN_OVER_WITHIN_MS,
      200,
    );
    return found as AlertServer;
  }

  /** Waits until all take part and one of them leads: nothing more moves the lease by itself. */
  async settled(): Promise<AlertServer> {
    const admin = this.#product.kafka.admin();
    await admin.connect();
    try {
      await eventually(async () => {
        const { groups } = await admin.describeGroups([`alerts.${this.#product.clickHouse.database}`]);
        const [group] = groups;
        return group?.state === 'Stable' && group.members.length === this.#servers.length;
      }, TAKEN_OVER_WITHIN_MS);
    } finally {
      await admin.disconnect();
    }
    return this.leader();
  }

  async remove(): Promise<void> {
    for (const { toKafka, toClickHouse } of this.#servers) {
      toKafka.close();
      toClickHouse.close();
    }
    await Promise.all(this.#servers.map(({ clock }) => clock.remove()));
  }
}

function portOf(url: string): string {
  return new URL(url).port;
}
