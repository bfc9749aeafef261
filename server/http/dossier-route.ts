/** `GET /api/v1/dossiers/CODE`: one dossier with its events and steps. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { RequestHandler } from 'express';
import { canonicalDossierCode } from '../../contract/canonical.ts';
import type { DossierDetail, DossierEventItem, DossierStep } from '../../contract/api.ts';
import { FIELDS, isTold, NO_FEE, type Field } from '../../contract/fields.ts';
import {
  APPLICANT_TYPES,
  CHANNELS,
  ONLINE_LEVELS,
  statusGroup,
  statusName,
  type StatusCode,
} from '../../contract/status.ts';
import { closedAt, type DossierFacts } from '../../contract/counting.ts';
import { formatTime } from '../../contract/time.ts';
import { readEventsOf, type EventRow } from '../../clickhouse/events-table.ts';
import type { Monitor } from '../monitor.ts';
import { itemOf, timeOrNull } from '../state/dossier-list.ts';
import { emptyFacts } from '../state/dossier-store.ts';
import { abortable } from '../../clickhouse/client.ts';
import { grantedTo } from '../access/http-access.ts';
import type { Lane } from '../admission/lane.ts';
import { askerOf } from './asker.ts';
import { recordOf, stepsOf, type StepRecord } from './dossier-record.ts';
import { sendProblem } from './problem.ts';

export function getDossier(monitor: Monitor, client: ClickHouseClient, dossiers: Lane): RequestHandler {
  return async (request, response) => {
    const asked = request.params['code'] as string;
    const { codes } = monitor.board.store;
    // The log may hold codes of a time before they were brought to one form.
    const code = [asked, canonicalDossierCode(asked)].find((one) => codes.get(one) >= 0) ?? asked;
    const row = codes.get(code);
    // One of a unit that the token does not open is answered as one that does not exist, and as soon.
    const isOpen = row >= 0 && grantedTo(response).units.has(monitor.board.unitNumber(row));
    const events = isOpen
      ? await dossiers.run(askerOf(response), `dossier ${code}`, (signal) =>
          readEventsOf(abortable(client, signal), code),
        )
      : [];
    if (events.length === 0) {
      return sendProblem(response, {
        status: 404,
        title: 'Not found',
        detail: `no dossier has the code ${JSON.stringify(asked)}`,
        field: 'code',
        value: asked,
      });
    }
    const record = recordOf(events);
    const endedMs = clockStopOf(monitor.board.store.factsOf(row, emptyFacts())) || monitor.board.asOfMs;
    const detail: DossierDetail = {
      ...itemOf(monitor.board, row),
      submittedAt: timeOrNull(record.submittedAt),
      returnedAt: timeOrNull(record.returnedAt),
      refusedAt: timeOrNull(record.refusedAt),
      statusAt: timeOrNull(record.statusAt),
      department: record.department || null,
      applicantType: APPLICANT_TYPES[record.applicantType - 1] ?? null,
      feeVnd: record.feeVnd === NO_FEE ? null : record.feeVnd,
      paidOnline: booleanOf(record.paidOnline),
      digitised: booleanOf(record.digitised),
      electronicResult: booleanOf(record.electronicResult),
      vneidVerified: booleanOf(record.vneidVerified),
      returnChannel: CHANNELS[record.returnChannel - 1] ?? null,
      events: events.map(eventItem),
      steps: stepsOf(events).map((step, i, steps) => stepItem(step, steps[i + 1]?.startedAt ?? endedMs)),
    };
    response.json(detail);
  };
}

function eventItem(event: EventRow): DossierEventItem {
  const told = FIELDS.filter((field) => isTold(event.told, field));
  return {
    id: event.id,
    source: event.source,
    type: event.type,
    time: formatTime(event.eventTime),
    fields: Object.fromEntries(told.map((field) => [field, fieldOf(event, field)])),
  };
}

/** A stored field as the contract writes it; null is cleared. */
function fieldOf(event: EventRow, field: Field): unknown {
  switch (field) {
    case 'status':
      return statusName(event.status as StatusCode);
    case 'unit':
      return unitOf(event);
    case 'channel':
    case 'returnChannel':
      return CHANNELS[event[field] - 1] ?? null;
    case 'procedure':
      if (!event.procedureCode && !event.procedureName) return null;
      return {
        code: event.procedureCode || null,
        name: event.procedureName || null,
        field: event.procedureField || null,
        onlineLevel: ONLINE_LEVELS[event.procedureLevel - 1] ?? null,
      };
    case 'officer':
      return officerOf(event);
    case 'department':
      return event.department || null;
    case 'applicantType':
      return APPLICANT_TYPES[event.applicantType - 1] ?? null;
    case 'feeVnd':
      return event.feeVnd === NO_FEE ? null : event.feeVnd;
    case 'step':
      return { startedAt: timeOrNull(event.stepStartedAt), dueAt: timeOrNull(event.stepDueAt) };
    case 'paidOnline':
    case 'digitised':
    case 'electronicResult':
    case 'vneidVerified':
      return booleanOf(event[field]);
    default:
      return timeOrNull(event[field]);
  }
}

/** When the clock of the last step stopped: the dossier closed, or is paused or outside; 0 while it runs. */
function clockStopOf(facts: DossierFacts): number {
  return statusGroup(facts.status) === 'inProgress' ? 0 : closedAt(facts) || facts.statusAt;
}

function stepItem(step: StepRecord, endedMs: number): DossierStep {
  return {
    startedAt: timeOrNull(step.startedAt),
    dueAt: timeOrNull(step.dueAt),
    department: step.department || null,
    officer: officerOf(step),
    status: statusName(step.status as StatusCode),
    overdue: step.dueAt !== 0 && endedMs > step.dueAt,
  };
}

/** As it was told: code, name or both. */
function unitOf({ unitCode, unitName }: EventRow) {
  if (!unitCode && !unitName) return null;
  return { ...(unitCode && { code: unitCode }), ...(unitName && { name: unitName }) };
}

function officerOf(row: { officerId: string; officerName: string }) {
  const { officerId: id, officerName: name } = row;
  return id || name ? { id: id || null, name: name || null } : null;
}

function booleanOf(code: number): boolean | null {
  return code === 0 ? null : code === 2;
}
