/**
 * `GET /api/v1/dossiers/CODE` and `GET /api/v1/dossier?code=CODE`: one dossier with its newest events, page by page, and its
 * last steps.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Request, RequestHandler, Response } from 'express';
import { canonicalDossierCode } from '../../contract/canonical.ts';
import type {
  DossierDetail,
  DossierEventItem,
  DossierEvents,
  DossierStep,
  Officer,
} from '../../contract/api.ts';
import { jsonOf } from '../../contract/field-json.ts';
import { DETAILS, DOSSIER, isCorrection, type DossierDetails } from '../../contract/fields.ts';
import { statusName, type StatusCode } from '../../contract/status.ts';
import { closedAt, type CaseFacts } from '../../contract/counting.ts';
import { formatTime } from '../../contract/time.ts';
import { readCorrection, readRevocations, type Revocation } from '../../clickhouse/corrections.ts';
import {
  readDossierRecord,
  readLastSteps,
  type DossierRecord,
  type StepRecord,
} from '../../clickhouse/dossier-record.ts';
import { readNewestEvents, type EventPlace, type EventRow } from '../../clickhouse/events-table.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import type { Monitor } from '../monitor.ts';
import { dossierItem, timeOrNull } from '../state/case-item.ts';
import { emptyFacts } from '../state/case-store.ts';
import { abortable } from '../../clickhouse/client.ts';
import { grantedTo } from '../access/http-access.ts';
import type { Lane } from '../admission/lane.ts';
import { askerOf } from './asker.ts';
import { ParameterError, sendProblem } from './problem.ts';
import { textOf, wholeNumber } from './query.ts';

const DEFAULT_EVENTS = 100;
const MAX_EVENTS = 500;
/** A procedure has about ten. */
const MAX_STEPS = 200;

export function getDossier(monitor: Monitor, client: ClickHouseClient, dossiers: Lane): RequestHandler {
  return async (request, response) => {
    const spellings = codesOf(request);
    const [asked] = spellings;
    const { codes } = monitor.board.store;
    const code = spellings.map(canonicalDossierCode).find((one) => codes.get(one) >= 0) ?? asked;
    const row = codes.get(code);
    // One of a unit that the token does not open is answered as one that does not exist, and as soon.
    const isOpen = row >= 0 && grantedTo(response).units.has(monitor.board.unitNumber(row));
    if (!isOpen) return sendNotFound(response, asked);
    const limit = wholeNumber(request, 'events', DEFAULT_EVENTS, MAX_EVENTS);
    const cursor = cursorOf(request);
    const question = `dossier ${JSON.stringify([code, limit, cursor])}`;
    const history = await dossiers.run(askerOf(response), question, (signal) =>
      readHistory(abortable(client, signal), code, limit, cursor),
    );
    const { record, steps, ...told } = history;
    if (record.events === 0) return sendNotFound(response, asked);
    if (!monitor.board.store.exists(row)) return sendNotFound(response, asked, eventsOf(record, told));
    const endedMs = clockStopOf(monitor.board.store.factsOf(row, emptyFacts())) || monitor.board.asOfMs;
    const detail: DossierDetail = {
      ...dossierItem(monitor.board, row),
      statusAt: timeOrNull(record.statusAt),
      ...(Object.fromEntries(DETAILS.map((field) => [field.name, jsonOf(field, record)])) as DossierDetails),
      ...eventsOf(record, told),
      steps: steps.map((step, i) => stepItem(step, steps[i + 1]?.startedAt ?? endedMs)),
      stepsTotal: record.steps,
    };
    response.json(detail);
  };
}

interface ToldEvents {
  events: EventRow[];
  next: EventPlace | undefined;
  revocations: Revocation[];
}

async function readHistory(
  client: ClickHouseClient,
  code: string,
  limit: number,
  behind: EventPlace | undefined,
): Promise<ToldEvents & { record: DossierRecord; steps: StepRecord[] }> {
  const [record, told, steps] = await Promise.all([
    readDossierRecord(client, code),
    readNewestEvents(client, DOSSIER_LOG, code, limit, behind).then(async ({ events, next }) => {
      return { events, next, revocations: await readRevocations(client, DOSSIER_LOG, code, events) };
    }),
    readLastSteps(client, code, MAX_STEPS),
  ]);
  return { record, steps, ...told };
}

function eventsOf(record: DossierRecord, { events, next, revocations }: ToldEvents): DossierEvents {
  return {
    events: events.map((event) => eventItem(event, revocations)),
    eventsTotal: record.events,
    nextEventsCursor: next ? Buffer.from(JSON.stringify(next)).toString('base64url') : null,
  };
}

/** `history`: what was told of a dossier of which nothing counts. */
function sendNotFound(response: Response, code: string, history?: DossierEvents): void {
  sendProblem(response, {
    status: 404,
    title: 'Not found',
    detail: history
      ? `no event of the dossier ${JSON.stringify(code)} counts: corrections revoke what was told of it`
      : `no dossier has the code ${JSON.stringify(code)}`,
    field: 'code',
    value: code,
    ...(history && { history }),
  });
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

/** The code as it is in the path, encoded or, behind some proxies, decoded before; or the parameter `code`. */
function codesOf(request: Request): [string, ...string[]] {
  const path = /^\/dossiers\/(.+)$/.exec(request.path)?.[1];
  if (path === undefined) {
    const code = textOf(request, 'code');
    if (code === undefined) throw new ParameterError('code', code, 'the code of a dossier');
    return [code];
  }
  try {
    return [decodeURIComponent(path), path];
  } catch {
    return [path];
  }
}

function eventItem(event: EventRow, revocations: readonly Revocation[]): DossierEventItem {
  const told = DOSSIER.stored.filter(({ bit }) => ((event.told >>> bit) & 1) === 1);
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

function revokedBy(event: EventRow, revocations: readonly Revocation[]): DossierEventItem['revokedBy'] {
  const found = revocations.find(
    ({ revokedSource, revokedId }) => revokedSource === event.source && revokedId === event.id,
  );
  if (!found) return null;
  const { reason, by } = readCorrection(found.correction);
  return { source: found.source, id: found.id, time: formatTime(found.at), reason, by };
}

/** When the clock of the last step stopped: the dossier closed, or is paused or outside; 0 while it runs. */
function clockStopOf(facts: CaseFacts): number {
  return facts.group === 'inProgress' ? 0 : closedAt(facts) || facts.statusAt;
}

function stepItem(step: StepRecord, endedMs: number): DossierStep {
  return {
    startedAt: timeOrNull(step.startedAt),
    dueAt: timeOrNull(step.dueAt),
    department: step.department || null,
    officer: jsonOf(DOSSIER.field('officer'), step) as Officer | null,
    status: statusName(step.status as StatusCode),
    overdue: step.dueAt !== 0 && endedMs > step.dueAt,
  };
}
