/**
 * `GET /api/v1/cases` and, of dossiers, `GET /api/v1/dossiers`: a page of cases of a kind that pass the filters, as of now or of
 * an instant, or with `format` all of them as a file.
 */
import type { Request, RequestHandler, Response } from 'express';
import { canonicalText, codeKey, nameKey } from '../../contract/canonical.ts';
import { CASE_SORTS, LATENESS, type CaseSort } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { KindCounting } from '../../contract/kind-counting.ts';
import { STATUS_GROUPS, type StatusGroup } from '../../contract/status.ts';
import { unitScope } from '../../contract/scope.ts';
import type { Period } from '../../contract/period.ts';
import { formatTime } from '../../contract/time.ts';
import { parsePeriod } from '../../contract/watch-period.ts';
import { grantedTo, visitorOf } from '../access/http-access.ts';
import { seesAll } from '../access/open-scopes.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { PastLists } from '../past/past-lists.ts';
import type { Ticker } from '../ticker.ts';
import type { Board } from '../state/board.ts';
import { caseItem, dossierItem } from '../state/cases/case-item.ts';
import { listCases, type CaseFilter } from '../state/cases/case-list.ts';
import type { CaseOrder } from '../state/cases/case-order.ts';
import { ToldProcedures } from '../state/cases/told-procedures.ts';
import { findScope } from '../state/periods/figures.ts';
import type { TextTuple } from '../state/memory/interner.ts';
import type { ListPosition } from '../state/memory/page-collector.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { askerOf } from './asker.ts';
import { CASE_FORMATS, type CaseFiles } from './case-files.ts';
import { demandOpen } from './confidential.ts';
import { ParameterError } from './problem.ts';
import { asOfOf, boardOf, editionOf, oneOf, scopeOf, textOf, wholeNumber } from './query.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const MAX_TEXT = 200;

/** Of the kind that `kind` names. */
export function getCases(
  ticker: Ticker,
  scans: Turnstile,
  past: PastLists,
  files: CaseFiles,
): RequestHandler {
  return (request, response) =>
    answer(request, response, boardOf(request, ticker.boards), scans, past, files);
}

export function getDossiers(
  ticker: Ticker,
  scans: Turnstile,
  past: PastLists,
  files: CaseFiles,
): RequestHandler {
  return (request, response) => answer(request, response, ticker.board, scans, past, files);
}

