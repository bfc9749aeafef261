/** `GET /api/v1/audit`: who did what, the newest first, as pages of JSON or as one CSV file. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Request, RequestHandler } from 'express';
import { readAuditRows, type AuditFilter, type StoredAuditRow } from '../../clickhouse/audit-log-table.ts';
import { abortable } from '../../clickhouse/client.ts';
import { AUDIT_ACTIONS, AUDIT_WORDS, type AuditItem, type AuditPage } from '../../contract/audit.ts';
import { dayStart, formatTime, parseDay } from '../../contract/time.ts';
import type { Audit } from '../access/audit.ts';
import { visitorOf } from '../access/http-access.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { csvText } from '../reports/cell-text.ts';
import { csvFile } from '../reports/csv-file.ts';
import { askerOf } from './asker.ts';
import { ParameterError } from './problem.ts';
import { oneOf, textOf, wholeNumber } from './query.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
/** Rows of a file; what is older is left to a file of earlier days, which its last line says. */
export const MAX_FILE_ROWS = 20_000;
const MAX_NAME = 200;
const HEADS = ['Thời điểm', 'Loại', 'Tên', 'Địa chỉ', 'Việc', 'Đối tượng', 'Chi tiết'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function getAudit(client: ClickHouseClient, audits: Turnstile, audit: Audit): RequestHandler {
  return async (request, response) => {
    const filter = filterOf(request);
    const isFile = oneOf(request, 'format', ['json', 'csv']) === 'csv';
    const limit = isFile ? MAX_FILE_ROWS : wholeNumber(request, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
    const cursor = cursorOf(request);
    const rows = await audits.run(askerOf(response), request.originalUrl, (signal) =>
      readAuditRows(abortable(client, signal), filter, cursor, limit + 1),
    );
    const [shown, isMore] = [rows.slice(0, limit), rows.length > limit];
    if (!isFile) {
      const last = shown.at(-1);
      const page: AuditPage = {
        items: shown.map(itemOf),
        nextCursor:
          isMore && last ? Buffer.from(JSON.stringify([last.at, last.id])).toString('base64url') : null,
      };
      return void response.json(page);
    }
    const name = `audit_${formatTime(Date.now())
      .slice(0, 19)
      .replace(/[^0-9T-]/g, '-')}.csv`;
    audit.note(request, visitorOf(response), 'exported', name, `${shown.length} rows`);
    response
      .set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${name}"`,
      })
      .send(Buffer.from(fileOf(shown, isMore)));
  };
}

function fileOf(rows: readonly StoredAuditRow[], isMore: boolean): string {
  const lines = rows.map(({ at, kind, name, address, action, target, detail }) => [
    formatTime(at),
    ...[kind, name, address, AUDIT_WORDS[action]?.vi ?? action, target, detail].map(csvText),
  ]);
  const rest = `Tệp có ${MAX_FILE_ROWS} dòng mới nhất; chọn khoảng ngày sớm hơn để xem các dòng cũ hơn.`;
  return csvFile(HEADS, isMore ? [...lines, [rest]] : lines);
}

function itemOf({ at, ...row }: StoredAuditRow): AuditItem {
  return { ...row, at: formatTime(at) };
}

function filterOf(request: Request): AuditFilter {
  const [fromDay, toDay] = [dayOf(request, 'from'), dayOf(request, 'to')];
  const name = textOf(request, 'name');
  if (name !== undefined && name.length > MAX_NAME)
    throw new ParameterError('name', `${name.length} characters`, `up to ${MAX_NAME} characters`);
  return {
    fromMs: fromDay === undefined ? undefined : dayStart(fromDay),
    beforeMs: toDay === undefined ? undefined : dayStart(toDay + 1),
    name: name?.normalize('NFC'),
    action: oneOf(request, 'action', AUDIT_ACTIONS),
  };
}

function dayOf(request: Request, name: string): number | undefined {
  const text = textOf(request, name);
  const day = text === undefined ? undefined : parseDay(text);
  if (text !== undefined && day === undefined) throw new ParameterError(name, text, 'a date YYYY-MM-DD');
  return day;
}

function cursorOf(request: Request): Pick<StoredAuditRow, 'at' | 'id'> | undefined {
  const cursor = textOf(request, 'cursor');
  if (cursor === undefined) return undefined;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown];
    if (typeof at === 'number' && typeof id === 'string' && UUID.test(id)) return { at, id };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new ParameterError('cursor', cursor, 'a nextCursor of an earlier answer');
}
