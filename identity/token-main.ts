/** `npm run token -- add NAME --role ROLE --scope SCOPE[,SCOPE] [--expires DAY] | list | revoke NAME`. */
import { dayStart, formatTime, parseDay } from '../contract/time.ts';
import { COMMAND, printRows, roleOf, runCommand, scopesOf } from './command.ts';
import { IdentityError } from './identity-error.ts';
import { newSecret, secretHash } from './secret.ts';

const USAGE = 'token add NAME --role ROLE --scope SCOPE[,SCOPE] [--expires YYYY-MM-DD] | list | revoke NAME';

await runCommand(
  process.env,
  'token',
  USAGE,
  { role: { type: 'string' }, scope: { type: 'string' }, expires: { type: 'string' } },
  async ({ register, words: [verb, name, ...rest], options }) => {
    if (verb === 'list' && name === undefined) {
      const programs = await register.ofKind('program');
      const rows = programs.map((one) => [
        ...[one.name, one.role, one.scopes.join(',')],
        one.expiresAt === 0 ? 'never' : formatTime(one.expiresAt),
        one.isDisabled ? 'revoked' : 'in use',
      ]);
      return printRows(['name', 'role', 'scopes', 'expires', 'state'], rows);
    }
    if (name === undefined || rest.length > 0) throw new IdentityError(`accepted: ${USAGE}`);
    if (verb === 'add') {
      const token = newSecret();
      await register.add(
        {
          ...{ kind: 'program', name, role: roleOf(options['role']), scopes: scopesOf(options['scope']) },
          ...{ secretHash: secretHash(token), expiresAt: endOf(options['expires']) },
        },
        COMMAND,
        'tokenAdded',
      );
      return console.log(token);
    }
    if (verb !== 'revoke') throw new IdentityError(`accepted: ${USAGE}`);
    await register.change('program', name, { isDisabled: true }, COMMAND, 'tokenRevoked');
  },
);

/** The end of a day, ms; 0 without one. */
function endOf(value: string | boolean | undefined): number {
  if (value === undefined) return 0;
  const day = typeof value === 'string' ? parseDay(value) : undefined;
  if (day === undefined)
    throw new IdentityError(`--expires is ${JSON.stringify(value)}; accepted: YYYY-MM-DD`);
  return dayStart(day + 1);
}
