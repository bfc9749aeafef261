/** An alert in the reader's words. Pure. */
import type { AlertItem } from '../../contract/alerts.ts';
import type { DateFormats } from '../format/dates.ts';
import type { LanguageCode } from '../format/numbers.ts';
import { kindPaths } from '../routing/route.ts';
import type { ALERT_WORDS } from '../words/alerts.ts';

export interface AlertReader {
  code: LanguageCode;
  text: (typeof ALERT_WORDS)['vi'];
  dates: DateFormats;
  nowMs: number;
}

/** What it is about: the case, the indicator, else the unit. `path`: of its page. */
export function subjectOf(item: AlertItem, { code, text }: AlertReader): { name: string; path?: string } {
  if (item.case) return { name: item.case.code, path: kindPaths(item.case.kind).case(item.case.code) };
  if (item.subject !== null) return { name: item.subject[code], path: '/indicators' };
  return item.unit ? { name: item.unit.name } : { name: text.conditions[item.condition] };
}

/** Such as `Hồ sơ quá hạn 000.00.32.H10-211004-00017`, for those who do not see the row. */
export function titleOf(item: AlertItem, reader: AlertReader): string {
  return `${item.name[reader.code]} ${subjectOf(item, reader).name}`;
}

/** Who was told, and what somebody did with it, the last first. */
export function historyOf(item: AlertItem, { text, dates, nowMs }: AlertReader): string[] {
  const time = (at: string) => dates.moment(Date.parse(at), nowMs);
  const { acknowledged, shelved, resolvedAt, told, notifiedAt } = item;
  return [
    ...(resolvedAt === null ? [] : [text.resolvedAt(time(resolvedAt))]),
    ...(shelved && item.state === 'shelved'
      ? [withNote(text.shelvedBy(shelved.who, time(shelved.until)), shelved.note)]
      : []),
    ...(acknowledged
      ? [withNote(text.acknowledgedBy(acknowledged.who, time(acknowledged.at)), acknowledged.note)]
      : []),
    ...toldText(),
  ];

  function toldText(): string[] {
    if (told === null) return item.state === 'resolved' ? [] : [text.notTold];
    const who = text.audiences[told];
    return [notifiedAt === null ? text.wasTold(who) : text.told(who, time(notifiedAt))];
  }
}

function withNote(text: string, note: string | null): string {
  return note === null || note === '' ? text : `${text}: “${note}”`;
}
