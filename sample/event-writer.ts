/** Builds events of contract/event.ts for sample dossiers. */
import type { Channel, OnlineLevel, Status } from '../contract/status.ts';
import { PROGRESS_TYPE, SNAPSHOT_TYPE, type DossierEvent, type SnapshotData } from '../contract/event.ts';
import type { PackProcedure } from '../pack/province-pack.ts';
import type { Desk, SampleOfficer } from './demand.ts';
import { dayText, timeText } from './time-text.ts';

/** One event with the instant it happens at. */
export interface TimedEvent<Event = DossierEvent> {
  timeMs: number;
  event: Event;
}

/** What is settled about a dossier when it is filed. Times are instants in ms. */
export interface DossierFile {
  code: string;
  source: string;
  desk: Desk;
  procedure: PackProcedure;
  channel: Channel;
  applicantType: 'citizen' | 'business' | 'organisation';
  officer: SampleOfficer;
  submittedAtMs: number;
  digitised: boolean;
  vneidVerified: boolean;
  /** How the applicant wants the result. */
  returnChannel: Channel;
}

/** Snapshot fields that change while the dossier is handled; a time left out is null. */
export interface DossierState {
  status: Status;
  receivedAtMs?: number | null;
  dueAtMs?: number | null;
  finishedAtMs?: number | null;
  returnedAtMs?: number | null;
  refusedAtMs?: number | null;
  paidOnline?: boolean;
  electronicResult?: boolean;
}

/** `000.00.32.H10-211004-00017`: agency id, local day, number of the day. */
export function dossierCode(agencyId: string, day: number, serial: number): string {
  const date = dayText(day);
  return `${agencyId}-${date.slice(2, 4)}${date.slice(5, 7)}${date.slice(8)}-${`${serial}`.padStart(5, '0')}`;
}

export function snapshotOf(id: string, timeMs: number, file: DossierFile, state: DossierState): TimedEvent {
  const { procedure } = file;
  const data: SnapshotData = {
    code: file.code,
    procedure: procedureOf(procedure),
    unit: { code: file.desk.unit.officialCode },
    channel: file.channel,
    applicantType: file.applicantType,
    submittedAt: timeText(file.submittedAtMs),
    receivedAt: timeOrNull(state.receivedAtMs),
    dueAt: timeOrNull(state.dueAtMs),
    finishedAt: timeOrNull(state.finishedAtMs),
    returnedAt: timeOrNull(state.returnedAtMs),
    refusedAt: timeOrNull(state.refusedAtMs),
    status: state.status,
    officer: file.officer,
    paidOnline: state.paidOnline ?? false,
    feeVnd: procedure.feeVnd,
    digitised: file.digitised,
    electronicResult: state.electronicResult ?? false,
    vneidVerified: file.vneidVerified,
    returnChannel: file.returnChannel,
  };
  return {
    timeMs,
    event: {
      specversion: '1.0',
      id,
      source: file.source,
      type: SNAPSHOT_TYPE,
      time: timeText(timeMs),
      data,
    },
  };
}

/** A progress event; with `stepDueAtMs` a step begins. */
export function progressOf(
  id: string,
  timeMs: number,
  file: DossierFile,
  status: Status,
  step?: { department: string; dueAtMs: number },
): TimedEvent {
  const { code, officer } = file;
  const data = step
    ? {
        code,
        status,
        officer,
        department: step.department,
        step: { startedAt: timeText(timeMs), dueAt: timeText(step.dueAtMs) },
      }
    : { code, status, officer };
  return {
    timeMs,
    event: {
      specversion: '1.0',
      id,
      source: file.source,
      type: PROGRESS_TYPE,
      time: timeText(timeMs),
      data,
    },
  };
}

/** Cuts an instant to the second, as systems tell times. */
export function toSecond(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}

function procedureOf(procedure: PackProcedure): {
  code: string;
  name: string;
  field: string;
  onlineLevel: OnlineLevel;
} {
  const { code, name, field, onlineLevel } = procedure;
  return { code, name, field, onlineLevel };
}

function timeOrNull(timeMs: number | null | undefined): string | null {
  return timeMs == null ? null : timeText(timeMs);
}
