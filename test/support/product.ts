/** The product's own processes, really started, against the run's broker and engine. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { logLevel, Partitioners, type Message } from 'kafkajs';
import { migrate } from '../../clickhouse/migrate.ts';
import { connect, type ClickHouseConfig } from '../../clickhouse/client.ts';
import { STREAMS } from '../../contract/streams.ts';
import type { DossierPage, Figures } from '../../contract/api.ts';
import { programCommand, startChild, type Child, type Program } from '../../embedded/child.ts';
import { freePort } from '../../embedded/ports.ts';
import { Kafka } from '../../kafka/kafka.ts';
import { REPOSITORY } from '../../runtime/repository.ts';
import { deviceLink } from './device-link.ts';
import { eventually } from './eventually.ts';
import { ownStack } from './own-stack.ts';
import { VIEWER_TOKEN, viewerFetch } from './viewer-fetch.ts';

export const INTAKE_TOKEN = 'test-token-0123456789';

/** Everything of one test file: its own database, fresh topics, the processes it starts. */
export class Product {
  readonly brokers: string;
  readonly clickHouse: ClickHouseConfig;
  readonly kafka: Kafka;
  /** Of the server that has no name of its own, started or not. */
  serverUrl: string;
  intakeUrl = '';
  readonly #dir: string;
  readonly #extraEnv: Record<string, string>;
  readonly #children = new Map<string, Child>();
  readonly #serverUrls = new Map<string, string>();
  readonly #ports: { server: number; intake: number };

  private constructor(
    dir: string,
    ports: { server: number; intake: number },
    clickHouse: ClickHouseConfig,
    brokers: string,
    extraEnv: Record<string, string>,
  ) {
    this.#dir = dir;
    this.#ports = ports;
    this.serverUrl = `http://127.0.0.1:${ports.server}`;
    this.clickHouse = clickHouse;
    this.brokers = brokers;
    this.#extraEnv = extraEnv;
    this.kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
  }

  /** A product without processes yet. `env` is added to what its processes get; it may name another broker or engine. */
  static async create(env: Record<string, string> = {}): Promise<Product> {
    const database = `test_${Date.now()}_${Math.floor(Math.random() * 1e6)}`;
    const clickHouse = {
      url: env['CLICKHOUSE_URL'] ?? ownStack().clickhouseUrl,
      user: 'default',
      password: '',
      database,
    };
    const dir = await mkdtemp(join(tmpdir(), 'product-'));
    const ports = { server: await freePort(), intake: await freePort() };
    const brokers = env['KAFKA_BROKERS'] ?? ownStack().brokers;
    const product = new Product(dir, ports, clickHouse, brokers, env);
    await product.#dropTopics();
    await migrate(clickHouse);
    return product;
  }

  /** `env` is added to what this one gets; a second one beside the first needs a name of its own. */
  async startIngest(env: Record<string, string> = {}, name = 'ingest'): Promise<Child> {
    const port = name === 'ingest' ? this.#ports.intake : await freePort();
    const child = await this.#start(name, programCommand('ingest'), { ...env, INTAKE_PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    if (name === 'ingest') this.intakeUrl = url;
    await eventually(async () => (await fetch(`${url}/healthz`)).ok);
    return child;
  }

  /** As {@link Product.startIngest}. `command`: of another build. */
  async startServer(
    env: Record<string, string> = {},
    name = 'server',
    command = programCommand('server'),
  ): Promise<Child> {
    const port = name === 'server' ? this.#ports.server : await freePort();
    const child = await this.#start(name, command, { ...env, SERVER_PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    if (name === 'server') this.serverUrl = url;
    this.#serverUrls.set(name, url);
    await eventually(async () => (await fetch(`${url}/readyz`)).ok);
    return child;
  }

  serverUrlOf(name: string): string {
    return this.#serverUrls.get(name) as string;
  }

  /** SIGKILL. */
  async kill(name: string): Promise<void> {
    await this.#children.get(name)?.kill();
  }

  /** Sends messages and waits for the acknowledgement. */
  async produce(messages: Message[], topic = STREAMS.dossier.topic): Promise<void> {
    const producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    for (let at = 0; at < messages.length; at += 1_000) {
      await producer.send({ topic, acks: -1, messages: messages.slice(at, at + 1_000) });
    }
    await producer.disconnect();
  }

