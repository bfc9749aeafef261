/** The period of the page of indicators: a year and a part of it, as one parameter of the address. Pure. */
import { parseToldPeriod } from '../../contract/told-period.ts';

export interface PeriodParts {
  /** '' for the latest there is. */
  year: string;
  /** `Q3`, `09`; '' for the whole year. A day stands for itself. */
  part: string;
}

/** What is no such period, such as the `month` of other pages, is none. */
export function periodParts(address: URLSearchParams): PeriodParts {
  const period = parseToldPeriod(address.get('period') ?? '')?.text ?? '';
  return { year: period.slice(0, 4), part: period.slice(5) };
}

export function periodText({ year, part }: PeriodParts): string {
  return part === '' || year === '' ? year : `${year}-${part}`;
}

/** What the server is asked for. */
export function indicatorsQuery(address: URLSearchParams): string {
  const query = new URLSearchParams();
  const scope = address.get('scope');
  if (scope) query.set('scope', scope);
  const period = periodText(periodParts(address));
  if (period !== '') query.set('period', period);
  return query.toString();
}
