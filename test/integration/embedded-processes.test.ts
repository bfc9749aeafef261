import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { createClient } from '@clickhouse/client';
import { logLevel } from 'kafkajs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { ensureJars } from '../../embedded/broker/jars.ts';
import { startBroker } from '../../embedded/broker-process.ts';
import { nodeCommand, startChild } from '../../embedded/child.ts';
import { REPOSITORY } from '../../runtime/repository.ts';
import { lockDataDir } from '../../embedded/data-lock.ts';
import { startEngine } from '../../embedded/engine-process.ts';
import { freePort } from '../../embedded/ports.ts';
import { Supervisor } from '../../embedded/supervisor.ts';
import { Kafka } from '../../kafka/kafka.ts';

const { env } = process;
const dir = mkdtempSync(join(tmpdir(), 'embedded-'));
const logFile = join(dir, 'log');
const script = join(dir, 'child.mjs');
writeFileSync(
  script,
  `import { appendFileSync } from 'node:fs';
   const [name, file] = process.argv.slice(2);
   appendFileSync(file, name + ' starts\\n');
   process.on('SIGTERM', () => { appendFileSync(file, name + ' stops\\n'); process.exit(0); });
   setInterval(() => {}, 1000);`,
);
const stubborn = join(dir, 'stubborn.mjs');
writeFileSync(stubborn, `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie is as good as gone: nobody is left to ask for its exit code.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function written(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** `npm start` with ports of its own. */
async function npmStart(args: string[], vars: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const [KAFKA_PORT, CLICKHOUSE_PORT, SERVER_PORT, INTAKE_PORT] = ports.map(String);
  const [command = '', ...rest] = nodeCommand('embedded/main.ts', args);
  return spawn(command, rest, {
    cwd: REPOSITORY,
    env: { ...env, KAFKA_PORT, CLICKHOUSE_PORT, SERVER_PORT, INTAKE_PORT, ...vars },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What a start that is refused says, and its exit code. */
async function refusal(args: string[], vars: NodeJS.ProcessEnv = {}): Promise<[string, number | null]> {
  const child = await npmStart(args, vars);
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return [(await text(child.stderr as NodeJS.ReadableStream)).trim(), await code];
}

test(
  'what the engine acknowledged survives kill -9, and only one engine opens a folder',
  { timeout: 60_000 },
  async () => {
    const options = { dataDir: join(dir, 'engine'), port: await freePort(), env };
    const engine = await startEngine(options);
    const client = createClient({ url: engine.url });
    await client.command({ query: 'CREATE TABLE kept (x UInt32) ENGINE = MergeTree ORDER BY x' });
    for (let i = 0; i < 20; i++)
      await client.insert({ table: 'kept', values: [{ x: i }], format: 'JSONEachRow' });
    await expect(startEngine({ ...options, port: 0 })).rejects.toThrow('ended at its start');
    process.kill(engine.pid, 'SIGKILL');
    expect(await engine.exited).toBe(137);
    const again = await startEngine(options);
    onTestFinished(() => again.kill());
    const rows = await client.query({
      query: 'SELECT count() AS n, sum(x) AS s FROM kept',
      format: 'JSONEachRow',
    });
    expect(await rows.json()).toEqual([{ n: 20, s: 190 }]);
    await client.close();
    await again.stop();
    expect(await again.exited).toBe(0);
  },
);

test('an engine in the middle of a report stops within seconds', { timeout: 60_000 }, async () => {
  const engine = await startEngine({ dataDir: join(dir, 'stopping'), port: 0, env });
  const body = 'SELECT sum(sipHash64(number)) FROM numbers(20000000000)';
  const report = fetch(engine.url, { method: 'POST', body }).then((answer) => answer.text());
  report.catch(() => undefined);
  await new Promise((next) => setTimeout(next, 300));
  const start = Date.now();
  await engine.stop();
  expect(Date.now() - start).toBeLessThan(8_000);
});

test('what the broker acknowledged survives kill -9', { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const dataDir = join(dir, 'Dữ liệu của tỉnh #1; 100% "x"', 'kafka');
  // In these locales Java by itself has no letters beyond ASCII in its paths.
  const options = { dataDir, port: await freePort(), env: { ...env, LANG: '', LC_ALL: 'POSIX' }, log };
  const broker = await startBroker(options);
  expect(lines.at(-1)).toMatch(/^Kafka: ready on 127\.0\.0\.1:\d+ after/);
  const kafka = new Kafka({ brokers: [broker.brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 2 }], waitForLeaders: true });
  const producer = kafka.producer();
  await producer.connect();
  const large = 'x'.repeat(1_100_000);
  await producer.send({ topic: 'kept', acks: -1, messages: [{ partition: 0, value: large }] });
  const messages = Array.from({ length: 100 }, (_, i) => ({ partition: 1, value: String(i) }));
  await producer.send({ topic: 'kept', acks: -1, messages });
  await Promise.all([producer.disconnect(), admin.disconnect()]);
  expect(existsSync(join(dataDir, 'log', 'kept-1'))).toBe(true);
  // What a page of a browser could send it is no message of Kafka's: it hangs up.
  const page = fetch(`http://${broker.brokers}/`, { method: 'POST', body: 'x'.repeat(10_000) });
  await expect(page).rejects.toThrow();
  process.kill(broker.pid, 'SIGKILL');
  await broker.exited;
  const again = await startBroker(options);
  onTestFinished(() => again.kill());
  const admin2 = kafka.admin();
  await admin2.connect();
  const offsets = await admin2.fetchTopicOffsets('kept');
  expect(offsets.map(({ high }) => high).sort()).toEqual(['1', '100']);
  await admin2.disconnect();
  await again.stop();
  expect(isAlive(again.pid)).toBe(false);
});

