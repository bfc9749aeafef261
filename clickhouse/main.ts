/** `npm run migrate`: brings ClickHouse's schema up to date, then ends. */
import { parseEnvironment } from '../contract/environment.ts';
import { withSecretFiles } from '../runtime/secret-files.ts';
import { clickHouseConfig, clickHouseEnv } from './config.ts';
import { migrate } from './migrate.ts';

try {
  const config = clickHouseConfig(parseEnvironment(clickHouseEnv, withSecretFiles(process.env)));
  const ran = await migrate(config);
  console.log(ran.length === 0 ? 'schema is up to date' : `applied ${ran.join(', ')}`);
} catch (error) {
  console.error(`migrate: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
