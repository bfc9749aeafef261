/**
 * `npm run bench:fanout`: what a broadcast to many viewers costs the server, beside a raw loop over ws that sends the
 * same bytes to as many clients in the same run; then how long all of them take to come back after a restart.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { logLevel, Partitioners } from 'kafkajs';
import { LIVE_NAMESPACE } from '../contract/live.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { ensureTopics } from '../ingest/topics.ts';
import { Kafka } from '../kafka/kafka.ts';
import type { CrowdAnswer, CrowdOrder } from './fanout-viewers-main.ts';
import { cpuMicros, peakRssMb } from './process-cost.ts';
import type { RawAnswer, RawOrder } from './raw-ws-main.ts';
import { sampleEvent } from './sample-events.ts';
import { note, withStand, type Stand } from './stand.ts';

const quick = process.argv.includes('--quick');
const CROWDS = quick ? [200, 1_000] : [1_000, 5_000];
const REST_MS = quick ? 1_000 : 3_000;
const WINDOW_MS = quick ? 3_000 : 20_000;
/** What a wall watches. */
const WATCHES = ['day', 'month', 'year'].map(
  (period) => `42${LIVE_NAMESPACE},${JSON.stringify(['scope:watch', { scope: 'province', period }])}`,
);
/** Enough that each tick has something to tell. */
const EVENTS_PER_SECOND = 20;

type Messages = RawOrder['messages'];

/** A process of the benchmark that is told what to do and answers. */
class Helper<Order extends object, Answer extends { kind: string }> {
  readonly child: ChildProcess;
  readonly #answers: Answer[] = [];
  #wake: () => void = () => undefined;

  constructor(script: string) {
    this.child = fork(script, { execArgv: ['--import', 'tsx'] });
    this.child.on('message', (answer) => {
      this.#answers.push(answer as Answer);
      this.#wake();
    });
  }

  tell(order: Order): void {
    this.child.send(order);
  }

