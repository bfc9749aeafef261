/** `GET /api/v1/dossiers`: a page of dossiers that pass the filters. */
import type { Request, RequestHandler, Response } from 'express';
import { canonicalText, codeKey, nameKey } from '../../contract/canonical.ts';
import { LATENESS, type DossierPage } from '../../contract/api.ts';
import {
  CHANNEL_CODES,
  CHANNELS,
  STATUS_CODES,
  STATUS_GROUPS,
  STATUSES,
  statusCodesOf,
} from '../../contract/status.ts';
import type { Monitor } from '../monitor.ts';
import { dossierItem } from '../state/case-item.ts';
import { listCases, type CaseFilter } from '../state/case-list.ts';
import type { TextTuple } from '../state/interner.ts';
import type { ListPosition } from '../state/page-collector.ts';
import type { UnitDirectory } from '../state/unit-directory.ts';
import { grantedTo } from '../access/http-access.ts';
import type { Lane } from '../admission/lane.ts';
import { findScope } from '../state/figures.ts';
import { askerOf } from './asker.ts';
import { ParameterError } from './problem.ts';
import { editionOf, oneOf, scopeOf, textOf, wholeNumber } from './query.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const MAX_TEXT = 200;

/** `status` is a status of the contract or a group of them, such as inProgress. */
const STATUS_FILTERS = [
  ...STATUSES,
  ...STATUS_GROUPS.filter((group) => !(STATUSES as readonly string[]).includes(group)),
];

export function getDossiers(monitor: Monitor, scans: Lane): RequestHandler {
  return async (request, response) => {
    const { board } = monitor;
    const channel = oneOf(request, 'channel', CHANNELS);
    const filter = {
      units: unitsOf(request, response, board.directory),
      lateness: oneOf(request, 'lateness', LATENESS),
      statuses: statusesOf(request),
      origin: channel && board.counting.originOf(CHANNEL_CODES[channel]),
      fields: fieldsOf(request),
      text: searchText(request),
    };
    const limit = wholeNumber(request, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
    const cursor = cursorOf(request);
    const question = `list ${grantedTo(response).name} ${request.url}`;
    const { rows, total, next } = await scans.run(askerOf(response), question, (signal) =>
      listCases(board, filter, limit, cursor, signal),
    );
    const page: DossierPage = {
      items: rows.map((row) => dossierItem(board, row, editionOf(request))),
      total,
      nextCursor: next ? Buffer.from(JSON.stringify([next.key, next.code])).toString('base64url') : null,
    };
    response.json(page);
  };
}

function unitsOf(request: Request, response: Response, directory: UnitDirectory): ReadonlySet<number> {
  const { units } = scopeOf(request, response, directory);
  const code = textOf(request, 'unit');
  if (code === undefined) return units;
  const scope = findScope(directory, `unit:${code}`, editionOf(request));
  if (!scope) throw new ParameterError('unit', code, 'a unit code of the province pack, or unmapped');
  return new Set([...scope.units].filter((unit) => units.has(unit)));
}

function fieldsOf(request: Request): CaseFilter['fields'] {
  const procedure = textOf(request, 'procedure');
  const officer = textOf(request, 'officer');
  return [
    ...(procedure === undefined ? [] : [{ field: 'procedure', accepts: isCode(procedure) }]),
    ...(officer === undefined ? [] : [{ field: 'officer', accepts: isName(officer) }]),
  ];
}

function isCode(wanted: string): (texts: TextTuple) => boolean {
  const key = codeKey(wanted);
  return ([code = '']) => codeKey(code) === key;
}

function isName(wanted: string): (texts: TextTuple) => boolean {
  const key = nameKey(wanted);
  return ([id = '']) => nameKey(id) === key;
}

function statusesOf(request: Request): ReadonlySet<number> | undefined {
  const status = oneOf(request, 'status', STATUS_FILTERS);
  if (status === undefined) return undefined;
  if (status in STATUS_CODES) return new Set([STATUS_CODES[status as keyof typeof STATUS_CODES]]);
  return new Set(statusCodesOf(status as (typeof STATUS_GROUPS)[number]));
}

function searchText(request: Request): string | undefined {
  const text = canonicalText(textOf(request, 'q') ?? '');
  if (text.length > MAX_TEXT) throw new ParameterError('q', text, `up to ${MAX_TEXT} characters`);
  return text || undefined;
}

function cursorOf(request: Request): ListPosition | undefined {
  const cursor = textOf(request, 'cursor');
  if (cursor === undefined) return undefined;
  try {
    const [key, code] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown];
    if (typeof key === 'number' && typeof code === 'string') return { key, code };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new ParameterError('cursor', cursor, 'a nextCursor of an earlier answer');
}
