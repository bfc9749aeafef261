/** What an event told, as lines of words. Pure. */
import { CHANNELS, STATUSES } from '../../contract/status.ts';
import type { DateFormats } from '../format/dates.ts';
import type { NumberFormats } from '../format/numbers.ts';
import type { Words } from '../words/vi.ts';

interface Formats {
  words: Words;
  dates: DateFormats;
  numbers: NumberFormats;
}

/** Fields in the order of reading; what is not here is shown under its own name. */
const LABELS: Record<string, (words: Words) => string> = {
  status: (w) => w.status,
  officer: (w) => w.officer,
  department: (w) => w.department,
  unit: (w) => w.unit,
  procedure: (w) => w.procedure,
  channel: (w) => w.channel,
  submittedAt: (w) => w.submittedAt,
  receivedAt: (w) => w.receivedAt,
  dueAt: (w) => w.dueAt,
  finishedAt: (w) => w.finishedAt,
  returnedAt: (w) => w.returnedAt,
  refusedAt: (w) => w.refusedAt,
  step: (w) => w.steps,
  applicantType: (w) => w.applicant,
  feeVnd: (w) => w.fee,
  paidOnline: (w) => w.paidOnline,
  digitised: (w) => w.digitised,
  electronicResult: (w) => w.electronicResult,
  vneidVerified: (w) => w.vneidVerified,
  returnChannel: (w) => w.returnChannel,
};

export function eventLines(
  fields: Record<string, unknown>,
  formats: Formats,
): { label: string; text: string }[] {
  const known = Object.keys(LABELS);
  const rank = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(fields)
    .filter(([name]) => name !== 'code')
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => ({
      label: LABELS[name]?.(formats.words) ?? name,
      text: writeValue(name, value, formats),
    }));
}

function writeValue(name: string, value: unknown, formats: Formats): string {
  const { words, dates, numbers } = formats;
  if (value === null) return words.cleared;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return name === 'feeVnd' ? numbers.money(value) : numbers.count(value);
  if (typeof value === 'object') {
    const record = value as Record<string, unknown>;
    const first = record['name'] ?? record['code'] ?? record['id'];
    if (first !== undefined && first !== null) return String(first);
    return Object.entries(record)
      .map(([key, part]) => writeValue(key, part, formats))
      .join(' – ');
  }
  const text = String(value);
  const status = STATUSES.find((known) => known === text);
  if (name === 'status' && status) return words.statuses[status];
  const channel = CHANNELS.find((known) => known === text);
  if ((name === 'channel' || name === 'returnChannel') && channel) return words.channels[channel];
  if (name in words.applicantTypes || name === 'applicantType') {
    return words.applicantTypes[text as keyof Words['applicantTypes']] ?? text;
  }
  return /At$/.test(name) && !Number.isNaN(Date.parse(text)) ? dates.dateTime(Date.parse(text)) : text;
}
