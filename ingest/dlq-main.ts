/** `npm run dlq -- list | show OFFSET | replay ... [--stream NAME]`: looks at dead letters and sends them again (docs/dead-letters.md). */
import { logLevel } from 'kafkajs';
import type { z } from 'zod';
import { connect } from '../clickhouse/client.ts';
import { clickHouseConfig, clickHouseEnv } from '../clickhouse/config.ts';
import { readReplayedLetters } from '../clickhouse/dead-letter-replays-table.ts';
import { brokerList, parseEnvironment } from '../contract/environment.ts';
import { STREAMS } from '../contract/streams.ts';
import { Kafka } from '../kafka/kafka.ts';
import { readArguments } from './dlq/arguments.ts';
import { listLetters } from './dlq/list-letters.ts';
import { replayLetters } from './dlq/replay-letters.ts';
import { showLetter } from './dlq/show-letter.ts';
import { boundFetches } from './fetch/bounded-fetch.ts';

const dlqEnv = clickHouseEnv.extend({ KAFKA_BROKERS: brokerList.default(['127.0.0.1:9092']) });

/** Settles with the exit code. */
async function run(env: z.infer<typeof dlqEnv>): Promise<number> {
  const command = readArguments(process.argv.slice(2));
  const stream = STREAMS[command.stream];
  boundFetches();
  const kafka = new Kafka({ clientId: 'dlq', brokers: env.KAFKA_BROKERS, logLevel: logLevel.NOTHING });
  const client = connect(clickHouseConfig(env), 'insert');
  try {
    if (command.name === 'list') {
      await listLetters(kafka, stream, await readReplayedLetters(client, stream.name), console.log);
    } else if (command.name === 'show') {
      if (await showLetter(kafka, stream, command.offset, console.log)) return 0;
      console.error(`dlq: there is no letter at ${command.offset}`);
      return 1;
    } else {
      const { selection } = command;
      const { replayed, alreadyReplayed, repeated, cut, batches } = await replayLetters(
        kafka,
        client,
        stream,
        selection,
      );
      if (selection !== 'all' && replayed + alreadyReplayed + cut + batches === 0)
        throw new Error('no letter is so');
      const parts =
        cut === 0 ? '' : `; ${cut} hold a part of their message only: its sender has to send it again`;
      const whole =
        batches === 0 ? '' : `; ${batches} hold a refused batch: its sender has to send its events again`;
      console.log(
        `replayed ${replayed}, skipped ${alreadyReplayed} already replayed and ${repeated} repeated${parts}${whole}`,
      );
    }
    return 0;
  } finally {
    await client.close();
  }
}

// Who reads the lines may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  process.exitCode = await run(parseEnvironment(dlqEnv, process.env));
} catch (error) {
  console.error(`dlq: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
