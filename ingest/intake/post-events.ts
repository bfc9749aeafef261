/** `POST /intake/events`: one CloudEvent of any stream, or an array of them. */
import type { RequestHandler } from 'express';
import { parseTime } from '../../contract/time.ts';
import type { Refusal } from '../decoding/refusal.ts';
import type { StreamEvent } from '../decoding/decode.ts';
import { findAhead } from '../decoding/event-ahead.ts';
import type { CheckedEvent } from '../streams/stream-events.ts';
import { senderOf } from './bearer.ts';
import type { IntakeDeps } from './intake.ts';
import { sendProblem } from './problem.ts';
import { readEvents } from './read-events.ts';
import { foreignTo, type Foreign } from './sender-rights.ts';
import { eachInTurns } from './turns.ts';

interface Refused extends Refusal {
  /** Index in the array, from 0. */
  index: number;
}

/**
 * Answers 202 `{accepted}` after Kafka has acknowledged; 400 names what is refused, the others are taken; 403 when the
 * sender may send none of them.
 */
export function postEvents({ kafka, body, streams, eventAheadMaxMs, metrics }: IntakeDeps): RequestHandler {
  return async (request, response) => {
    const { items, parse } = await readEvents(request, streams, () => body(request, response));
    const sender = senderOf(response);
    const findForeign = foreignTo(sender);
    const nowMs = Date.now();
    const events: StreamEvent[] = [];
    const refused: Refused[] = [];
    let forbidden = 0;
    await eachInTurns(items, (item, index) => {
      const parsed = parse(item);
      if ('refusal' in parsed) return void refused.push({ index, ...parsed.refusal });
      const foreign = findForeign(parsed.event);
      if (foreign?.mayNot) forbidden++;
      const refusal = foreign ? sentence(foreign) : aheadOf(parsed.event, nowMs, eventAheadMaxMs);
      if (refusal) refused.push({ index, ...refusal });
      else events.push(parsed);
    });
    await kafka.send(events, sender.name);
    metrics.judged(sender.name, events.length, refused.length);
    if (refused.length === 0) return void response.status(202).json({ accepted: events.length });
    const [first] = refused;
    const status = forbidden === items.length ? 403 : 400;
    sendProblem(response, status, 'Events refused', `item ${first?.index}: ${first?.reason}`, {
      accepted: events.length,
      refused,
    });
  };
}

function aheadOf({ source, time }: CheckedEvent, nowMs: number, aheadMaxMs: number): Refusal | undefined {
  // The schema has checked the time.
  return findAhead({ source, eventTime: parseTime(time) as number }, nowMs, aheadMaxMs);
}

function sentence({ field, value, accepted, mayNot }: Foreign): Refusal {
  const right = mayNot ? ` (this sender has no right to ${mayNot})` : '';
  return { field, reason: `${field} is ${value}; accepted: ${accepted}${right}` };
}
