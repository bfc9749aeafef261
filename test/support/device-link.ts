/** Links that let one browser see the province. */
import { connect, type ClickHouseConfig } from '../../clickhouse/client.ts';
import { PROVINCE } from '../../contract/scope.ts';
import { COMMAND } from '../../identity/command.ts';
import { Register } from '../../identity/register.ts';
import { newSecret, secretHash } from '../../identity/secret.ts';

/** The path of a new device's link: figures and lists of a scope are open to it, and it is taken to a page. */
export async function deviceLink(
  clickHouse: ClickHouseConfig,
  page: string,
  scope = PROVINCE,
): Promise<string> {
  const secret = newSecret();
  const client = connect(clickHouse, 'identity');
  try {
    await new Register(client, () => true).add(
      {
        ...{ kind: 'device', name: `browser ${secret.slice(0, 8)}`, role: 'viewer', scopes: [scope] },
        ...{ secretHash: secretHash(secret), page, hasLists: true },
      },
      COMMAND,
      'deviceAdded',
    );
  } finally {
    await client.close();
  }
  return `/d/${secret}`;
}
