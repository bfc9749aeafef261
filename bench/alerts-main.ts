/**
 * `npm run bench:alerts`: 10,000 dossiers of all units of the sample pack that become late at one instant, told to one webhook,
 * which is the hardest: its messages go one after the other. Beside it, in the same run, a bare loop that posts the same bodies.
 *
 * Ends with 1 when a dossier was not told exactly once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logLevel, Partitioners } from 'kafkajs';
import { Webhook } from 'standardwebhooks';
import { connect, selectJson } from '../clickhouse/client.ts';
import { formatTime } from '../contract/time.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { Kafka } from '../kafka/kafka.ts';
import { loadProvincePack } from '../pack/load-pack.ts';
import { writeAlertPack } from '../test/support/alert-pack.ts';
import { messageOf, snapshotEvent } from '../test/support/events.ts';
import { WebhookReceiver, type Hook } from '../test/support/webhook-receiver.ts';
import { peakRssMb } from './process-cost.ts';
import { note, withStand, type Stand } from './stand.ts';
import { startWall } from './wall-stand.ts';

const quick = process.argv.includes('--quick');
const CASES = quick ? 1_000 : 10_000;
/** The most that a pack may say. */
const PER_MINUTE = 600;
/** From the first event to the instant at which all are due: all have to be counted, and believed, before. */
const DUE_AFTER_MS = quick ? 15_000 : 30_000;
const LEADS_WITHIN_MS = 60_000;
const TOLD_WITHIN_MS = 240_000;
/** Nothing may come after the last one. */
const SILENCE_MS = 3_000;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

await withStand(process.env, async (stand) => {
  const dir = await mkdtemp(join(tmpdir(), 'bench-alerts-'));
  const receiver = new WebhookReceiver(SECRET);
  try {
    const url = await receiver.start();
    const env = {
      ALERT_WEBHOOK_URL: url,
      ALERT_WEBHOOK_SECRET: SECRET,
      PROVINCE_PACK: await writeAlertPack(dir, { webhooks: {}, perMinute: PER_MINUTE }),
    };
    const { url: serverUrl, server } = await startWall(stand, env);
    await leads(serverUrl);
    const dueAtMs = Date.now() + DUE_AFTER_MS;
    await sendDossiers(stand, dueAtMs);
    await sleep(dueAtMs - Date.now() - 1_000);
    const calm = await ticksOf(serverUrl);
    await toldOfAll(receiver);
    const stormy = await ticksOf(serverUrl);
    await sleep(SILENCE_MS);
    // What is posted below comes to the same receiver.
    const hooks = [...receiver.hooks];
    const [first, last] = [hooks[0], hooks.at(-1)] as [Hook, Hook];
    const seconds = (last.atMs - dueAtMs) / 1_000;
    const faults = await faultsOf(stand, hooks);
    const bareSeconds = await postAll(url, hooks);
    const figures = {
      cases: CASES,
      messages: hooks.length,
      seconds: round(seconds, 1),
      firstSeconds: round((first.atMs - dueAtMs) / 1_000, 1),
      peakRssMb: peakRssMb(server.pid),
      bareSeconds: round(bareSeconds, 2),
      ratio: round(seconds / bareSeconds, 1),
      tickMs: { before: round(calm.tickMs, 1), during: round(tickMsBetween(calm, stormy), 1) },
      longestTurnMs: { before: round(calm.longestTurnMs, 0), during: round(stormy.longestTurnMs, 0) },
    };
    for (const fault of faults) note(fault);
    if (faults.length > 0) process.exitCode = 1;
    console.log(JSON.stringify(figures));
  } finally {
    await receiver.stop();
    await rm(dir, { recursive: true, force: true });
  }
});

/** Waits until the server leads the alerts. */
async function leads(serverUrl: string): Promise<void> {
  for (const until = Date.now() + LEADS_WITHIN_MS; Date.now() < until; await sleep(200)) {
    if (/^monitor_alerts_leading 1$/m.test(await metricsOf(serverUrl))) return;
  }
  throw new Error('the server does not come to lead the alerts');
}

async function metricsOf(serverUrl: string): Promise<string> {
  return (await fetch(`${serverUrl}/metrics`)).text();
}

