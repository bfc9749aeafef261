import { PASSWORD_CHARACTERS } from '../../../contract/identity.ts';
import type { refusals as vi } from '../vi/refusals.ts';

const { min, max } = PASSWORD_CHARACTERS;

export const refusals: typeof vi = {
  reasons: {
    nameForm: 'The name is not of the form that stands below its field.',
    nameTaken: 'This name is taken. Choose another one.',
    nameUnknown: 'This name is not in the list. Load the page again.',
    tooMany: 'There are as many accounts, devices and tokens as the system allows. Tell its technicians.',
    onlyAdministrator:
      'This is the only administrator that can sign in. Give the role to another account first.',
    ofSignInService:
      'The province’s sign-in service keeps the password of this person; it cannot be changed here.',
    revoked: 'It has been revoked. To use it again, add it anew by the same name.',
    scope: 'Choose scopes that the province has, at least one and at most 200.',
    page: 'The page to open has to be one of this system.',
    passwordLength: `The new password has to have ${min} to ${max} characters.`,
    passwordEasy:
      'The new password can be guessed. Use no common password, row of keys, repetition or your name, but four words that nobody would expect together.',
  },
  unreachable: 'The server cannot be reached. Try again.',
  wait: (seconds) => `Too many requests or failures. Wait ${seconds} s and try again.`,
  notAllowed: 'This is not open to this account.',
  gone: 'It is not there, or not any more. Load the page again.',
  away: 'The data store does not answer. Try again in a few minutes.',
  input:
    'The server does not accept it: something filled in, or the address of the page, is not right. Look through it again.',
  fault: 'The server failed; the fault has been logged. Tell the technicians.',
};
