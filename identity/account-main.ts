/** `npm run account -- add NAME --role ROLE --scope SCOPE[,SCOPE] [--subject SUBJECT [--issuer ISSUER]] | list | disable NAME | enable NAME | password NAME`. */
import { COMMAND, passwordFromStdin, printRows, roleOf, runCommand, scopesOf } from './command.ts';
import { IdentityError } from './identity-error.ts';
import { hashPassword } from './password.ts';
import { providedName } from './provided-name.ts';
import { newPassword } from './secret.ts';

const USAGE =
  'account add NAME --role ROLE --scope SCOPE[,SCOPE] [--password-stdin | --subject SUBJECT [--issuer ISSUER]] | list | disable NAME | enable NAME | password NAME [--password-stdin]';

await runCommand(
  process.env,
  'account',
  USAGE,
  {
    ...{ role: { type: 'string' }, scope: { type: 'string' }, 'password-stdin': { type: 'boolean' } },
    ...{ subject: { type: 'string' }, issuer: { type: 'string' } },
  },
  async ({ register, words: [verb, name, ...rest], options, issuer: configured }) => {
    /** Without one that is given it is made here and printed once. */
    const choosePassword = async (of: string) => {
      const isGiven = options['password-stdin'] === true;
      const password = isGiven ? await passwordFromStdin() : newPassword();
      return { secretHash: await hashPassword(password, of), tell: () => isGiven || console.log(password) };
    };
    if (verb === 'list' && name === undefined) {
      const people = await register.ofKind('person');
      const rows = people.map((one) => [
        ...[one.name, one.role, one.scopes.join(','), one.isDisabled ? 'disabled' : 'enabled'],
        one.issuer || 'local account',
      ]);
      return printRows(['name', 'role', 'scopes', 'state', 'signs in by'], rows);
    }
    if (name === undefined || rest.length > 0) throw new IdentityError(`accepted: ${USAGE}`);
    if (verb === 'add') {
      const [role, scopes] = [roleOf(options['role']), scopesOf(options['scope'])];
      if (options['subject'] !== undefined) {
        // Whom the sign-in service knows has its password there; the name is what people call it.
        if (options['password-stdin'] === true) throw new IdentityError(`accepted: ${USAGE}`);
        const issuer = String(options['issuer'] ?? configured ?? '');
        const provided = providedName(issuer, String(options['subject']));
        await register.add(
          { kind: 'person', name: provided, title: name, issuer, role, scopes, secretHash: '' },
          COMMAND,
          'accountAdded',
        );
        return console.log(provided);
      }
      const { secretHash, tell } = await choosePassword(name);
      await register.add({ kind: 'person', name, role, scopes, secretHash }, COMMAND, 'accountAdded');
      return void tell();
    }
    if (verb === 'password') {
      const { secretHash, tell } = await choosePassword(name);
      await register.change('person', name, { secretHash }, COMMAND, 'passwordChanged');
      return void tell();
    }
    if (verb !== 'disable' && verb !== 'enable') throw new IdentityError(`accepted: ${USAGE}`);
    const isDisabled = verb === 'disable';
    await register.change(
      'person',
      name,
      { isDisabled },
      COMMAND,
      isDisabled ? 'accountDisabled' : 'accountEnabled',
    );
  },
);
