/** `npm run missing -- list | seen ID | seen --all`: messages that were never counted and cannot be read again. */
import { connect } from '../clickhouse/client.ts';
import { clickHouseConfig, clickHouseEnv } from '../clickhouse/config.ts';
import { parseEnvironment } from '../contract/environment.ts';
import { withSecretFiles } from '../runtime/secret-files.ts';
import { readArguments, runMissing } from './missing/missing-command.ts';

try {
  const command = readArguments(process.argv.slice(2));
  const client = connect(
    clickHouseConfig(parseEnvironment(clickHouseEnv, withSecretFiles(process.env))),
    'insert',
  );
  try {
    await runMissing(client, command, console.log);
  } finally {
    await client.close();
  }
} catch (error) {
  console.error(`missing: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
