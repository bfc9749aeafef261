/**
 * Passwords: argon2id with the parameters that OWASP's Password Storage Cheat Sheet names (19 MiB, two passes, one lane), which
 * are the library's own; what makes a password follows NIST SP 800-63B, 5.1.1: length and a list of common ones, no rule of
 * characters.
 */
import { hash, verify } from '@node-rs/argon2';
import { PASSWORD_CHARACTERS } from '../contract/identity.ts';
import { IdentityError } from './identity-error.ts';

/** Of zxcvbn's 0 to 4: 3 is more than 10^8 guesses. */
const LEAST_SCORE = 3;

/** Of a password that nobody has: an unknown name takes as long as a wrong password. */
const NOBODYS = await hash('a name that is not known');

/** In one form however it was typed: the same letter may come as one character or as two. */
function canonical(password: string): string {
  return password.normalize('NFKC');
}

/** @throws IdentityError when it is too short, too long, common, or of the name. */
export async function hashPassword(password: string, name: string): Promise<string> {
  const characters = [...canonical(password)];
  const { min, max } = PASSWORD_CHARACTERS;
  if (characters.length < min || characters.length > max)
    throw new IdentityError(
      `password: has ${characters.length} characters; accepted: ${min} to ${max}`,
      400,
      'passwordLength',
    );
  if (await isEasy(characters.join(''), name))
    throw new IdentityError(
      'password: can be guessed; accepted: one that is no common password, row of keys, repetition or name, such as four words that nobody would expect together',
      400,
      'passwordEasy',
    );
  return hash(characters.join(''));
}

/** `hashed`: undefined or empty of a name that is not known, or has no password. */
export async function isPassword(hashed: string | undefined, password: string): Promise<boolean> {
  // What is longer was never accepted, and hashing it would be work for nothing.
  const tried = canonical(password.slice(0, 4 * PASSWORD_CHARACTERS.max));
  const isRight = await verify(hashed || NOBODYS, tried);
  return isRight && Boolean(hashed);
}

/** By zxcvbn: common passwords, names, words, dates, rows of keys, repetitions, and what they are commonly disguised as. */
async function isEasy(password: string, name: string): Promise<boolean> {
  // Its lists take a second to load, and only who chooses a password needs them.
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const checker = new ZxcvbnFactory({ dictionary: { ...dictionary }, graphs: adjacencyGraphs });
  const { score } = checker.check(password, [name, ...name.split(/[^\p{L}\p{N}]+/u)]);
  return score < LEAST_SCORE;
}
