/** What sections of a message say, in plain Vietnamese: no markup, one line for each text. */
import { SEVERITIES, type AlertFacts, type AlertSection, type Severity } from '../../../contract/alerts.ts';
import type { CaseItem, DossierItem } from '../../../contract/api.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import type { Kind } from '../../../contract/kind.ts';
import { formatTime } from '../../../contract/time.ts';

/** Words of a category of a kind, by their codes. */
export type CategoryWords = (kind: string, category: string) => string;

export function categoryWordsOf(kinds: readonly Kind[]): CategoryWords {
  return (kind, category) => {
    const { categories = [] } = kinds.find((one) => one.kind === kind) ?? {};
    return categories.find(({ code }) => code === category)?.vi ?? category;
  };
}

export interface SectionWords {
  severity: Severity;
  /** The rule. */
  title: string;
  /** Empty: of the province. */
  unit: string;
  /** Such as `42 hồ sơ`; empty: not of cases. */
  count: string;
  /** What is the matter, of conditions that are not of cases; of a reminder who asks, in which words. */
  facts: string;
}

/** A case, cell by cell; a cell without a value is empty. */
export interface CaseWords {
  code: string;
  /** Its procedure or category. */
  about: string;
  due: string;
  lateness: string;
  officer: string;
}

/** Longer texts are cut: a sender may put anything into a name. */
const MAX_CHARACTERS = 200;
/**
 * Control characters, line breaks, characters without a width, and those that turn the direction of what follows: a name must not
 * change how the text around it reads.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/gu;

const SEVERITY_WORDS: Record<Severity, string> = {
  info: 'Thông tin',
  warning: 'Cần chú ý',
  critical: 'Khẩn cấp',
};

const numbers = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 2 });
const rates = new Intl.NumberFormat('vi-VN', { style: 'percent', maximumFractionDigits: 1 });

export function severityWord(severity: Severity): string {
  return SEVERITY_WORDS[severity];
}

export function mostSevere(sections: readonly { severity: Severity }[]): Severity {
  const ranks = sections.map(({ severity }) => SEVERITIES.indexOf(severity));
  return SEVERITIES[Math.max(0, ...ranks)] as Severity;
}

export function plainText(text: string): string {
  const plain = text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...plain];
  return characters.length <= MAX_CHARACTERS ? plain : `${characters.slice(0, MAX_CHARACTERS).join('')}…`;
}

/** Cases of a kind: `dossier`, or another one. */
export function countWords(count: number, kind: string | undefined): string {
  return `${numbers.format(count)} ${kind === DOSSIER ? 'hồ sơ' : 'trường hợp'}`;
}

export function sectionWords(section: AlertSection): SectionWords {
  const { severity, name, unit, reminder, kind, total, facts } = section;
  return {
    severity,
    title: plainText(name.vi),
    unit: plainText(unit?.name ?? ''),
    count: facts ? '' : countWords(total, kind?.code),
    facts: facts ? factsWords(section, facts) : reminder ? reminderWords(reminder) : '',
  };
}

export function caseWords(item: DossierItem | CaseItem, categoryWords: CategoryWords): CaseWords {
  const { code, dueAt, officer } = item;
  return {
    code: plainText(code),
    about: plainText('kind' in item ? categoryOf(item, categoryWords) : procedureOf(item)),
    due: dueAt === null ? '' : timeWords(dueAt),
    lateness: latenessWords(item),
    officer: plainText(officer?.name ?? officer?.id ?? ''),
  };
}

/** `17:00 29/11/2026` of an instant, in local time. */
export function timeWords(instant: string): string {
  const [, year, month, day, time] =
    /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(formatTime(Date.parse(instant))) ?? [];
  return `${time} ${day}/${month}/${year}`;
}

function procedureOf({ procedure }: DossierItem): string {
  return procedure?.name ?? procedure?.code ?? '';
}

function categoryOf({ kind, category }: CaseItem, categoryWords: CategoryWords): string {
  return category === null ? '' : categoryWords(kind, category);
}

function latenessWords({ lateness, lateWorkingDays: days }: DossierItem | CaseItem): string {
  if (lateness === 'dueSoon') return 'Sắp đến hạn';
  if (lateness !== 'late') return 'Trong hạn';
  // The due day was yesterday, or before a holiday.
  return days === 0 ? 'Mới quá hạn' : `Quá hạn ${numbers.format(days)} ngày làm việc`;
}

/** Longer than a name may be: it is what somebody wrote, within the bound of reminders. */
function reminderWords({ who, text }: NonNullable<AlertSection['reminder']>): string {
  const asks = `${plainText(who)} đề nghị xử lý`;
  return text ? `${asks}: ${text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()}` : `${asks}.`;
}

function factsWords({ condition, kind }: AlertSection, { subject, value, limit, since }: AlertFacts): string {
  const since_ = `từ ${timeWords(since)}`;
  const about = plainText(subject?.vi ?? '');
  const [is, bound] = [value, limit].map((one) =>
    one === null ? '' : (condition === 'lateRate' ? rates : numbers).format(one),
  );
  const against = (word: string) => (bound ? ` (${word} ${bound})` : '');
  switch (condition) {
    case 'lateRate':
      return `Tỷ lệ quá hạn${kind ? ` của ${kind.code === DOSSIER ? 'hồ sơ' : plainText(kind.name.vi)}` : ''}: ${is}${against('ngưỡng')}, ${since_}.`;
    case 'feedSilent':
      return `Không nhận được dữ liệu${about && ` ${about}`} ${since_}.`;
    case 'deadLettersGrowing':
      return `${is} thông điệp lỗi${about && ` của ${about}`}${against('ngưỡng')}, ${since_}.`;
    default:
      return `${about || 'Chỉ số'}: ${is || 'chưa có số liệu'}${against('mục tiêu')}, ${since_}.`;
  }
}
