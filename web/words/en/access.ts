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
  signOut: 'Sign out',
  ended: 'This screen may no longer see the figures',
  noLink: 'This screen has not been let in yet',
  askAdministrator: 'The administrator makes a new link for the screen; open it once on this screen.',
};
