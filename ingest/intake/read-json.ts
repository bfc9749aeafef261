/** What every body must be before it is read: JSON by its type, and text. */
import type { Request } from 'express';
import { isUtf8 } from 'node:buffer';
import { foreignFormat } from '../decoding/foreign-format.ts';
import { IntakeRefusal } from './intake-refusal.ts';

/** @throws IntakeRefusal */
export function demandType(request: Request, types: readonly string[], accepted = types.join(', ')): void {
  if (!request.is([...types]))
    throw new IntakeRefusal(415, 'Unsupported media type', `accepted: ${accepted}`);
}

/** @throws IntakeRefusal */
export function demandText(body: Buffer): void {
  if (body.length === 0 || !isUtf8(body)) throw notJson(body);
}

export function notJson(body: Buffer): IntakeRefusal {
  const looks = foreignFormat(body);
  const accepted = 'accepted: an object or an array in JSON, in UTF-8';
  return new IntakeRefusal(400, 'Not JSON', looks ? `the body looks like ${looks}; ${accepted}` : accepted);
}
