/** The events of a request, in each mode of CloudEvents' HTTP binding: structured, batched, binary. */
import type { Request, Response } from 'express';
import { httpHead } from '../binary-mode.ts';
import { parseBinary, parseMessage, type Parsed } from '../decode.ts';
import { isFewEnough, readJsonBody } from './json-body.ts';
import { itemTexts } from './json-items.ts';
import { sendProblem } from './problem.ts';

const ACCEPTED_TYPES = [
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
];
/** Of data alone, in binary mode; without a Content-Type it is taken to be JSON. */
const DATA_TYPES = ['json', '+json'];

/** Each event or why it is refused; undefined when the request has been answered. */
export function readEvents(request: Request, response: Response): Parsed[] | undefined {
  const head = httpHead(request.headers);
  if (head !== undefined) return readBinary(head, request, response);
  const body = readJsonBody(request, response, ACCEPTED_TYPES);
  if (body === undefined) return undefined;
  const items = itemTexts(body.text);
  return isFewEnough(items, response) ? items.map((item) => parseMessage(Buffer.from(item))) : undefined;
}

function readBinary(head: Buffer, request: Request, response: Response): Parsed[] | undefined {
  if (request.get('content-type') !== undefined && !request.is(DATA_TYPES)) {
    const accepted = 'with attributes in ce- headers: application/json';
    sendProblem(response, 415, 'Unsupported media type', `accepted: ${accepted}`);
    return undefined;
  }
  const body: unknown = request.body;
  return [parseBinary(head, Buffer.isBuffer(body) ? body : Buffer.alloc(0))];
}
