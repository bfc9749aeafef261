/** `GET /api/v1/reports/06a`: Form 06a of a period, cut as asked, as of any instant; as JSON, CSV or a workbook. */
import type { Request, RequestHandler, Response } from 'express';
import { REPORT_CUTS, type Report06a } from '../../contract/form-06a.ts';
import { formatTime, parseTime } from '../../contract/time.ts';
import type { Monitor } from '../monitor.ts';
import { reportCsv } from '../reports/csv.ts';
import type { Lane } from '../admission/lane.ts';
import type { Reports } from '../reports/reports.ts';
import { writeXlsxApart } from '../reports/write-xlsx-apart.ts';
import { askerOf } from './asker.ts';
import { ParameterError } from './problem.ts';
import { oneOf, periodOf, scopeOf, textOf } from './query.ts';

const FORMATS = ['json', 'csv', 'xlsx'] as const;
const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function getReport(monitor: Monitor, reports: Reports, workbooks: Lane): RequestHandler {
  return async (request, response) => {
    const { board } = monitor;
    const format = oneOf(request, 'format', FORMATS) ?? 'json';
    const asOfMs = asOfOf(request, Date.now());
    const asker = askerOf(response);
    const report = await reports.report(asker, {
      scope: scopeOf(request, response, board.directory),
      by: oneOf(request, 'by', REPORT_CUTS) ?? 'unit',
      period: periodOf(request, asOfMs ?? board.asOfMs),
      asOfMs,
    });
    if (format === 'json') return void response.json(report);
    const file = `form-06a_${board.pack.id}_${nameOf(report)}.${format}`;
    if (format === 'csv') sendFile(response, file, 'text/csv; charset=utf-8', Buffer.from(reportCsv(report)));
    else
      sendFile(
        response,
        file,
        XLSX_TYPE,
        await workbooks.run(asker, `${file} ${report.asOf}`, () => writeXlsxApart(report)),
      );
  };
}

/** An instant; in an address its `+` may have become a space. */
function asOfOf(request: Request, nowMs: number): number | undefined {
  const text = textOf(request, 'asOf');
  if (text === undefined) return undefined;
  const asOfMs = parseTime(text.replace(/ (\d\d:\d\d)$/, '+$1'));
  if (asOfMs === undefined || asOfMs > nowMs) {
    const accepted = `a time with an offset, such as ${formatTime(nowMs - (nowMs % 1_000))}, that is not in the future`;
    throw new ParameterError('asOf', text, accepted);
  }
  return asOfMs;
}

/** What tells one file from another: scope, edition, cut, period and instant. */
function nameOf({ scope, edition, by, period, asOf }: Report06a): string {
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