/** A package like this one with real npm, whose script `start` writes what it sees to a file. */
async function npmPackage(name: string): Promise<{ npm: ChildProcess; file: string }> {
  const home = join(dir, `npm-${name}`);
  const file = join(home, 'seen');
  mkdirSync(join(home, 'embedded'), { recursive: true });
  const tsx = pathToFileURL(join(REPOSITORY, 'node_modules/tsx/dist/loader.mjs')).href;
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({
      name: 'dossier-live-monitor',
      scripts: { start: `node --import ${tsx} embedded/main.ts` },
    }),
  );
  writeFileSync(
    join(home, 'embedded', 'main.ts'),
    `import { appendFileSync } from 'node:fs';
     import { watchNpm } from ${JSON.stringify(join(REPOSITORY, 'embedded/npm-watch.ts'))};
     const see = (text: string) => appendFileSync(${JSON.stringify(file)}, text + '\\n');
     process.on('SIGTERM', () => { see('SIGTERM'); process.exit(0); });
     watchNpm(process.env, () => { see('npm has ended'); process.exit(0); });
     see('starts ' + process.pid + ' below ' + process.ppid);
     setInterval(() => {}, 1000);`,
  );
  const npm = spawn('npm', ['start'], { cwd: home, env, stdio: 'ignore' });
  await expect.poll(() => written(file), { timeout: 30_000 }).toContain('starts');
  return { npm, file };
}

test('a start ends when npm ends, or the shell between, by any signal', { timeout: 60_000 }, async () => {
  const ends = (['npm', 'shell'] as const).flatMap((who) =>
    (['SIGTERM', 'SIGKILL'] as const).map(async (signal) => {
      const { npm, file } = await npmPackage(`${who}-${signal}`);
      const [, pid = 0, shell = 0] = (/starts (\d+) below (\d+)/.exec(written(file)) ?? []).map(Number);
      process.kill(who === 'npm' ? (npm.pid as number) : shell, signal);
      await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
      expect(written(file)).toMatch(/SIGTERM|npm has ended/);
    }),
  );
  await Promise.all(ends);
});

test('a folder that cannot be made is named, with the variable that says so', async () => {
  const fetchWith = (vars: NodeJS.ProcessEnv) => ensureJars(vars, () => undefined);
  const line = (variable: string) =>
    new RegExp(
      `cannot be kept in /\\S+ \\(${variable}\\): .*set KAFKA_CACHE to a folder that can be written$`,
    );
  await expect(fetchWith({ HOME: '/proc/nowhere' })).rejects.toThrow(line('HOME'));
  await expect(fetchWith({ XDG_CACHE_HOME: '/dev/null/x' })).rejects.toThrow(line('XDG_CACHE_HOME'));
  await expect(fetchWith({ KAFKA_CACHE: join(dir, 'a:b') })).rejects.toThrow(line('KAFKA_CACHE'));
  await expect(lockDataDir('/proc/nowhere/data')).rejects.toThrow(
    'the data folder /proc/nowhere/data cannot be made: ENOENT',
  );
});

test(
  'a child ends with its parent, even when the parent is killed or the child is stuck',
  { timeout: 60_000 },
  async () => {
    const parent = join(dir, 'parent.ts');
    writeFileSync(
      parent,
      `import { startChild, nodeCommand } from ${JSON.stringify(join(REPOSITORY, 'embedded/child.ts'))};
     const common = { env: process.env, logFile: ${JSON.stringify(logFile)} };
     const polite = ['${process.execPath}', '${script}', 'polite', '${join(dir, 'polite')}'];
     const a = startChild({ ...common, command: polite });
     const b = startChild({ ...common, command: ['${process.execPath}', '${stubborn}'] });
     Promise.all([a, b]).then((children) => console.log(children.map((child) => child.pid).join(' ')));`,
    );
    const [command = '', ...args] = nodeCommand(parent);
    const running = spawn(command, args, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) =>
      running.stdout.once('data', (data) => resolve(String(data))),
    );
    const [polite = 0, stuck = 0] = line.trim().split(' ').map(Number);
    await expect.poll(() => written(join(dir, 'polite')), { timeout: 20_000 }).toContain('polite starts');
    expect([isAlive(polite), isAlive(stuck)]).toEqual([true, true]);
    running.kill('SIGKILL');
    await expect.poll(() => isAlive(polite), { timeout: 20_000 }).toBe(false);
    expect(readFileSync(join(dir, 'polite'), 'utf8')).toContain('polite stops');
    await expect.poll(() => isAlive(stuck), { timeout: 30_000 }).toBe(false);
  },
);

