/** `POST /intake/events`: one CloudEvent or an array of them. */
import type { RequestHandler } from 'express';
import type { DossierEvent } from '../../contract/event.ts';
import { parseTime } from '../../contract/time.ts';
import type { Parsed, Refusal } from '../decode.ts';
import { findAhead } from '../event-ahead.ts';
import { sendEvents, type KafkaSender } from './kafka-sender.ts';
import { sendProblem } from './problem.ts';
import { readEvents } from './read-events.ts';

interface Refused extends Refusal {
  /** Place in the array, from 0. */
  index: number;
}

/** Answers 202 `{accepted}` after Kafka has acknowledged; 400 names what is refused, the others are taken. */
export function postEvents(sender: KafkaSender, aheadMaxMs: number): RequestHandler {
  return async (request, response) => {
    const items = readEvents(request, response);
    if (items === undefined) return;
    const events: DossierEvent[] = [];
    const refused: Refused[] = [];
    const nowMs = Date.now();
    for (const [index, item] of items.entries()) {
      const parsed = notAhead(item, nowMs, aheadMaxMs);
      if ('event' in parsed) events.push(parsed.event);
      else refused.push({ index, ...parsed.refusal });
    }
    if (!(await sendEvents(sender, events, response))) return;
    if (refused.length === 0) return void response.status(202).json({ accepted: events.length });
    const [first] = refused;
    sendProblem(response, 400, 'Events refused', `item ${first?.index}: ${first?.reason}`, {
      accepted: events.length,
      refused,
    });
  };
}

function notAhead(parsed: Parsed, nowMs: number, aheadMaxMs: number): Parsed {
  if ('refusal' in parsed) return parsed;
  const { source, time } = parsed.event;
  // The schema has checked the time.
  const refusal = findAhead({ source, eventTime: parseTime(time) as number }, nowMs, aheadMaxMs);
  return refusal ? { refusal } : parsed;
}
