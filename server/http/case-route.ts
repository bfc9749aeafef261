/** `GET /api/v1/cases/KIND/CODE`: one case of a kind of the pack with its stages and its newest events, as of now or an instant. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { RequestHandler, Response } from 'express';
import type { CaseDetail, CaseStage } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { jsonOf } from '../../contract/field-json.ts';
import { abortable } from '../../clickhouse/client.ts';
import { readCaseRecord } from '../../clickhouse/case-record.ts';
import { CASE_LOG } from '../../clickhouse/stream-log.ts';
import { begunStages } from '../../pack/case-due.ts';
import { maySeeUnit, visitorOf } from '../access/http-access.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { PastBoards } from '../past/past-boards.ts';
import type { Ticker } from '../ticker.ts';
import type { Board } from '../state/board.ts';
import { caseItem, timeOrNull } from '../state/cases/case-item.ts';
import { caseTimes } from '../state/cases/due-rule.ts';
import { askerOf } from './asker.ts';
import { caseCourse, readCourse } from './case-course.ts';
import { caseEvents, eventPageOf, readEvents } from './case-history.ts';
import { getDossier } from './dossier-route.ts';
import { namedCase } from './named-case.ts';
import { sendProblem } from './problem.ts';
import { standingCase, type StandingCase } from './standing-case.ts';

export function getCase(
  ticker: Ticker,
  client: ClickHouseClient,
  past: PastBoards,
  cases: Turnstile,
): RequestHandler {
  const ofDossier = getDossier(ticker, client, past, cases);
  return async (request, response, next) => {
    const { board: now, keys, asked } = namedCase(request.path, ticker.boards, visitorOf(response));
    if (now.kind === DOSSIER) return ofDossier(request, response, next);
    const standing = await standingCase(request, response, { board: now, keys }, past, cases);
    // One of a unit that the token does not open is answered as one that does not exist.
    if (!standing || !isOpen(standing, response)) {
      const detail = `no case of the kind ${now.kind} has the code ${JSON.stringify(asked)}`;
      return sendProblem(response, { status: 404, title: 'Not found', detail, field: 'code', value: asked });
    }
    const { board, row, key, cut, asOf } = standing;
    const page = eventPageOf(request);
    const question = `case ${JSON.stringify([key, page, cut])}`;
    const [record, told, changes] = await cases.run(askerOf(response), question, (signal) => {
      const reader = abortable(client, signal);
      return Promise.all([
        readCaseRecord(reader, key, cut),
        readEvents(reader, CASE_LOG, key, page, cut),
        readCourse(reader, CASE_LOG, standing),
      ]);
    });
    const { fields } = board;
    const shown = fields.stored.filter(({ name }) => !SHOWN_BY_ITEM.has(name));
    const detail: CaseDetail = {
      ...asOf,
      ...caseItem(board, row),
      statusAt: timeOrNull(record.statusAt),
      ...Object.fromEntries(shown.map((field) => [field.name, jsonOf(field, record)])),
      course: caseCourse(standing, changes),
      stages: stagesOf(board, row),
      ...caseEvents(fields, record.events, told),
    };
    response.json(detail);
  };
}

function isOpen({ board, row }: StandingCase, response: Response): boolean {
  return board.store.exists(row) && maySeeUnit(response, board.unitNumber(row));
}

/** Fields that stand in the item, as figures and lists have them. */
const SHOWN_BY_ITEM = new Set([
  ...['status', 'unit', 'channel', 'category', 'receivedAt', 'finishedAt', 'dueAt', 'officer'],
  ...['amountVnd', 'score'],
]);

function stagesOf(board: Board, row: number): CaseStage[] {
  const { counting, store, deadlines, asOfMs } = board;
  const { kind } = counting;
  const calendar = deadlines.calendarOfUnit(board.unitNumber(row));
  return begunStages(kind, caseTimes(kind, store, row), calendar).map(
    ({ stage, startedAt, dueAt, endedAt }) => ({
      name: stage.name,
      vi: stage.vi,
      en: stage.en,
      startedAt: timeOrNull(startedAt),
      dueAt: timeOrNull(dueAt),
      endedAt: timeOrNull(endedAt),
      overdue: (endedAt || asOfMs) > dueAt,
    }),
  );
}
