/** `npm run device -- add NAME --scope SCOPE[,SCOPE] [--page PATH] [--lists] | list | link NAME | revoke NAME`. */
import { COMMAND, printRows, runCommand, scopesOf } from './command.ts';
import { IdentityError } from './identity-error.ts';
import { newSecret, secretHash } from './secret.ts';

const USAGE =
  'device add NAME --scope SCOPE[,SCOPE] [--page PATH] [--lists] | list | link NAME (a new link, the old one ends) | revoke NAME';

await runCommand(
  process.env,
  'device',
  USAGE,
  { scope: { type: 'string' }, page: { type: 'string' }, lists: { type: 'boolean' } },
  async ({ register, words: [verb, name, ...rest], options, pagesUrl }) => {
    if (verb === 'list' && name === undefined) {
      const devices = await register.ofKind('device');
      const rows = devices.map((one) => [
        ...[one.name, one.scopes.join(','), one.page, one.hasLists ? 'lists' : '-'],
        one.isDisabled ? 'revoked' : 'in use',
      ]);
      return printRows(['name', 'scopes', 'page', 'sees', 'state'], rows);
    }
    if (name === undefined || rest.length > 0) throw new IdentityError(`accepted: ${USAGE}`);
    const secret = newSecret();
    if (verb === 'add') {
      const page = options['page'];
      await register.add(
        {
          ...{ kind: 'device', name, role: 'viewer', scopes: scopesOf(options['scope']) },
          secretHash: secretHash(secret),
          hasLists: options['lists'] === true,
          ...(typeof page === 'string' && { page }),
        },
        COMMAND,
        'deviceAdded',
      );
      return console.log(`${pagesUrl}/d/${secret}`);
    }
    if (verb === 'link') {
      await register.change('device', name, { secretHash: secretHash(secret) }, COMMAND, 'linkMade');
      return console.log(`${pagesUrl}/d/${secret}`);
    }
    if (verb !== 'revoke') throw new IdentityError(`accepted: ${USAGE}`);
    await register.change('device', name, { isDisabled: true }, COMMAND, 'deviceRevoked');
  },
);