  /** The next answer of a kind. @throws Error when none comes in time. */
  async hears<Kind extends Answer['kind']>(kind: Kind): Promise<Extract<Answer, { kind: Kind }>> {
    const until = performance.now() + 120_000;
    for (;;) {
      const at = this.#answers.findIndex((answer) => answer.kind === kind);
      if (at >= 0) return this.#answers.splice(at, 1)[0] as Extract<Answer, { kind: Kind }>;
      if (performance.now() > until || this.child.exitCode !== null) throw new Error(`no answer "${kind}"`);
      await Promise.race([new Promise<void>((resolve) => (this.#wake = resolve)), sleep(1_000)]);
    }
  }
}

const started: ChildProcess[] = [];
try {
  await withStand(process.env, async (stand) => {
    const stopStream = await stream(stand);
    const serverUrl = `http://127.0.0.1:${stand.serverPort}`;
    let server = await startServer(stand, serverUrl);
    const crowd = new Helper<CrowdOrder, CrowdAnswer>('bench/fanout-viewers-main.ts');
    started.push(crowd.child);
    const liveUrl = `${serverUrl.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const ratioToRawWs: Record<string, number> = {};
    const cpuMsPerBroadcast: Record<string, { server: number; rawWs: number }> = {};
    const reconnectSeconds: Record<string, { fromKill: number; fromReady: number; serverCpu: number }> = {};

    const measureServer = async (viewers: number) => {
      crowd.tell({ kind: 'open', url: liveUrl, viewers, watches: WATCHES });
      await crowd.hears('settled');
      await sleep(REST_MS);
      crowd.tell({ kind: 'record' });
      const before = cpuMicros(server.pid);
      await sleep(WINDOW_MS);
      const micros = cpuMicros(server.pid) - before;
      crowd.tell({ kind: 'recorded' });
      const { messages } = await crowd.hears('recording');
      return { micros, messages };
    };
    const closeAll = async () => {
      crowd.tell({ kind: 'close' });
      await crowd.hears('closed');
      await sleep(1_000);
    };

    // The ticks cost the same whoever listens: what one viewer needs is not the broadcast's.
    const alone = await measureServer(1);
    await closeAll();
    for (const viewers of CROWDS) {
      const { micros, messages } = await measureServer(viewers);
      const restartedAt = performance.now();
      await server.kill();
      server = await startServer(stand, serverUrl);
      const readyAt = performance.now();
      const startCpu = cpuMicros(server.pid);
      await crowd.hears('settled');
      const seconds = (since: number) => Math.round((performance.now() - since) / 100) / 10;
      reconnectSeconds[viewers] = {
        fromKill: seconds(restartedAt),
        fromReady: seconds(readyAt),
        serverCpu: Math.round((cpuMicros(server.pid) - startCpu) / 100_000) / 10,
      };
      await closeAll();
      const raw = await measureRaw(crowd, viewers, messages);
      const perBroadcast = (used: number) => Math.round(used / messages.length / 10) / 100;
      cpuMsPerBroadcast[viewers] = {
        server: perBroadcast(micros - alone.micros),
        rawWs: perBroadcast(raw),
      };
      ratioToRawWs[viewers] = Math.round(((micros - alone.micros) / raw) * 100) / 100;
      note(
        `${viewers} viewers, ${messages.length} broadcasts: ${JSON.stringify(cpuMsPerBroadcast[viewers])} ms each, ` +
          `ratio ${ratioToRawWs[viewers]}, back after ${JSON.stringify(reconnectSeconds[viewers])} s`,
      );
    }
    await stopStream();
    const bytes = alone.messages.map(({ text }) => Buffer.byteLength(text));
    console.log(
      JSON.stringify({
        ratioToRawWs,
        cpuMsPerBroadcast,
        reconnectSeconds,
        bytesPerBroadcast: Math.round(bytes.reduce((sum, n) => sum + n, 0) / bytes.length),
        cpuMsPerSecondAlone: Math.round(alone.micros / WINDOW_MS),
        peakRssMb: peakRssMb(server.pid),
      }),
    );
  });
} finally {
  for (const child of started) child.kill('SIGKILL');
}

async function measureRaw(
  crowd: Helper<CrowdOrder, CrowdAnswer>,
  viewers: number,
  messages: Messages,
): Promise<number> {
  const raw = new Helper<RawOrder, RawAnswer>('bench/raw-ws-main.ts');
  started.push(raw.child);
  const { port } = await raw.hears('listening');
  crowd.tell({ kind: 'open', url: `ws://127.0.0.1:${port}`, viewers, watches: [] });
  await crowd.hears('settled');
  await sleep(REST_MS);
  // The product has sent for a while by now: nor does the loop begin cold.
  raw.tell({ messages: messages.slice(0, 20).map(({ text }, i) => ({ afterMs: i * 50, text })) });
  await raw.hears('played');
  const before = cpuMicros(raw.child.pid as number);
  raw.tell({ messages });
  await raw.hears('played');
  const micros = cpuMicros(raw.child.pid as number) - before;
  crowd.tell({ kind: 'close' });
  await crowd.hears('closed');
  raw.child.kill('SIGKILL');
  return micros;
}

async function startServer(stand: Stand, url: string) {
  const server = await stand.start('server', 'server');
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) await sleep(50);
  return server;
}

/** A slow stream, so that ticks have something to tell. */
async function stream(stand: Stand): Promise<() => Promise<void>> {
  const kafka = new Kafka({ brokers: [stand.brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await ensureTopics(admin);
  await admin.disconnect();
  await stand.start('ingest', 'ingest');
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  let running = true;
  const run = async () => {
    for (let n = 0; running; n++) {
      const event = sampleEvent(n, Date.now());
      await producer.send({
        topic: EVENTS_TOPIC,
        messages: [{ key: event.data.code, value: JSON.stringify(event) }],
      });
      await sleep(1_000 / EVENTS_PER_SECOND);
    }
  };
  const done = run();
  return async () => {
    running = false;
    await done;
    await producer.disconnect();
  };
}
