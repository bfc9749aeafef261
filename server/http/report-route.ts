/**
 * `GET /api/v1/reports/06a`: Form 06a of a period, cut as asked, as of any instant; `GET /api/v1/reports/cases`: the same
 * columns of any kind. As JSON, CSV or a workbook.
 */
import type { Request, RequestHandler, Response } from 'express';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import {
  KIND_CUTS,
  REPORT_CUTS,
  type CaseReport,
  type KindCut,
  type ReportCut,
} from '../../contract/form-06a.ts';
import type { Ticker } from '../ticker.ts';
import type { Audit } from '../access/audit.ts';
import { visitorOf } from '../access/http-access.ts';
import { reportCsv } from '../reports/csv.ts';
import type { Asker, Turnstile } from '../admission/turnstile.ts';
import type { Reports } from '../reports/reports.ts';
import { writeXlsxApart } from '../reports/write-xlsx-apart.ts';
import type { Board } from '../state/board.ts';
import { askerOf } from './asker.ts';
import { asOfOf, boardOf, oneOf, periodOf, scopeOf } from './query.ts';

const FORMATS = ['json', 'csv', 'xlsx'] as const;
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function getReport(
  ticker: Ticker,
  reports: Reports,
  workbooks: Turnstile,
  audit: Audit,
): RequestHandler {
  return async (request, response) => {
    const { board } = ticker;
    const asOfMs = asOfOf(request, Date.now());
    await send(request, response, { workbooks, audit }, 'form-06a', board, (asker) =>
      reports.report(asker, {
        board,
        scope: scopeOf(request, response, board.directory),
        by: oneOf(request, 'by', REPORT_CUTS) ?? 'unit',
        period: periodOf(request, asOfMs ?? board.asOfMs),
        asOfMs,
      }),
    );
  };
}

export function getCaseReport(
  ticker: Ticker,
  reports: Reports,
  workbooks: Turnstile,
  audit: Audit,
): RequestHandler {
  return async (request, response) => {
    const board = boardOf(request, ticker.boards);
    const asOfMs = asOfOf(request, Date.now());
    const cuts = board === ticker.board ? REPORT_CUTS : KIND_CUTS;
    await send(request, response, { workbooks, audit }, `report-${board.kind}`, board, (asker) =>
      reports.report(asker, {
        board,
        scope: scopeOf(request, response, board.directory),
        by: oneOf<ReportCut | KindCut>(request, 'by', cuts) ?? 'unit',
        period: periodOf(request, asOfMs ?? board.asOfMs),
        asOfMs,
      }),
    );
  };
}

/** Answers a report in the format that is asked for; `name` begins the names of files. */
async function send(
  request: Request,
  response: Response,
  { workbooks, audit }: { workbooks: Turnstile; audit: Audit },
  name: string,
  { kind: code, pack, counting }: Board,
  make: (asker: Asker) => Promise<CaseReport>,
): Promise<void> {
  const format = oneOf(request, 'format', FORMATS) ?? 'json';
  const asker = askerOf(response);
  const report = await make(asker);
  if (format === 'json') return void response.json(report);
  const kind = code === DOSSIER ? undefined : counting.kind;
  const file = `${name}_${pack.id}_${nameOf(report)}.${format}`;
  audit.note(request, visitorOf(response), 'exported', file);
  if (format === 'csv')
    return sendFile(response, file, 'text/csv; charset=utf-8', Buffer.from(reportCsv(report, kind)));
  const workbook = await workbooks.run(asker, `${file} ${report.asOf}`, (signal) =>
    writeXlsxApart({ report, kind }, signal),
  );
  sendFile(response, file, XLSX_TYPE, workbook);
}

/** What tells one file from another: scope, edition, cut, period and instant. */
function nameOf({ scope, edition, by, period, asOf }: CaseReport): string {
  const parts = [
    scope,
    ...(edition === 'asWas' ? [edition] : []),
    by,
    period.from,
    period.to,
    asOf.slice(0, 19),
  ];
  return parts.map((part) => part.replace(/[^A-Za-z0-9.-]+/g, '-')).join('_');
}

function sendFile(response: Response, name: string, type: string, body: Buffer): void {
  response.set({ 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` }).send(body);
}
