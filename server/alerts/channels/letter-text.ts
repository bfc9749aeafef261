/** A letter for who reads mail as plain text. */
import type { Letter, LetterSection } from './letter.ts';
import { severityWord, type CaseWords } from './words.ts';

export function letterText({ to, intro, sections, otherSections, links, pageLink }: Letter): string {
  const parts = [
    `Kính gửi: ${to}`,
    intro,
    ...sections.map((section, index) => sectionText(section, index + 1)),
    otherSections,
    [
      links.page && `${pageLink}: ${links.page}`,
      links.acknowledge && `Xác nhận đã nhận thư này: ${links.acknowledge}`,
    ]
      .filter(Boolean)
      .join('\n'),
    'Thư do hệ thống tự động gửi, xin không trả lời.',
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function sectionText({ severity, title, unit, count, facts, cases, others }: LetterSection, number: number) {
  const head = [`${number}. [${severityWord(severity)}] ${count ? `${title}: ${count}` : title}`, unit];
  const lines = [
    head.filter(Boolean).join(' – '),
    facts && `   ${facts}`,
    ...cases.map(caseText),
    others && `   ${others}`,
  ];
  return lines.filter(Boolean).join('\n');
}

function caseText({ code, about, due, lateness, officer }: CaseWords): string {
  const parts = [code, about, due && `hạn ${due}`, lateness, officer && `cán bộ ${officer}`];
  return `   - ${parts.filter(Boolean).join(' | ')}`;
}