test('a killed part is started again, and all stop in reverse order', { timeout: 60_000 }, async () => {
  const lines: string[] = [];
  const supervisor = new Supervisor((line) => lines.push(line), 50);
  const order = join(dir, 'order');
  const part = (name: string) => ({
    name,
    start: () => startChild({ command: [process.execPath, script, name, order], env, logFile }),
  });
  const first = await supervisor.start(part('first'));
  await supervisor.start(part('second'));
  await expect.poll(() => written(order), { timeout: 20_000 }).toContain('first starts');
  await expect.poll(() => written(order), { timeout: 20_000 }).toContain('second starts');
  process.kill(first.pid, 'SIGKILL');
  await expect.poll(() => lines, { timeout: 20_000 }).toContain('first runs again');
  expect(lines[0]).toBe('first ended with exit code 137; starting it again in 0.05 s');
  await expect.poll(() => written(order).match(/first starts/g)?.length, { timeout: 20_000 }).toBe(2);
  await supervisor.stop();
  expect(readFileSync(order, 'utf8').trim().split('\n').slice(-2)).toEqual(['second stops', 'first stops']);
});

test('a part that has done its work is left alone', async () => {
  const lines: string[] = [];
  const supervisor = new Supervisor((line) => lines.push(line), 10);
  const command = [process.execPath, '-e', ''];
  const start = () => startChild({ command, env, logFile });
  const done = await supervisor.start({ name: 'simulator', mayFinish: true, start });
  await done.exited;
  await expect.poll(() => lines).toEqual(['simulator: done']);
  await supervisor.stop();
});

test('a taken port is one line that names the port and the variable', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as AddressInfo;
  const [line, code] = await refusal(['--data', join(dir, 'taken')], { CLICKHOUSE_PORT: String(port) });
  taken.close();
  expect([line, code]).toEqual([
    `port ${port} on 127.0.0.1 is taken by another program: set CLICKHOUSE_PORT to a free port`,
    1,
  ]);
});

test('a start without Java is one line that says what to do', async () => {
  const [line, code] = await refusal(['--data', join(dir, 'nojava')], { PATH: '/nowhere', JAVA_HOME: '' });
  expect(code).toBe(1);
  expect(line).toMatch(/^Java is missing;.*apt-get install maven.*KAFKA_BROKERS.*Docker[^\n]*$/);
});

test('a wrong value or flag is one line', async () => {
  expect(await refusal([], { SERVER_PORT: 'abc' })).toEqual([
    'SERVER_PORT: "abc" is not accepted: expected a port from 1 to 65535',
    1,
  ]);
  expect(await refusal([], { INTAKE_TOKENS: 'one,,two' })).toEqual([
    'INTAKE_TOKENS: *** is not accepted: expected tokens without blanks, separated by commas',
    1,
  ]);
  const [line] = await refusal([], { LOG_LEVEL: 'loud' });
  expect(line).toMatch(/^LOG_LEVEL: "loud" is not accepted: [^\n]*$/);
  expect(await refusal(['--nope'])).toEqual([expect.stringMatching(/^Unknown option '--nope'[^\n]*$/), 2]);
});

test('a data folder in use is refused, a lock left by a kill is not', { timeout: 60_000 }, async () => {
  const dataDir = join(dir, 'locked');
  const holder = join(dir, 'holder.ts');
  writeFileSync(
    holder,
    `import { lockDataDir } from ${JSON.stringify(join(REPOSITORY, 'embedded/data-lock.ts'))};
     lockDataDir(${JSON.stringify(dataDir)}).then(() => { console.log('locked'); setInterval(() => {}, 1000); });`,
  );
  const [command = '', ...args] = nodeCommand(holder);
  const running = spawn(command, args, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => running.stdout.once('data', resolve));
  expect(await refusal(['--data', dataDir])).toEqual([
    `the data folder ${dataDir} is in use by a running start (process ${running.pid}): stop it, or use --data`,
    1,
  ]);
  running.kill('SIGKILL');
  await new Promise((resolve) => running.once('exit', resolve));
  const [line] = await refusal(['--data', dataDir], { PATH: '/nowhere', JAVA_HOME: '' });
  expect(line).toMatch(/^Java is missing/);
  for (const secret of ['intake-token', 'clickhouse-password'])
    expect(statSync(join(dataDir, secret)).mode & 0o777).toBe(0o600);
});
