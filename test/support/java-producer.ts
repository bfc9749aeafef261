/** Kafka's own producer, which batches and compresses as the producers of one-stop software do. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureJars } from '../../embedded/broker/jars.ts';
import { findJava } from '../../embedded/broker/java.ts';

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** Sends each text as a message without key, over all partitions; settles when all are acknowledged. */
export async function sendWithJava(
  brokers: string,
  topic: string,
  texts: readonly string[],
  compression: Compression = 'none',
): Promise<void> {
  const { env } = process;
  const java = await findJava(env);
  const jars = await ensureJars(env, () => undefined);
  const tool = ['-Xmx128m', '-cp', join(jars, '*'), 'org.apache.kafka.tools.ConsoleProducer'];
  const options = ['--bootstrap-server', brokers, '--topic', topic, '--compression-codec', compression];
  // Fuller batches; the tool's own default is one message at a time for a slow input.
  const producer = ['--command-property', 'linger.ms=50', '--command-property', 'batch.size=65536'];
  const child = spawn(java, [...tool, ...options, ...producer], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const text of texts) {
    if (!child.stdin.write(`${text}\n`)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  // It ends with 0 also when messages were not sent.
  if ((await code) !== 0 || /ERROR|Exception/.test(errors)) throw new Error(`ConsoleProducer: ${errors}`);
}