async function answer(
  request: Request,
  response: Response,
  board: Board,
  scans: Turnstile,
  past: PastLists,
  files: CaseFiles,
): Promise<void> {
  const { counting } = board;
  demandOpen(counting.kind, visitorOf(response));
  const filter: CaseFilter = {
    units: unitsOf(request, response, board.directory),
    lateness: oneOf(request, 'lateness', LATENESS),
    statuses: statusesOf(request, counting),
    origin: originOf(request, counting),
    received: receivedOf(request),
    fields: fieldsOf(request, board),
    text: searchText(request),
  };
  const format = oneOf(request, 'format', CASE_FORMATS) ?? 'json';
  const { order, after, asOfMs } = placeOf(request, board.asOfMs);
  if (format !== 'json') {
    if (asOfMs !== undefined)
      throw new ParameterError('asOf', textOf(request, 'asOf'), 'none beside format: files are of now');
    const list = (limit: number, signal: AbortSignal) =>
      listCases(board, filter, order, limit, undefined, signal);
    const isOpen = (row: number) => board.store.exists(row) && filter.units.has(board.unitNumber(row));
    return files.send(request, response, { board, edition: editionOf(request), list, isOpen }, format);
  }
  const limit = wholeNumber(request, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
  const question = `list ${grantedTo(response)
    .map(({ name }) => name)
    .join(',')} ${request.url}`;
  const edition = editionOf(request);
  const item = board.kind === DOSSIER ? dossierItem : caseItem;
  const itemOf = (of: Board, row: number) => item(of, row, edition);
  if (asOfMs !== undefined) {
    const list = { board, asOfMs, filter, order, limit, after, itemOf };
    const { next, ...page } = await past.page(askerOf(response), question, list);
    const nextCursor = cursorText(order, next, true);
    return void response.json({ ...page, asOf: formatTime(asOfMs), nextCursor });
  }
  const { rows, total, next } = await scans.run(askerOf(response), question, (signal) =>
    listCases(board, filter, order, limit, after, signal),
  );
  const items = rows.map((row) => itemOf(board, row));
  response.json({ items, total, asOf: formatTime(board.asOfMs), nextCursor: cursorText(order, next) });
}

function unitsOf(request: Request, response: Response, directory: UnitDirectory): ReadonlySet<number> {
  const { units } = scopeOf(request, response, directory);
  const code = textOf(request, 'unit');
  if (code === undefined) return units;
  const scope = findScope(directory, unitScope(code), editionOf(request));
  // Who may not see all of the province finds nothing, as of a unit that lies outside.
  if (!scope && seesAll(grantedTo(response)))
    throw new ParameterError('unit', code, 'a unit code of the province pack, or unmapped');
  return new Set([...(scope?.units ?? [])].filter((unit) => units.has(unit)));
}

/** `procedure` and `field` of dossiers, `category` of other kinds, and `officer`. */
function fieldsOf(request: Request, { counting: { kind }, pack }: Board): CaseFilter['fields'] {
  const officer = textOf(request, 'officer');
  const isDossier = kind.kind === DOSSIER;
  const ofProcedure = textOf(request, 'field');
  if (ofProcedure !== undefined && !isDossier)
    throw new ParameterError('field', ofProcedure, `none: only dossiers have the field of a procedure`);
  const procedures = new ToldProcedures(ofProcedure === undefined ? [] : pack.procedures);
  const field = isDossier ? 'procedure' : 'category';
  const wanted =
    field === 'procedure'
      ? textOf(request, field)
      : oneOf(
          request,
          field,
          kind.categories.map(({ code }) => code),
        );
  return [
    ...(wanted === undefined ? [] : [{ field, accepts: firstIs(wanted, codeKey) }]),
    ...(ofProcedure === undefined ? [] : [{ field: 'procedure', accepts: fieldIs(procedures, ofProcedure) }]),
    ...(officer === undefined ? [] : [{ field: 'officer', accepts: officerIs(officer) }]),
  ];
}

function firstIs(wanted: string, keyOf: (text: string) => string): (texts: TextTuple) => boolean {
  const key = keyOf(wanted);
  return ([first = '']) => keyOf(first) === key;
}

function fieldIs(procedures: ToldProcedures, wanted: string): (texts: TextTuple) => boolean {
  const key = nameKey(wanted);
  return (texts) => nameKey(procedures.fieldOf(texts)) === key;
}

/** By the id; one that is told without by the name. */
function officerIs(wanted: string): (texts: TextTuple) => boolean {
  const key = nameKey(wanted);
  return ([id = '', name = '']) => nameKey(id || name) === key;
}

/** `from` and `to`: both or none. */
function receivedOf(request: Request): Period | undefined {
  const [from, to] = [textOf(request, 'from'), textOf(request, 'to')];
  return from === undefined && to === undefined ? undefined : parsePeriod(from, to);
}

/** `status` is one of the kind's or a group of them, such as inProgress. */
function statusesOf(request: Request, counting: KindCounting): ReadonlySet<number> | undefined {
  const { statuses } = counting.kind;
  const codes = statuses.map(({ code }) => code);
  const groups = STATUS_GROUPS.filter((group) => !codes.includes(group));
  const status = oneOf(request, 'status', [...codes, ...groups]);
  if (status === undefined) return undefined;
  const known = statuses.find(({ code }) => code === status);
  return new Set(known ? [known.n] : counting.statusesOf(status as StatusGroup));
}

function originOf(request: Request, counting: KindCounting): number | undefined {
  const codes = counting.kind.channels.map(({ code }) => code);
  const channel = oneOf(request, 'channel', codes);
  return channel === undefined ? undefined : counting.originOf(codes.indexOf(channel) + 1);
}

function searchText(request: Request): string | undefined {
  const text = canonicalText(textOf(request, 'q') ?? '');
  if (text.length > MAX_TEXT) throw new ParameterError('q', text, `up to ${MAX_TEXT} characters`);
  return text || undefined;
}

/** In which order the list comes, behind which of its places this page begins, and as of which instant, if not of now. */
function placeOf(
  request: Request,
  nowMs: number,
): { order: CaseOrder; after: ListPosition | undefined; asOfMs: number | undefined } {
  const sort: CaseSort = oneOf(request, 'sort', CASE_SORTS) ?? 'newestLate';
  const asked = asOfOf(request, Date.now());
  const cursor = textOf(request, 'cursor');
  if (cursor === undefined) return { order: { sort, atMs: asked ?? nowMs }, after: undefined, asOfMs: asked };
  const [key, code, of, atMs, isPast] = readCursor(cursor);
  if (typeof key !== 'number' || typeof code !== 'string' || of !== sort || !isInstant(atMs))
    throw new ParameterError('cursor', cursor, `a nextCursor of an earlier answer with sort=${sort}`);
  const asOfMs = isPast === true ? atMs : undefined;
  if (asked !== undefined && asOfMs !== asked)
    throw new ParameterError('cursor', cursor, 'a nextCursor of an answer as of the same instant');
  return { order: { sort, atMs }, after: { key, code }, asOfMs };
}

function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) <= Date.now();
}

function cursorText(
  { sort, atMs }: CaseOrder,
  next: ListPosition | undefined,
  isPast = false,
): string | null {
  if (!next) return null;
  const place = [next.key, next.code, sort, atMs, isPast];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** What is none has no members. */
function readCursor(cursor: string): unknown[] {
  try {
    const members: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(members) ? members : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
