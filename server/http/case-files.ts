/**
 * `GET /api/v1/dossiers?format=csv|xlsx` and of cases: the whole list as a file. CSV goes out row by row as its reader
 * takes it; a workbook is written whole. `X-Rows` tells beforehand how many rows come, by which a page shows how far it is.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { EditionName } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { formatTime } from '../../contract/time.ts';
import type { Audit } from '../access/audit.ts';
import { visitorOf } from '../access/http-access.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { csvText } from '../reports/cell-text.ts';
import { caseColumns, type CaseColumn } from '../reports/case-columns.ts';
import { BYTE_ORDER_MARK, csvLine } from '../reports/csv-file.ts';
import { writeXlsxApart } from '../reports/write-xlsx-apart.ts';
import type { Board } from '../state/board.ts';
import { caseItem, dossierItem } from '../state/cases/case-item.ts';
import type { CaseRows } from '../state/cases/case-list.ts';
import { askerOf } from './asker.ts';
import { ParameterError } from './problem.ts';
import { XLSX_TYPE } from './report-route.ts';

export const CASE_FORMATS = ['json', 'csv', 'xlsx'] as const;
type FileFormat = Exclude<(typeof CASE_FORMATS)[number], 'json'>;

/** Rows of a file. A workbook is in memory as a whole, about 2 kB a row while it is written. */
const MAX_ROWS: Record<FileFormat, number> = { csv: 100_000, xlsx: 20_000 };
/** Between two turns of the event loop: 2 to 5 ms of work. */
const ROWS_OF_ONE_TURN = 500;
/** A reader that takes nothing for so long has gone, or holds a place that others wait for. */
const STALLED_MS = 30_000;

export interface FileBounds {
  rows: Record<FileFormat, number>;
  stalledMs: number;
}

/** A list that passed its filters; `list` finds the first rows of it, `isOpen` whether one still is. */
export interface FileOf {
  board: Board;
  edition: EditionName;
  list: (limit: number, signal: AbortSignal) => Promise<CaseRows>;
  isOpen: (row: number) => boolean;
}

export class CaseFiles {
  /** Files refused with 400: more rows than a file may have. */
  tooLarge = 0;
  /** Files broken off: their readers took nothing for {@link STALLED_MS}. */
  stalled = 0;
  readonly #scans: Turnstile;
  readonly #files: Turnstile;
  readonly #audit: Pick<Audit, 'note'>;
  readonly #bounds: FileBounds;

  constructor(
    scans: Turnstile,
    files: Turnstile,
    audit: Pick<Audit, 'note'>,
    bounds: FileBounds = { rows: MAX_ROWS, stalledMs: STALLED_MS },
  ) {
    this.#scans = scans;
    this.#files = files;
    this.#audit = audit;
    this.#bounds = bounds;
  }

  /** Resolves when the file is sent. @throws ParameterError when it has too many rows, TooMuchAsked, GivenUp */
  async send(request: Request, response: Response, of: FileOf, format: FileFormat): Promise<void> {
    const asker = askerOf(response);
    const id = randomUUID();
    await this.#files.run(asker, id, async (signal) => {
      const limit = this.#bounds.rows[format];
      const { rows, total } = await this.#scans.run({ ...asker, signal }, id, (ended) =>
        of.list(limit, ended),
      );
      if (total > limit) {
        this.tooLarge++;
        const accepted = `up to ${limit} cases; narrow the filters`;
        throw new ParameterError('format', `${format} of ${total} cases`, accepted);
      }
      const file = `${of.board.kind}_${of.board.pack.id}_${formatTime(of.board.asOfMs).slice(0, 19).replace(/:/g, '-')}.${format}`;
      this.#audit.note(request, visitorOf(response), 'exported', file, `${total} rows ${request.url}`);
      const headers = { 'Content-Disposition': `attachment; filename="${file}"`, 'X-Rows': String(total) };
      if (format === 'xlsx') return sendWorkbook(response.set(headers), of, rows, signal);
      await this.#stream(response.set(headers), csvParts(of, rows), signal);
    });
  }

  async #stream(response: Response, parts: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
    response.type('text/csv; charset=utf-8');
    response.setTimeout(this.#bounds.stalledMs, () => {
      this.stalled++;
      response.destroy();
    });
    await pipeline(Readable.from(parts), response, { signal });
  }
}

async function sendWorkbook(
  response: Response,
  of: FileOf,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const columns = caseColumns(of.board.counting.kind);
  const lines: ReturnType<CaseColumn['read']>[][] = [];
  for await (const part of itemsOf(of, rows))
    for (const item of part) lines.push(columns.map(({ read }) => read(item)));
  const heads = columns.map(({ head }) => head);
  const table = { sheet: of.board.counting.kind.name.vi.slice(0, 31), heads, rows: lines };
  response.type(XLSX_TYPE).send(await writeXlsxApart({ table }, signal));
}

async function* csvParts(of: FileOf, rows: readonly number[]): AsyncGenerator<string> {
  const columns = caseColumns(of.board.counting.kind);
  const line = (cells: readonly string[]) => csvLine(cells, columns.length);
  yield BYTE_ORDER_MARK + line(columns.map(({ head }) => head));
  for await (const items of itemsOf(of, rows))
    yield items.map((item) => line(columns.map(({ read }) => cellText(read(item))))).join('');
}

/** What no spreadsheet takes for something else; a number stands as it is. */
function cellText(value: string | number | null): string {
  return typeof value === 'string' ? csvText(value) : (value?.toString() ?? '');
}

/** In turns, so that ticks pass between them; what went out of sight meanwhile is left out. */
async function* itemsOf({ board, edition, isOpen }: FileOf, rows: readonly number[]) {
  const itemOf = board.kind === DOSSIER ? dossierItem : caseItem;
  for (let at = 0; at < rows.length; at += ROWS_OF_ONE_TURN) {
    await setImmediate();
    const part = rows.slice(at, at + ROWS_OF_ONE_TURN);
    yield part.filter(isOpen).map((row) => itemOf(board, row, edition));
  }
}
