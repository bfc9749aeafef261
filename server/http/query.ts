/** Reads query parameters: present once and accepted, or a ParameterError. */
import type { Request, Response } from 'express';
import { EDITIONS, type EditionName } from '../../contract/api.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import { currentPeriod, PERIOD_NAMES, type Period } from '../../contract/period.ts';
import { formatTime, parseTime } from '../../contract/time.ts';
import { formatPeriod, parsePeriod } from '../../contract/watch-period.ts';
import { ACCEPTED_SCOPE_OF_PACK } from '../../contract/scope.ts';
import { grantedTo } from '../access/http-access.ts';
import { openScope } from '../access/open-scopes.ts';
import type { Board } from '../state/board.ts';
import type { Boards } from '../state/boards.ts';
import type { Scope } from '../state/periods/figures.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { ParameterError } from './problem.ts';

/** A parameter's text; undefined when absent or empty. */
export function textOf(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new ParameterError(name, value, 'one value');
  return value;
}

export function oneOf<Value extends string>(
  request: Request,
  name: string,
  accepted: readonly Value[],
): Value | undefined {
  const value = textOf(request, name);
  if (value === undefined) return undefined;
  if (!(accepted as readonly string[]).includes(value))
    throw new ParameterError(name, value, accepted.join(', '));
  return value as Value;
}

export function wholeNumber(request: Request, name: string, fallback: number, max: number): number {
  const value = textOf(request, name);
  if (value === undefined) return fallback;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= 1 && number <= max))
    throw new ParameterError(name, value, `a whole number from 1 to ${max}`);
  return number;
}

/** The board of the kind that is asked for; absent: of dossiers. */
export function boardOf(request: Request, boards: Boards): Board {
  const kind = textOf(request, 'kind');
  const board = kind === undefined ? boards.dossier : boards.of(kind);
  if (!board) throw new ParameterError('kind', kind, boards.all.map((one) => one.kind).join(', '));
  return board;
}

export function editionOf(request: Request): EditionName {
  return oneOf(request, 'edition', EDITIONS) ?? 'asNow';
}

/**
 * The scope of a request in its edition; absent is the first that is open to who asks.
 *
 * @throws ScopeRefused when it is outside of that.
 */
export function scopeOf(request: Request, response: Response, directory: UnitDirectory): Scope {
  const name = textOf(request, 'scope') ?? (grantedTo(response)[0] as Scope).name;
  const edition = editionOf(request);
  const scope = openScope(grantedTo(response), directory, name, edition);
  if (!scope)
    throw new ParameterError(
      'scope',
      name,
      `${ACCEPTED_SCOPE_OF_PACK}${edition === 'asNow' ? ' that is valid now (of an earlier one with edition=asWas)' : ''}`,
    );
  return scope;
}

/** The period of a request, `from` and `to`; absent is the calendar year of an instant. */
export function periodOf(request: Request, atMs: number): Period {
  const [from, to] = [textOf(request, 'from'), textOf(request, 'to')];
  return from === undefined && to === undefined ? currentPeriod('year', atMs) : parsePeriod(from, to);
}

/** The period of a request, also by its name; absent is the current year. */
export function watchOf(request: Request): WatchPeriod {
  const name = oneOf(request, 'period', PERIOD_NAMES);
  const [from, to] = [textOf(request, 'from'), textOf(request, 'to')];
  if (from === undefined && to === undefined) return name ?? 'year';
  if (name !== undefined) throw new ParameterError('period', name, 'a period, or from and to, not both');
  return formatPeriod(parsePeriod(from, to));
}

/** The instant in the past that is asked for, ms; in an address its `+` may have become a space. */
export function asOfOf(request: Request, nowMs: number): number | undefined {
  const text = textOf(request, 'asOf');
  if (text === undefined) return undefined;
  const asOfMs = parseTime(text.replace(/ (\d\d:\d\d)$/, '+$1'));
  if (asOfMs === undefined || asOfMs > nowMs) {
    const accepted = `a time with an offset, such as ${formatTime(nowMs - (nowMs % 1_000))}, that is not in the future`;
    throw new ParameterError('asOf', text, accepted);
  }
  return asOfMs;
}