  async get<Body>(path: string): Promise<Body> {
    // A connection that was kept may be closed by the server in the moment in which it is used again.
    const response = await viewerFetch(`${this.serverUrl}${path}`, { headers: { connection: 'close' } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }

  snapshot(query = ''): Promise<Figures> {
    return this.get<Figures>(`/api/v1/snapshot${query}`);
  }

  dossiers(query = ''): Promise<DossierPage> {
    return this.get<DossierPage>(`/api/v1/dossiers${query}`);
  }

  /** Runs a command of the product, such as `account`, beside its processes; returns what it says. @throws when it fails */
  async command(program: Program, words: string[], input = ''): Promise<string> {
    const [node = '', ...args] = programCommand(program, words);
    const { url, user, database } = this.clickHouse;
    const env = { CLICKHOUSE_URL: url, CLICKHOUSE_USER: user, CLICKHOUSE_DATABASE: database, PUBLIC_URL: '' };
    const running = promisify(execFile)(node, args, {
      cwd: REPOSITORY,
      env: { ...process.env, ...this.#extraEnv, ...env },
    });
    running.child.stdin?.end(input);
    return (await running).stdout.trim();
  }

  /** The path of a link that lets one browser see the province, lists too, and takes it to a page. */
  linkTo(page: string, scope?: string): Promise<string> {
    return deviceLink(this.clickHouse, page, scope);
  }

  /** Rows of a query on the product's database. */
  async query<Row>(sql: string): Promise<Row[]> {
    const client = connect(this.clickHouse, 'report');
    try {
      return await (await client.query({ query: sql, format: 'JSONEachRow' })).json<Row>();
    } finally {
      await client.close();
    }
  }

  /** @throws when one of the processes was warned by Node. */
  async stop(): Promise<void> {
    // Ingest leaves its group: the next file's would wait for its partitions until the session of a killed one ends.
    await Promise.all(
      [...this.#children].map(([name, child]) => (name.startsWith('ingest') ? child.stop() : child.kill())),
    );
    const client = connect({ ...this.clickHouse, database: 'default' }, 'migrate');
    await client.command({ query: `DROP DATABASE IF EXISTS ${this.clickHouse.database}` });
    await client.close();
    const logs = await Promise.all([...this.#children.keys()].map((name) => this.logOf(name)));
    await rm(this.#dir, { recursive: true, force: true });
    const warnings = logs.join('').match(/^\(node:\d+\).*/gm);
    if (warnings) throw new Error(`a process was warned by Node: ${warnings.join('; ')}`);
  }

  /** What a process has written to its log. */
  logOf(name: string): Promise<string> {
    return readFile(join(this.#dir, `${name}.log`), 'utf8');
  }

  async #start(name: string, command: readonly string[], env: Record<string, string>): Promise<Child> {
    const child = await startChild({
      command,
      env: {
        ...process.env,
        KAFKA_BROKERS: this.brokers,
        CLICKHOUSE_URL: this.clickHouse.url,
        CLICKHOUSE_USER: this.clickHouse.user,
        CLICKHOUSE_DATABASE: this.clickHouse.database,
        SERVER_PORT: String(this.#ports.server),
        INTAKE_PORT: String(this.#ports.intake),
        INTAKE_TOKENS: INTAKE_TOKEN,
        VIEWER_TOKENS: `${VIEWER_TOKEN}=province`,
        ...this.#extraEnv,
        ...env,
      },
      logFile: join(this.#dir, `${name}.log`),
    });
    this.#children.set(name, child);
    return child;
  }

  async #dropTopics(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    const own = Object.values(STREAMS).flatMap(({ topic, deadLetterTopic }) => [topic, deadLetterTopic]);
    const topics = (await admin.listTopics()).filter((topic) => own.includes(topic));
    if (topics.length > 0) {
      await admin.deleteTopics({ topics });
      await eventually(async () => !(await admin.listTopics()).some((topic) => topics.includes(topic)));
    }
    await admin.disconnect();
  }
}
