/** Secrets that nobody has to remember: of sessions, of devices' links, of programs' tokens. */
import { createHash, randomBytes, randomInt } from 'node:crypto';

const BYTES = 32;
/** Without those that are taken for another one when they are read or said. */
const PASSWORD_CHARACTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_GROUPS = [5, 5, 5, 5];

/** 43 characters of A-Z a-z 0-9 - _. */
export function newSecret(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** A first password, to be handed to somebody who types it: four groups of five characters, 99 bits. */
export function newPassword(): string {
  const character = () => PASSWORD_CHARACTERS[randomInt(PASSWORD_CHARACTERS.length)];
  return PASSWORD_GROUPS.map((length) => Array.from({ length }, character).join('')).join('-');
}

/** What is kept of it, in hexadecimal: with 256 random bits nothing slower is needed. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
