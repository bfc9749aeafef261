import { describe, expect, it } from 'vitest';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import { FORM_COLUMNS, reportLine, type ReportRow } from '../../contract/form-06a.ts';
import { numberFormats } from '../../web/format/numbers.ts';
import { readChoices, reportQuery, sortRows } from '../../web/report/form-query.ts';
import { parseRoute } from '../../web/routing/route.ts';
import { emptyCounts } from '../support/dossier-facts.ts';

const NOW_MS = Date.parse('2026-11-24T00:30:00+07:00');
const choicesOf = (query: string) => readChoices(new URLSearchParams(query), NOW_MS, DOSSIER_KIND);

it('percentages are written as the form publishes them', () => {
  expect(numberFormats('vi').published(71.16)).toBe('71,16%');
  expect(numberFormats('vi').published(100)).toBe('100,00%');
  expect(numberFormats('vi').published(undefined)).toBe('–');
});

it('the report has an address', () => {
  expect(parseRoute('/reports/06a')).toEqual({ page: 'report', kind: 'dossier' });
});

describe('the address of the report', () => {
  it('is of the current year by unit when it says nothing', () => {
    expect(reportQuery(choicesOf('')).toString()).toBe('from=2026-01-01&to=2026-12-31&by=unit');
  });

  it('names the period of the instant that it asks for', () => {
    const asOf = '2021-05-31T23:59:59+07:00';
    const choices = choicesOf(
      new URLSearchParams({ period: 'quarter', by: 'level', scope: 'area:692', asOf }).toString(),
    );
    expect(Object.fromEntries(reportQuery(choices))).toEqual({
      from: '2021-04-01',
      to: '2021-06-30',
      by: 'level',
      scope: 'area:692',
      asOf,
    });
  });

  it('prefers two dates, and leaves out what cannot be', () => {
    expect(choicesOf('from=2021-01-01&to=2021-10-31&period=month')).toMatchObject({
      period: { name: undefined, from: '2021-01-01', to: '2021-10-31' },
    });
    expect(choicesOf('from=2021-02-01&to=2021-01-01&by=week&asOf=soon&sort=name')).toMatchObject({
      period: { name: 'year' },
      by: 'unit',
      asOf: undefined,
      sort: undefined,
    });
  });
});

it('rows that are equal in a column stay in the order of the form', () => {
  const row = (code: string, late: number): ReportRow => ({
    code,
    name: code,
    ...reportLine({ ...emptyCounts(), inProgress: { total: late, withinDue: 0, dueSoon: 0, late } }),
  });
  const rows = [row('A', 1), row('B', 5), row('C', 1), row('D', 5)];
  const codes = (query: string) =>
    sortRows(rows, FORM_COLUMNS, choicesOf(query))
      .map(({ code }) => code)
      .join('');
  expect(codes('')).toBe('ABCD');
  expect(codes('sort=inProgress.late')).toBe('BDAC');
  expect(codes('sort=inProgress.late&order=asc')).toBe('ACBD');
});
