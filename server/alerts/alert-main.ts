/** `npm run alert -- explain KIND/CODE`: why a case alerted or did not, and whom its alerts go to. */
import { connect } from '../../clickhouse/client.ts';
import { parseEnvironment } from '../../contract/environment.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { withSecretFiles } from '../../runtime/secret-files.ts';
import { serverConfig, serverEnv } from '../config.ts';
import { channelsOf } from './channels/channels.ts';
import { categoryWordsOf } from './channels/words.ts';
import { explainCase, NotExplained } from './explain/explain.ts';

const USAGE = 'alert explain KIND/CODE, such as dossier/000.00.32.H10-211004-00017';

try {
  const [verb, subject = '', ...rest] = process.argv.slice(2);
  const [, kind = '', code = ''] = /^([^/]+)\/(.+)$/.exec(subject) ?? [];
  if (verb !== 'explain' || code === '' || rest.length > 0) throw new NotExplained(`accepted: ${USAGE}`);
  const { packDir, clickHouse, alerts } = serverConfig(
    parseEnvironment(serverEnv, withSecretFiles(process.env)),
  );
  const pack = await loadProvincePack(packDir);
  const channels = channelsOf(alerts, categoryWordsOf(pack.kinds));
  const client = connect(clickHouse, 'report');
  try {
    const deps = { client, pack, channels, defaultUrl: alerts.url };
    for (const line of await explainCase(deps, kind, code, Date.now())) console.log(line);
  } finally {
    await client.close();
  }
} catch (error) {
  console.error(`alert: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
