/**
 * A letter as HTML for mail programs: tables and inline styles, which Outlook takes too, nothing from outside. The sheet in the
 * head adds what newer ones can: a phone's rows, dark colours.
 */
import type { Severity } from '../../../contract/alerts.ts';
import type { Letter, LetterSection } from './letter.ts';
import { severityWord, type CaseWords } from './words.ts';

const FONT = "font-family:'Segoe UI',Arial,Helvetica,sans-serif";
const INK = '#1b1f24';
const QUIET = '#57606a';
const LINE = '#d8dee4';
/** Of every second row. */
const SHADE = '#f4f6f8';

/** Paper and ink of the mark before a title. */
const MARKS: Record<Severity, { paper: string; ink: string }> = {
  critical: { paper: '#b3261e', ink: '#ffffff' },
  warning: { paper: '#ffe2a8', ink: '#5c3b00' },
  info: { paper: '#dbe9fb', ink: '#123f73' },
};

const COLUMNS = ['Mã', 'Thủ tục, lĩnh vực', 'Hạn', 'Tình trạng', 'Cán bộ'];

const HEAD = `border-bottom:2px solid ${LINE};color:${QUIET};font-size:13px`;

const SHEET = `
.case td{border-bottom:1px solid ${LINE}}
@media (max-width:600px){
.page{padding:12px!important}
.heads{display:none!important}
.case,.case td{display:block!important}
.case td{border:0!important;padding:1px 0!important}
.case{border-bottom:1px solid ${LINE}!important;padding:9px 0!important}
.due:before{content:'Hạn: '}
.officer:before{content:'Cán bộ: '}
}
@media (prefers-color-scheme:dark){
.page,.sheet,.case{background:#161b22!important}
.page,.sheet,.sheet td,.ink{color:#e6edf3!important}
.quiet,.heads th{color:#a3adb8!important}
.case td,.heads th,.case{border-color:#3d444d!important}
.link{color:#79b8ff!important}
}`;

export function letterHtml({ subject, to, intro, sections, otherSections, links, pageLink }: Letter): string {
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(subject)}</title><style>${SHEET}
</style></head>
<body class="page" style="margin:0;padding:24px;background:#ffffff;color:${INK};${FONT};font-size:15px;line-height:1.45">
<table role="presentation" class="sheet" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:820px;margin:0 auto;border-collapse:collapse;color:${INK}"><tr><td style="${FONT};font-size:15px;line-height:1.45">
${paragraph(`Kính gửi: <strong>${escaped(to)}</strong>`)}
${paragraph(escaped(intro))}
${buttons(links, pageLink)}
${sections.map((section) => sectionHtml(section, links.page)).join('\n')}
${otherSections && paragraph(escaped(otherSections), `font-weight:600`)}
<p class="quiet" style="margin:24px 0 0;color:${QUIET};font-size:13px">Thư do hệ thống tự động gửi, xin không trả lời.</p>
</td></tr></table>
</body></html>
`;
}

function paragraph(html: string, style = ''): string {
  return `<p style="margin:0 0 12px;${style}">${html}</p>`;
}

function buttons({ page, acknowledge }: Letter['links'], pageLink: string): string {
  const parts = [
    acknowledge &&
      `<a href="${escaped(acknowledge)}" style="display:inline-block;margin:0 16px 0 0;padding:9px 16px;background:#1f5fb0;color:#ffffff;text-decoration:none;border-radius:4px;font-weight:600">Xác nhận đã nhận</a>`,
    page &&
      `<a class="link" href="${escaped(page)}" style="display:inline-block;padding:9px 0;color:#1f5fb0">${pageLink}</a>`,
  ].filter(Boolean);
  return parts.length > 0 ? paragraph(parts.join('')) : '';
}

function sectionHtml(
  { severity, title, unit, count, facts, cases, others }: LetterSection,
  page: string | null,
): string {
  const { paper, ink } = MARKS[severity];
  const mark = `<span style="display:inline-block;margin-right:8px;padding:1px 8px;background:${paper};color:${ink};border-radius:3px;font-size:13px;font-weight:600">${severityWord(severity)}</span>`;
  return `<h2 class="ink" style="margin:22px 0 4px;font-size:17px;line-height:1.35;color:${INK}">${mark}${escaped(title)}${count && `: ${escaped(count)}`}</h2>
${unit && `<p class="quiet" style="margin:0 0 6px;color:${QUIET}">${escaped(unit)}</p>`}
${facts && paragraph(escaped(facts))}
${cases.length > 0 ? casesHtml(cases) : ''}
${others && `<p class="quiet" style="margin:6px 0 0;color:${QUIET}">${page ? `<a class="link" href="${escaped(page)}" style="color:#1f5fb0">${escaped(others)}</a>` : escaped(others)}</p>`}`;
}

function casesHtml(cases: CaseWords[]): string {
  const heads = COLUMNS.map((name) => `<th align="left" style="${HEAD}">${name}</th>`);
  return `<table class="sheet" width="100%" cellpadding="5" cellspacing="0" border="0" style="border-collapse:collapse;color:${INK};font-size:14px;line-height:1.4"><tr class="heads">${heads.join('')}</tr>
${cases.map((one, index) => caseHtml(one, index % 2 === 1)).join('\n')}
</table>`;
}

/** Short: two hundred of them are most of a mail, and Gmail cuts off what lies past 100 KB. */
function caseHtml({ code, about, due, lateness, officer }: CaseWords, isShaded: boolean): string {
  const cells = [
    cell(`<b>${escaped(code)}</b>`),
    cell(escaped(about)),
    cell(escaped(due), 'due'),
    cell(escaped(lateness)),
    cell(escaped(officer), 'officer'),
  ];
  const shade = isShaded ? ` bgcolor="${SHADE}"` : '';
  return `<tr class="case" valign="top"${shade}>${cells.join('')}</tr>`;
}

function cell(html: string, name?: string): string {
  const named = name && html ? ` class="${name}"` : '';
  return `<td${named}>${html}</td>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string);
}
