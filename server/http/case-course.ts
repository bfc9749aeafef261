/** The course of a case for its page: read from the log, by the calendar of its unit. */
import type { ClickHouseClient } from '@clickhouse/client';
import { readCaseChanges, type CaseChange } from '../../clickhouse/case-changes.ts';
import type { StreamLog } from '../../clickhouse/stream-log.ts';
import type { CaseCourse } from '../../contract/api.ts';
import { closedAt } from '../../contract/counting.ts';
import { courseOf } from '../state/cases/case-course.ts';
import { emptyFacts } from '../state/cases/case-store.ts';
import type { StandingCase } from './standing-case.ts';

/** Some tell of the officer at every step. */
const MAX_CHANGES = 500;

export function readCourse(
  client: ClickHouseClient,
  log: StreamLog,
  { key, cut }: Pick<StandingCase, 'key' | 'cut'>,
): Promise<CaseChange[]> {
  return readCaseChanges(client, log, key, cut, MAX_CHANGES + 1);
}

/** `changes`: of {@link readCourse}. */
export function caseCourse(
  { board, row }: Pick<StandingCase, 'board' | 'row'>,
  changes: readonly CaseChange[],
): CaseCourse {
  const facts = board.store.factsOf(row, emptyFacts());
  const closedMs = closedAt(facts);
  const calendar = board.deadlines.calendarOfUnit(board.unitNumber(row));
  const bounds = {
    fromMs: facts.receivedAt,
    endMs: closedMs || board.asOfMs,
    isClosed: closedMs !== 0,
  };
  const groupOf = (status: number) => board.counting.groupOf(status);
  return courseOf(changes.slice(-MAX_CHANGES), changes.length <= MAX_CHANGES, bounds, groupOf, calendar);
}
