import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker, type RunningBroker } from '../../embedded/broker-process.ts';
import { snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { postJson } from '../support/intake-client.ts';
import { portalDossier, portalMessage } from '../support/portal-messages.ts';
import { Product } from '../support/product.ts';

describe('intake while Kafka is away', () => {
  let dir: string;
  let broker: RunningBroker;
  let product: Product;
  const start = () => {
    const port = broker ? Number(broker.brokers.split(':')[1]) : 0;
    return startBroker({ dataDir: dir, port, env: process.env, log: () => undefined });
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'broker-'));
    broker = await start();
    product = await Product.create({ KAFKA_BROKERS: broker.brokers });
    await Promise.all([product.startIngest(), product.startServer()]);
  });
  afterAll(async () => {
    await product?.stop();
    await broker?.kill();
    await rm(dir, { recursive: true, force: true });
  });

  it('answers 503 with Retry-After, and takes the same events when Kafka is back', async () => {
    const before = snapshotEvent({ code: 'BEFORE' });
    const during = snapshotEvent({ code: 'DURING' });
    await expect(postJson(product, before)).resolves.toMatchObject({ status: 202 });
    await broker.kill();
    const message = portalMessage('DongBoHoSoMC', portalDossier());
    const [refused, portal] = await Promise.all([
      postJson(product, during),
      postJson(product, message, '/intake/dvcqg'),
    ]);
    expect(refused).toMatchObject({ status: 503, body: { title: 'Kafka is away' } });
    expect(portal).toMatchObject({ status: 503, body: { error_code: '503' } });
    for (const { headers } of [refused, portal])
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    broker = await start();
    await eventually(async () => (await postJson(product, during)).status === 202);
    await eventually(async () => (await postJson(product, message, '/intake/dvcqg')).status === 202);
    await eventually(async () => (await product.dossiers('?q=DURING')).total === 1);
    await eventually(async () => (await product.snapshot()).counts.received.total === 3);
  });
});
