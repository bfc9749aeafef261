/** `POST /intake/dvcqg`: the messages that one-stop software sends to the national portal (Cổng DVCQG). */
import type { Request, RequestHandler } from 'express';
import type { DossierEvent } from '../../contract/event.ts';
import { portalEvent } from '../portal/portal-event.ts';
import { FieldRefused, type PortalRefusal } from '../portal/portal-refusal.ts';
import { readEnvelope, type PortalEnvelope } from '../portal/portal-envelope.ts';
import { isFewEnough, readJsonBody } from './json-body.ts';
import { sendEvents, type KafkaSender } from './kafka-sender.ts';
import { sendProblem } from './problem.ts';

interface Refused extends PortalRefusal {
  /** Place in `data`, from 0. */
  index: number;
  MaHoSo: string | null;
}

/** What vendors compare error_code with: "0" in newer software, "00" in older. */
const SUCCESS_CODES = ['0', '00'];

/**
 * Answers 202 with `error_code` "0" after Kafka has acknowledged; 400 names what is refused, the others are taken. Old
 * software that compares with "00" adds `?successCode=00` to its URL.
 */
export function postPortal(sender: KafkaSender, aheadMaxMs: number): RequestHandler {
  return async (request, response) => {
    const body = readJsonBody(request, response, ['application/json']);
    if (body === undefined) return;
    const head = readHead(body.json, request);
    if ('refusal' in head) {
      return sendProblem(response, 400, 'Message refused', sentence(head.refusal), { ...head.refusal });
    }
    if (!isFewEnough(head.envelope.items, response)) return;
    const events: DossierEvent[] = [];
    const refused: Refused[] = [];
    const arrival = { nowMs: Date.now(), aheadMaxMs };
    for (const [index, item] of head.envelope.items.entries()) {
      const read = portalEvent(item, head.envelope, arrival);
      if ('event' in read) events.push(read.event);
      else refused.push({ index, MaHoSo: read.MaHoSo, ...read.refusal });
    }
    if (!(await sendEvents(sender, events, response))) return;
    const accepted = events.length;
    const [first] = refused;
    if (first === undefined) {
      const { successCode } = head;
      return void response
        .status(202)
        .json({ error_code: successCode, message: 'Thành công', accepted, refused });
    }
    const detail = `${first.MaHoSo ?? `data[${first.index}]`}: ${sentence(first)}`;
    sendProblem(response, 400, 'Items refused', detail, { accepted, refused });
  };
}

interface Head {
  envelope: PortalEnvelope;
  successCode: string;
}

function readHead(json: unknown, { query }: Request): Head | { refusal: PortalRefusal } {
  try {
    const successCode = query['successCode'] ?? SUCCESS_CODES[0];
    if (typeof successCode !== 'string' || !SUCCESS_CODES.includes(successCode)) {
      throw new FieldRefused('successCode', successCode, SUCCESS_CODES.join(', '));
    }
    return { envelope: readEnvelope(json, query), successCode };
  } catch (error) {
    if (!(error instanceof FieldRefused)) throw error;
    return { refusal: error.refusal };
  }
}

function sentence({ field, value, accepted }: PortalRefusal): string {
  return `${field} is ${value}; accepted: ${accepted}`;
}