async function sendDossiers({ brokers }: Stand, dueAtMs: number): Promise<void> {
  const { units } = await loadProvincePack('sample/binh-phuoc');
  const dueAt = formatTime(dueAtMs);
  const messages = Array.from({ length: CASES }, (_, i) =>
    messageOf(
      snapshotEvent({ code: `D-${i}`, unit: { code: units[i % units.length]?.code as string }, dueAt }),
    ),
  );
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (let at = 0; at < CASES; at += 1_000)
    await producer.send({ topic: EVENTS_TOPIC, messages: messages.slice(at, at + 1_000) });
  await producer.disconnect();
  note(
    `${CASES} dossiers of ${units.length} units are due in ${Math.round((dueAtMs - Date.now()) / 1_000)} s`,
  );
}

/** Waits until as many cases were told of as there are. */
async function toldOfAll({ hooks }: WebhookReceiver): Promise<void> {
  for (const until = Date.now() + TOLD_WITHIN_MS; Date.now() < until; await sleep(50)) {
    if (totalOf(hooks) >= CASES) return;
  }
  throw new Error(`only ${totalOf(hooks)} cases were told of within ${TOLD_WITHIN_MS / 1_000} s`);
}

function totalOf(hooks: readonly Hook[]): number {
  return hooks.reduce((sum, { total }) => sum + total, 0);
}

interface Ticks {
  count: number;
  sumMs: number;
  /** Mean since the start. */
  tickMs: number;
  /** For which the server did nothing else, since it was asked last. */
  longestTurnMs: number;
}

async function ticksOf(serverUrl: string): Promise<Ticks> {
  const metrics = await metricsOf(serverUrl);
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
  const [count, sumMs] = [value('monitor_tick_seconds_count'), 1_000 * value('monitor_tick_seconds_sum')];
  const longestTurnMs = 1_000 * value('nodejs_eventloop_lag_max_seconds');
  return { count, sumMs, tickMs: sumMs / count, longestTurnMs };
}

function tickMsBetween(before: Ticks, after: Ticks): number {
  return (after.sumMs - before.sumMs) / (after.count - before.count);
}

/** What is wrong with who was told of what, by the receiver and by the acts. */
async function faultsOf({ clickHouse }: Stand, hooks: readonly Hook[]): Promise<string[]> {
  const times = new Map<string, number>();
  for (const { code } of hooks.flatMap(({ cases }) => cases)) times.set(code, (times.get(code) ?? 0) + 1);
  const total = totalOf(hooks);
  const client = connect(clickHouse, 'report');
  const acts = await selectJson<{ alerts: number; once: number }>(
    client,
    `SELECT toFloat64(count()) AS alerts, toFloat64(countIf(decisions = 1)) AS once FROM (
       SELECT alert, uniqExact(message) AS decisions FROM alert_acts ARRAY JOIN alerts AS alert
       WHERE act = 'told' AND message IN (SELECT message FROM alert_acts WHERE act = 'delivered') GROUP BY alert)`,
  );
  await client.close();
  const repeated = [...times].filter(([, n]) => n > 1);
  const ids = new Set(hooks.map(({ id }) => id)).size;
  return [
    ...(ids === hooks.length ? [] : [`${hooks.length - ids} messages came twice`]),
    ...(total === CASES ? [] : [`${total} cases were told of instead of ${CASES}`]),
    ...(repeated.length === 0
      ? []
      : [`${repeated.length} cases stand in two messages, as ${repeated[0]?.[0]}`]),
    ...(acts[0]?.once === CASES && acts[0].alerts === CASES
      ? []
      : [`the acts say: ${JSON.stringify(acts[0])}`]),
  ];
}

/** Posts the bodies one after the other, each over a connection of its own, s. */
async function postAll(url: string, hooks: readonly Hook[]): Promise<number> {
  const webhook = new Webhook(SECRET);
  const startedAt = performance.now();
  for (const [i, { body }] of hooks.entries()) {
    const sentAt = new Date();
    const headers = {
      'webhook-id': `bare-${i}`,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
      'webhook-signature': webhook.sign(`bare-${i}`, sentAt, body),
    };
    await new Promise<void>((resolve, reject) => {
      request(url, { method: 'POST', headers, agent: new Agent() }, (response) => {
        response.resume();
        response.once('end', resolve);
      })
        .once('error', reject)
        .end(body);
    });
  }
  return (performance.now() - startedAt) / 1_000;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
