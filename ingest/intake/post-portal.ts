/** `POST /intake/dvcqg`: the messages that one-stop software sends to the national portal (Cổng DVCQG). */
import type { Request, RequestHandler } from 'express';
import type { DossierEvent } from '../../contract/event.ts';
import { portalEvent } from '../portal/portal-event.ts';
import { FieldRefused, type PortalRefusal } from '../portal/portal-refusal.ts';
import { readEnvelope, type PortalEnvelope } from '../portal/portal-envelope.ts';
import { DOSSIER_EVENTS } from '../streams/dossier-events.ts';
import { senderOf } from './bearer.ts';
import type { IntakeDeps } from './intake.ts';
import { checkBounds } from './json-bounds.ts';
import { sendProblem } from './problem.ts';
import { demandText, demandType, notJson } from './read-json.ts';
import { foreignTo, type Foreign } from './sender-rights.ts';
import { eachInTurns } from './turns.ts';

interface Refused extends PortalRefusal {
  /** Index in `data`, from 0. */
  index: number;
  MaHoSo: string | null;
}

/** What vendors compare error_code with: "0" in newer software, "00" in older. */
const SUCCESS_CODES = ['0', '00'];

/**
 * Answers 202 with `error_code` "0" after Kafka has acknowledged; 400 names what is refused, the others are taken. Old
 * software that compares with "00" adds `?successCode=00` to its URL.
 */
export function postPortal({ kafka, body, eventAheadMaxMs, metrics }: IntakeDeps): RequestHandler {
  return async (request, response) => {
    demandType(request, ['application/json']);
    const head = readHead(readJson(await body(request, response)), request);
    if ('refusal' in head) {
      return sendProblem(response, 400, 'Message refused', sentence(head.refusal), { ...head.refusal });
    }
    const sender = senderOf(response);
    const findForeign = foreignTo(sender);
    const arrival = { nowMs: Date.now(), aheadMaxMs: eventAheadMaxMs };
    const events: DossierEvent[] = [];
    const refused: Refused[] = [];
    await eachInTurns(head.envelope.items, (item, index) => {
      const read = portalEvent(item, head.envelope, arrival);
      if ('refusal' in read) return void refused.push({ index, MaHoSo: read.MaHoSo, ...read.refusal });
      const foreign = findForeign(read.event);
      if (foreign) refused.push({ index, MaHoSo: read.event.data.code, ...portalRefusal(foreign) });
      else events.push(read.event);
    });
    await kafka.send(
      events.map((event) => ({ event, of: DOSSIER_EVENTS })),
      sender.name,
    );
    metrics.judged(sender.name, events.length, refused.length);
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

/** The portal's names of what decides source and unit. */
const PORTAL_NAMES: Record<string, string> = {
  source: 'madonvi',
  'data.unit': 'DonViXuLy',
  'data.unit.code': 'MaHoSo',
  'data.unit.name': 'DonViXuLy',
};

function portalRefusal({ field, value, accepted }: Foreign): PortalRefusal {
  return { field: PORTAL_NAMES[field] ?? field, value, accepted };
}

function readJson(bytes: Buffer): unknown {
  demandText(bytes);
  checkBounds(bytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notJson(bytes);
  }
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
