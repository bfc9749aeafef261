/** `POST /intake/events`: one CloudEvent or an array of them. */
import type { Request, RequestHandler } from 'express';
import { isUtf8 } from 'node:buffer';
import { decodeMessage, type Refusal } from '../decode.ts';
import { KafkaAway, type KafkaSender } from './kafka-sender.ts';
import { sendProblem } from './problem.ts';

const ACCEPTED_TYPES = [
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
];
const MAX_EVENTS = 10_000;
const RETRY_AFTER_SECONDS = 5;

interface Refused extends Refusal {
  /** Place in the array, from 0. */
  index: number;
}

/** Answers 202 `{accepted}` after Kafka has acknowledged; 400 names what is refused, the others are taken. */
export function postEvents(sender: KafkaSender): RequestHandler {
  return async (request, response) => {
    if (!request.is(ACCEPTED_TYPES)) {
      return sendProblem(response, 415, 'Unsupported media type', `accepted: ${ACCEPTED_TYPES.join(', ')}`);
    }
    const items = parseBody(request);
    if (items === undefined)
      return sendProblem(response, 400, 'Not JSON', 'accepted: a CloudEvent or an array of them, in UTF-8');
    if (items.length > MAX_EVENTS) {
      return sendProblem(
        response,
        413,
        'Too many events',
        `the array has ${items.length}; accepted: up to ${MAX_EVENTS}`,
      );
    }
    const messages: { key: string; value: string }[] = [];
    const refused: Refused[] = [];
    for (const [index, item] of items.entries()) {
      const value = JSON.stringify(item);
      const decoded = decodeMessage(null, Buffer.from(value));
      if ('event' in decoded) messages.push({ key: decoded.event.code, value });
      else refused.push({ index, ...decoded.refusal });
    }
    try {
      if (messages.length > 0) await sender.send(messages);
    } catch (error) {
      if (!(error instanceof KafkaAway)) throw error;
      response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      return sendProblem(
        response,
        503,
        'Kafka is away',
        'nothing is known to be taken: send the same events again later',
      );
    }
    if (refused.length === 0) return void response.status(202).json({ accepted: messages.length });
    const [first] = refused;
    sendProblem(response, 400, 'Events refused', `item ${first?.index}: ${first?.reason}`, {
      accepted: messages.length,
      refused,
    });
  };
}

function parseBody(request: Request): unknown[] | undefined {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || body.length === 0 || !isUtf8(body)) return undefined;
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(json) ? json : [json];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
