/** `GET /api/v1/calendar`: the working calendar as it is counted by, day by day, to check an edited table against. */
import type { RequestHandler } from 'express';
import type { CalendarAnswer } from '../../contract/api.ts';
import { formatDay, localDay } from '../../contract/time.ts';
import { parsePeriod } from '../../contract/watch-period.ts';
import { formatSession } from '../../pack/session.ts';
import type { Ticker } from '../ticker.ts';
import { ParameterError } from './problem.ts';
import { textOf } from './query.ts';

const DEFAULT_DAYS = 31;
const MAX_DAYS = 366;

export function getCalendar(ticker: Ticker): RequestHandler {
  return (request, response) => {
    const { deadlines, directory, asOfMs } = ticker.board;
    const code = textOf(request, 'unit');
    // A unit that the pack does not know has the calendar of the province, as `unmapped` has.
    const unit = code === undefined ? directory.units.length - 1 : directory.numberOf(code);
    if (unit === undefined) throw new ParameterError('unit', code, 'the code of a unit of the province pack');
    const from = textOf(request, 'from') ?? formatDay(localDay(asOfMs));
    const to = textOf(request, 'to') ?? formatDay(parsePeriod(from, from).fromDay + DEFAULT_DAYS - 1);
    const { fromDay, toDay } = parsePeriod(from, to);
    if (toDay - fromDay >= MAX_DAYS)
      throw new ParameterError('to', to, `a date less than ${MAX_DAYS} days after from (${from})`);
    const calendar = deadlines.calendarOfUnit(unit);
    const names = namesOf(deadlines.table.days, code);
    const answer: CalendarAnswer = {
      unit: code ?? null,
      rule: deadlines.rule,
      filledYears: deadlines.table.filledYears,
      trouble: ticker.feedWatch.feed.calendarTrouble ?? null,
      days: Array.from({ length: toDay - fromDay + 1 }, (_, i) => fromDay + i).map((day) => ({
        date: formatDay(day),
        sessions: calendar.sessionsOf(day).map(formatSession),
        name: names.get(formatDay(day)) ?? null,
      })),
    };
    response.json(answer);
  };
}

/** Date -> what the row that decides is called. */
function namesOf(
  days: readonly { date: string; name: string; units: readonly string[] }[],
  unit: string | undefined,
): ReadonlyMap<string, string> {
  const ofAll = days.filter(({ units }) => units.length === 0);
  const ofUnit = days.filter(({ units }) => unit !== undefined && units.includes(unit));
  return new Map([...ofAll, ...ofUnit].map(({ date, name }) => [date, name]));
}
