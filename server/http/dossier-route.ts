/**
 * `GET /api/v1/dossiers/CODE` and `GET /api/v1/dossier?code=CODE`: one dossier with its newest events, page by page, and its
 * last steps, as of now or an instant.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Request, RequestHandler, Response } from 'express';
import { canonicalDossierCode } from '../../contract/canonical.ts';
import type { CaseEvents, DossierDetail, DossierStep, Officer } from '../../contract/api.ts';
import { jsonOf } from '../../contract/field-json.ts';
import { DETAILS, DOSSIER, type DossierDetails } from '../../contract/fields.ts';
import { statusName, type StatusCode } from '../../contract/status.ts';
import { closedAt, type CaseFacts } from '../../contract/counting.ts';
import { readDossierRecord, readLastSteps, type StepRecord } from '../../clickhouse/dossier-record.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import type { PastBoards } from '../past/past-boards.ts';
import type { Ticker } from '../ticker.ts';
import { dossierItem, timeOrNull } from '../state/cases/case-item.ts';
import { emptyFacts } from '../state/cases/case-store.ts';
import { abortable } from '../../clickhouse/client.ts';
import { maySeeUnit } from '../access/http-access.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { askerOf } from './asker.ts';
import { caseCourse, readCourse } from './case-course.ts';
import { caseEvents, eventPageOf, readEvents, type EventPage } from './case-history.ts';
import { ParameterError, sendProblem } from './problem.ts';
import { textOf } from './query.ts';
import { standingCase, type StandingCase } from './standing-case.ts';

/** A procedure has about ten. */
const MAX_STEPS = 200;

export function getDossier(
  ticker: Ticker,
  client: ClickHouseClient,
  past: PastBoards,
  dossiers: Turnstile,
): RequestHandler {
  return async (request, response) => {
    const spellings = codesOf(request);
    const [asked] = spellings;
    const keys = [...spellings.map(canonicalDossierCode), asked];
    const standing = await standingCase(request, response, { board: ticker.board, keys }, past, dossiers);
    // One of a unit that the token does not open is answered as one that does not exist, and as soon.
    if (!standing || !maySeeUnit(response, standing.board.unitNumber(standing.row)))
      return sendNotFound(response, asked);
    const { board, row, key: code, cut, asOf } = standing;
    const page = eventPageOf(request);
    const question = `dossier ${JSON.stringify([code, page, cut])}`;
    const { record, told, steps, changes } = await dossiers.run(askerOf(response), question, (signal) =>
      readHistory(abortable(client, signal), standing, page),
    );
    if (record.events === 0) return sendNotFound(response, asked);
    const history = caseEvents(DOSSIER, record.events, told);
    if (!board.store.exists(row)) return sendNotFound(response, asked, history);
    const endedMs = clockStopOf(board.store.factsOf(row, emptyFacts())) || board.asOfMs;
    const detail: DossierDetail = {
      ...asOf,
      ...dossierItem(board, row),
      statusAt: timeOrNull(record.statusAt),
      ...(Object.fromEntries(DETAILS.map((field) => [field.name, jsonOf(field, record)])) as DossierDetails),
      ...history,
      steps: steps.map((step, i) => stepItem(step, steps[i + 1]?.startedAt ?? endedMs)),
      stepsTotal: record.steps,
      course: caseCourse(standing, changes),
    };
    response.json(detail);
  };
}

async function readHistory(client: ClickHouseClient, standing: StandingCase, page: EventPage) {
  const { key: code, cut } = standing;
  const [record, told, steps, changes] = await Promise.all([
    readDossierRecord(client, code, cut),
    readEvents(client, DOSSIER_LOG, code, page, cut),
    readLastSteps(client, code, MAX_STEPS, cut),
    readCourse(client, DOSSIER_LOG, standing),
  ]);
  return { record, told, steps, changes };
}

/** `history`: what was told of a dossier of which nothing counts. */
function sendNotFound(response: Response, code: string, history?: CaseEvents): void {
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

/** The code as it is in the path, encoded or, behind some proxies, decoded before; or the parameter `code`. */
function codesOf(request: Request): [string, ...string[]] {
  const path = /^\/(?:dossiers|cases\/dossier)\/(.+)$/.exec(request.path)?.[1];
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
