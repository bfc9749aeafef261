/**
 * The days that software writes where a date was never set: the zero of .NET, SQL Server, Delphi and Excel, Unix,
 * MySQL's Java driver, Windows files and old Macs, and the last day that .NET and SQL know. None of them is a day of a
 * dossier (contract/time.ts begins in 1971), so in a field of an event they mean "no date".
 */
const ZERO_DAYS = [
  '0001-01-01',
  '0002-11-30',
  '1601-01-01',
  '1753-01-01',
  '1899-12-30',
  '1900-01-01',
  '1904-01-01',
  '1970-01-01',
];
/** The day before too: a midnight of this zone lies in it when it is written in UTC. */
const NO_DAYS = new Set([...ZERO_DAYS.flatMap((day) => [day, dayBefore(day)]), '9999-12-31']);

/** Whether a day stands for a date that was never set; `0000-00-00` too. */
export function isNoDay(year: number, month: number, day: number): boolean {
  if (year === 0 && month === 0 && day === 0) return true;
  const two = (part: number) => String(part).padStart(2, '0');
  return NO_DAYS.has(`${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`);
}

const WRITTEN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2}(?::\d{2})?)?)?$/;

/** Whether a text is such a day as RFC 3339 writes it; with or without an offset, since it names no instant. */
export function isNoDate(text: string): boolean {
  const [, year, month, day] = WRITTEN.exec(text) ?? [];
  return year !== undefined && isNoDay(Number(year), Number(month), Number(day));
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
