/** The events of one case, newest first, page by page, as its page shows them. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Request } from 'express';
import type { CaseEventItem, CaseEvents } from '../../contract/api.ts';
import { jsonOf } from '../../contract/field-json.ts';
import type { FieldTable } from '../../contract/field-types.ts';
import { isCorrection } from '../../contract/fields.ts';
import { formatTime } from '../../contract/time.ts';
import { readCorrection, readRevocations, type Revocation } from '../../clickhouse/corrections.ts';
import { readNewestEvents, type EventPlace } from '../../clickhouse/events-table.ts';
import type { LogCut } from '../../clickhouse/log-part.ts';
import type { StreamLog } from '../../clickhouse/stream-log.ts';
import { ParameterError } from './problem.ts';
import { textOf, wholeNumber } from './query.ts';

const DEFAULT_EVENTS = 100;
const MAX_EVENTS = 500;

/** Which events of a case are asked for. */
export interface EventPage {
  limit: number;
  behind: EventPlace | undefined;
}

interface LogRow {
  id: string;
  source: string;
  type: string;
  eventTime: number;
  sender: string;
  correction: string;
  told: number;
}

export interface ToldEvents {
  events: LogRow[];
  next: EventPlace | undefined;
  revocations: Revocation[];
}

export function eventPageOf(request: Request): EventPage {
  return { limit: wholeNumber(request, 'events', DEFAULT_EVENTS, MAX_EVENTS), behind: cursorOf(request) };
}

export async function readEvents(
  client: ClickHouseClient,
  log: StreamLog,
  code: string,
  { limit, behind }: EventPage,
  cut: LogCut | undefined,
): Promise<ToldEvents> {
  const { events, next } = await readNewestEvents(client, log, code, limit, { behind, cut });
  const revocations = await readRevocations(client, log, code, events, cut);
  return { events: events as unknown as LogRow[], next, revocations };
}

/** `fields`: of the kind; `total`: how many events there are. */
export function caseEvents(
  fields: FieldTable,
  total: number,
  { events, next, revocations }: ToldEvents,
): CaseEvents {
  return {
    events: events.map((event) => eventItem(fields, event, revocations)),
    eventsTotal: total,
    nextEventsCursor: next ? Buffer.from(JSON.stringify(next)).toString('base64url') : null,
  };
}

function cursorOf(request: Request): EventPlace | undefined {
  const cursor = textOf(request, 'eventsCursor');
  if (cursor === undefined) return undefined;
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(place) && place.length === 4 && place.every(Number.isSafeInteger))
      return place as EventPlace;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ParameterError('eventsCursor', cursor, 'a nextEventsCursor of an earlier answer');
}

function eventItem(fields: FieldTable, event: LogRow, revocations: readonly Revocation[]): CaseEventItem {
  const told = fields.stored.filter(({ bit }) => ((event.told >>> bit) & 1) === 1);
  return {
    id: event.id,
    source: event.source,
    type: event.type,
    time: formatTime(event.eventTime),
    sender: event.sender || null,
    correction: event.correction ? readCorrection(event.correction) : null,
    revokedBy: isCorrection(event.told) ? null : revokedBy(event, revocations),
    fields: Object.fromEntries(told.map((field) => [field.name, jsonOf(field, event)])),
  };
}

function revokedBy(event: LogRow, revocations: readonly Revocation[]): CaseEventItem['revokedBy'] {
  const found = revocations.find(
    ({ revokedSource, revokedId }) => revokedSource === event.source && revokedId === event.id,
  );
  if (!found) return null;
  const { reason, by } = readCorrection(found.correction);
  return { source: found.source, id: found.id, time: formatTime(found.at), reason, by };
}
