import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../clickhouse/client.ts';
import { clickHouseConfig, clickHouseEnv } from '../clickhouse/config.ts';
import { parseEnvironment } from '../contract/environment.ts';
import { PROVINCE } from '../contract/scope.ts';
import { Register } from '../identity/register.ts';
import { startBroker } from './broker-process.ts';
import { missingBuilds, startBuild } from './builds.ts';
import { nodeCommand, programCommand, startChild, type Child } from './child.ts';
import type { Config } from './config.ts';
import { startEngine } from './engine-process.ts';
import { firstIdentities } from './first-identities.ts';
import { alertSecret, enginePassword, intakeSendersFile, intakeTokenFile } from './kept-secrets.ts';
import { requireFreePort } from './ports.ts';
import { Supervisor } from './supervisor.ts';

/** The broker has no password, and nobody else is to reach the engine: they are never open to the network. */
const LOOPBACK = '127.0.0.1';
const READY_MS = 120_000;

/** The whole product as child processes; the data folder is already this process's own. */
export class Stack {
  readonly #config: Config;
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: (line: string) => void;
  readonly #supervisor: Supervisor;

  constructor(config: Config, env: NodeJS.ProcessEnv, log: (line: string) => void) {
    this.#config = config;
    this.#log = log;
    this.#supervisor = new Supervisor(log);
    this.#env = {
      ...env,
      KAFKA_BROKERS: config.kafkaBrokers ?? `${LOOPBACK}:${config.kafkaPort}`,
      CLICKHOUSE_URL: config.clickhouseUrl ?? `http://${LOOPBACK}:${config.clickhousePort}`,
      CLICKHOUSE_USER: config.clickhouseUser,
      CLICKHOUSE_PASSWORD:
        config.clickhousePassword ?? (config.clickhouseUrl ? '' : enginePassword(config.dataDir, 'default')),
      CLICKHOUSE_DATABASE: config.clickhouseDatabase,
      SERVER_PORT: String(config.serverPort),
      INTAKE_PORT: String(config.intakePort),
      HOST: config.host,
      PROVINCE_PACK: config.provincePack,
      ...(config.hasSenders ? {} : { INTAKE_SENDERS_FILE: intakeSendersFile(config.dataDir) }),
      ALERT_WEBHOOK_SECRET: config.alertWebhookSecret ?? alertSecret(config.dataDir),
    };
  }

  /** Starts everything and returns the wall's link when the server is ready. */
  async start(): Promise<string> {
    await this.#requirePorts();
    const host = ['0.0.0.0', '::'].includes(this.#config.host) ? LOOPBACK : this.#config.host;
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${this.#config.serverPort}`;
    await Promise.all([this.#broker(), this.#engine(), this.#build()]);
    await this.#migrate();
    const wall = await this.#letFirstIn(url);
    await this.#program('ingest', programCommand('ingest'));
    await this.#program('server', programCommand('server'));
    await this.#serverReady(url);
    if (this.#config.simulator) await this.#program('simulator', nodeCommand('sample/simulate-main.ts'));
    if (!this.#config.hasSenders) {
      this.#log(
        `intake: http://${this.#config.host}:${this.#config.intakePort}/intake, token in ${intakeTokenFile(this.#config.dataDir)}`,
      );
    }
    return wall;
  }

  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  kill(): Promise<void> {
    return this.#supervisor.kill();
  }

  async #requirePorts(): Promise<void> {
    const config = this.#config;
    if (!config.kafkaBrokers) await requireFreePort(LOOPBACK, config.kafkaPort, 'KAFKA_PORT');
    if (!config.clickhouseUrl) await requireFreePort(LOOPBACK, config.clickhousePort, 'CLICKHOUSE_PORT');
    await requireFreePort(config.host, config.serverPort, 'SERVER_PORT');
    await requireFreePort(config.host, config.intakePort, 'INTAKE_PORT');
  }

  async #broker(): Promise<void> {
    const { kafkaBrokers, kafkaPort: port, dataDir } = this.#config;
    if (kafkaBrokers) return;
    const options = { dataDir: join(dataDir, 'kafka'), host: LOOPBACK, port, env: this.#env, log: this.#log };
    await this.#supervisor.start({
      name: 'Kafka broker',
      start: () => startBroker({ ...options, logFile: this.#logFile('kafka') }),
    });
  }

  async #engine(): Promise<void> {
    const { clickhouseUrl, clickhousePort: port, dataDir } = this.#config;
    if (clickhouseUrl) return;
    const users = [
      {
        name: this.#config.clickhouseUser,
        password: this.#env['CLICKHOUSE_PASSWORD'] as string,
        readonly: false,
      },
      { name: 'reader', password: enginePassword(dataDir, 'reader'), readonly: true },
    ];
    await this.#supervisor.start({
      name: 'ClickHouse engine',
      start: () =>
        startEngine({
          dataDir: join(dataDir, 'clickhouse'),
          host: LOOPBACK,
          port,
          users,
          env: this.#env,
          logFile: this.#logFile('clickhouse'),
        }),
    });
    this.#log(`ClickHouse: ready on ${this.#env['CLICKHOUSE_URL']}`);
  }

  async #migrate(): Promise<void> {
    const logFile = this.#logFile('migrate');
    await this.#once('migrate', startChild({ command: programCommand('migrate'), env: this.#env, logFile }));
  }

  /** Returns the wall's link. */
  async #letFirstIn(url: string): Promise<string> {
    const client = connect(clickHouseConfig(parseEnvironment(clickHouseEnv, this.#env)), 'identity');
    try {
      const register = new Register(client, (scope) => scope === PROVINCE);
      const pagesUrl = (this.#env['PUBLIC_URL'] || url).replace(/\/+$/, '');
      const { wall, made } = await firstIdentities(register, this.#config.dataDir, pagesUrl);
      for (const line of made) this.#log(line);
      return wall;
    } finally {
      await client.close();
    }
  }

  async #build(): Promise<void> {
    for (const build of missingBuilds()) {
      const name = `build of ${build.name}`;
      this.#log(`${name} ...`);
      await this.#once(name, startBuild(build, this.#env, this.#logFile(name)));
    }
  }

  /** Waits for a child that does its work and ends. */
  async #once(name: string, starting: Promise<Child>): Promise<void> {
    const child = await this.#supervisor.start({ name, start: () => starting, mayFinish: true, once: true });
    const code = await child.exited;
    if (code === 0) return;
    const lines = readFileSync(this.#logFile(name), 'utf8').trim().split('\n');
    throw new Error(
      `${name} failed with exit code ${code}, see ${this.#logFile(name)}: ${lines.at(-1) ?? ''}`,
    );
  }

  async #program(name: string, command: readonly string[]): Promise<void> {
    await this.#supervisor.start({
      name,
      start: () => startChild({ command, env: this.#env, logFile: this.#logFile(name) }),
      mayFinish: name === 'simulator',
    });
  }

  async #serverReady(url: string): Promise<void> {
    const started = performance.now();
    let reason = 'it does not answer';
    let nextLine = started + 3_000;
    while (performance.now() - started < READY_MS) {
      try {
        const response = await fetch(`${url}/readyz`);
        if (response.ok) return;
        reason = (await response.text()).slice(0, 200);
      } catch {
        // Not listening yet.
      }
      if (performance.now() > nextLine) {
        nextLine += 3_000;
        this.#log(`server: not ready yet, ${Math.round((performance.now() - started) / 1000)} s (${reason})`);
      }
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error(
      `the server is not ready after ${READY_MS / 1000} s (${reason}), see ${this.#logFile('server')}`,
    );
  }

  #logFile(name: string): string {
    return join(this.#config.dataDir, 'logs', `${name.replaceAll(' ', '-')}.log`);
  }
}
