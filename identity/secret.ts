/** Secrets that nobody has to remember: of sessions, of devices' links, of programs' tokens. */
import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** 43 characters of A-Z a-z 0-9 - _. */
export function newSecret(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** What is kept of it, in hexadecimal: with 256 random bits nothing slower is needed. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
