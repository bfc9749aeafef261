/** The JSON body of a request, whose raw bytes the body parser has kept. */
import type { Request, Response } from 'express';
import { isUtf8 } from 'node:buffer';
import { foreignFormat } from '../foreign-format.ts';
import { sendProblem } from './problem.ts';

/** Events or portal rows that one request may hold. */
const MAX_ITEMS = 10_000;

/** The body and what JSON.parse makes of it, or undefined when the request has been answered: 415, 400 or 413. */
export function readJsonBody(
  request: Request,
  response: Response,
  acceptedTypes: readonly string[],
): { json: unknown; text: string } | undefined {
  if (!request.is([...acceptedTypes])) {
    sendProblem(response, 415, 'Unsupported media type', `accepted: ${acceptedTypes.join(', ')}`);
    return undefined;
  }
  const body: unknown = request.body;
  if (Buffer.isBuffer(body) && body.length > 0 && isUtf8(body)) {
    const text = body.toString('utf8');
    try {
      return { json: JSON.parse(text), text };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  const looks = Buffer.isBuffer(body) ? foreignFormat(body) : undefined;
  const accepted = 'accepted: an object or an array in JSON, in UTF-8';
  sendProblem(response, 400, 'Not JSON', looks ? `the body looks like ${looks}; ${accepted}` : accepted);
  return undefined;
}

/** False when there are too many, which has been answered with 413. */
export function isFewEnough(items: readonly unknown[], response: Response): boolean {
  if (items.length <= MAX_ITEMS) return true;
  const detail = `the array has ${items.length}; accepted: up to ${MAX_ITEMS}`;
  sendProblem(response, 413, 'Too many items', detail);
  return false;
}
