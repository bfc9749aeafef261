/** What a mail says, before it is text or HTML. */
import type { AlertSection } from '../../../contract/alerts.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import type { Message } from './channel.ts';
import {
  caseWords,
  countWords,
  mostSevere,
  plainText,
  sectionWords,
  severityWord,
  timeWords,
  type CaseWords,
  type CategoryWords,
  type SectionWords,
} from './words.ts';

export const MAX_ROWS = { ofSection: 50, ofMail: 200 };
export const MAX_SECTIONS = 100;

export interface LetterSection extends SectionWords {
  cases: CaseWords[];
  /** How many are not listed; empty: none. */
  others: string;
}

export interface Letter {
  subject: string;
  to: string;
  intro: string;
  sections: LetterSection[];
  /** How many sections are not listed; empty: none. */
  otherSections: string;
  links: Message['links'];
  /** What the link to the page says. */
  pageLink: string;
}

export function letterOf({ sections, to, timestamp, links }: Message, categoryWords: CategoryWords): Letter {
  const listed = sections.slice(0, MAX_SECTIONS);
  const others = sections.slice(MAX_SECTIONS);
  let room = MAX_ROWS.ofMail;
  return {
    subject: subjectOf(sections),
    to: plainText(to),
    intro:
      sections.length === 0
        ? 'Đây là thư thử kênh cảnh báo. Không cần xử lý gì.'
        : `Đến ${timeWords(timestamp)} có ${sumWords(sections)} cần quan tâm.`,
    sections: listed.map((section) => {
      const cases = section.cases.slice(0, Math.min(MAX_ROWS.ofSection, room));
      room -= cases.length;
      const left = section.total - cases.length;
      return {
        ...sectionWords(section),
        cases: cases.map((item) => caseWords(item, categoryWords)),
        others: !section.facts && left > 0 ? `… và ${countWords(left, section.kind?.code)} khác` : '',
      };
    }),
    otherSections: others.length > 0 ? `… và ${others.length} mục khác, gồm ${sumWords(others)}` : '',
    links,
    pageLink: sections.some(({ reminder }) => reminder) ? 'Mở trang của hồ sơ' : 'Xem tất cả cảnh báo',
  };
}

function subjectOf(sections: AlertSection[]): string {
  const [first] = sections;
  if (!first) return 'Thư thử kênh cảnh báo';
  const units = new Set(sections.map(({ unit }) => plainText(unit?.name ?? '')));
  units.delete('');
  const { title } = sectionWords(first);
  const about = sections.length === 1 ? `${title}: ` : '';
  const [unit] = units;
  const where = unit === undefined ? '' : ` – ${units.size === 1 ? unit : `${units.size} đơn vị`}`;
  return plainText(`[${severityWord(mostSevere(sections))}] ${about}${sumWords(sections)}${where}`);
}

/** Such as `42 hồ sơ, 3 trường hợp và 1 cảnh báo`. */
function sumWords(sections: AlertSection[]): string {
  const sums = { dossiers: 0, cases: 0, others: 0 };
  for (const { kind, total, facts } of sections) {
    if (facts) sums.others++;
    else if (kind?.code === DOSSIER) sums.dossiers += total;
    else sums.cases += total;
  }
  const parts = [
    sums.dossiers > 0 ? countWords(sums.dossiers, DOSSIER) : '',
    sums.cases > 0 ? countWords(sums.cases, undefined) : '',
    sums.others > 0 ? `${sums.others} cảnh báo` : '',
  ].filter(Boolean);
  const last = parts.pop() ?? '';
  return parts.length > 0 ? `${parts.join(', ')} và ${last}` : last;
}
