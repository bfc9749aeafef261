import type { Words } from '../vi.ts';

export const access: Words['access'] = {
  title: 'Sign in',
  name: 'Name',
  password: 'Password',
  signIn: 'Sign in',
  trying: 'Checking …',
  wrong: 'The name or the password is wrong.',
  wait: (seconds) => `Too many failed. Wait ${seconds} s and try again.`,
  unreachable: 'The server cannot be reached. Try again.',
  help: 'Forgotten your password? Ask the centre’s administrator.',
  byService: 'Sign in with your province account',
  orAccount: 'or with an account of the centre:',
  service: {
    away: () =>
      'The province’s sign-in service does not answer. Try again later; accounts of the centre still work.',
    storeAway: () => 'You could not be signed in because the data store does not answer. Try again.',
    expired: () => 'This sign-in has expired or was begun elsewhere. Sign in again.',
    denied: () => 'You stopped signing in at the province’s service.',
    untrusted: () =>
      'The answer of the province’s sign-in service is not valid. Tell the administrator; accounts of the centre still work.',
    role: (value) =>
      `Your province account has a role that is not known here: ${value}. Tell the administrator.`,
    scope: (value) =>
      `Your province account has a scope that the province does not have: ${value}. Tell the administrator.`,
    noScope: () => 'Your province account has a role but no scope. Tell the administrator.',
    unknown: (value) =>
      `Your province account has not been let in here. Tell the administrator its identifier: ${value}`,
    disabled: () => 'This account has been disabled here. Ask the administrator.',
    wait: () => 'Too many sign-ins have failed. Wait a few minutes and try again.',
  },
  signOut: 'Sign out',
  ended: 'This screen may no longer see the figures',
  noLink: 'This screen has not been let in yet',
  askAdministrator: 'The administrator makes a new link for the screen; open it once on this screen.',
};
