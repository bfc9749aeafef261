/** Messages to a chat group's incoming webhook: a template of the pack says what its service takes. */
import { fillTemplate, type ChatValues } from '../../../pack/chat-template.ts';
import type { AlertSection } from '../../../contract/alerts.ts';
import type { Channel, Endpoint, Message } from './channel.ts';
import { postJson, type PostOptions } from './post.ts';
import {
  caseWords,
  countWords,
  mostSevere,
  plainText,
  sectionWords,
  severityWord,
  type CategoryWords,
  type SectionWords,
} from './words.ts';

const MAX_CASES = 10;
/** Of all fields together: Zalo takes a text of 2,000, into which a template may put them all beside words of its own. */
const MAX_CHAT_CHARACTERS = 1_900;
/** Of the title and of the units. */
const MAX_LINE = 300;

export class ChatChannel implements Channel {
  readonly #options: PostOptions;
  readonly #categoryWords: CategoryWords;

  constructor(options: PostOptions, categoryWords: CategoryWords) {
    this.#options = options;
    this.#categoryWords = categoryWords;
  }

  objection({ address }: Endpoint): string | undefined {
    return this.#options.receivers.objection(address);
  }

  shown({ address }: Endpoint): string {
    return new URL(address).host;
  }

  async send(endpoint: Endpoint, message: Message, maySend: () => boolean): Promise<void> {
    if (endpoint.channel !== 'chat') throw new Error(`${endpoint.channel} is no chat: accepted: chat`);
    const body = JSON.stringify(fillTemplate(endpoint.template, chatValues(message, this.#categoryWords)));
    await postJson({ target: endpoint.address, body, headers: {} }, this.#options, maySend);
  }
}

/** The fields of a template; the links are empty where the server does not know its own address. */
export function chatValues({ sections, links, to }: Message, categoryWords: CategoryWords): ChatValues {
  const words = sections.map(sectionWords);
  const units = [...new Set(words.map(({ unit }) => unit).filter(Boolean))];
  const values = {
    title: cut(words.length > 0 ? words.map(headline).join('; ') : 'Tin thử kênh cảnh báo', MAX_LINE),
    severity: severityWord(mostSevere(sections)),
    unit: cut(harmless(units.join(', ') || plainText(to)), MAX_LINE),
    total: String(sections.reduce((sum, { total }) => sum + total, 0)),
    link: links.page ?? '',
    acknowledge: links.acknowledge ?? '',
  };
  const taken = Object.values(values).reduce((sum, { length }) => sum + length, 0);
  return { ...values, text: textOf(sections, categoryWords, MAX_CHAT_CHARACTERS - taken) };
}

function headline({ title, count, unit }: SectionWords): string {
  return harmless([count ? `${title}: ${count}` : title, unit].filter(Boolean).join(' – '));
}

/** With as many cases as there is room for. */
function textOf(sections: AlertSection[], categoryWords: CategoryWords, room: number): string {
  if (sections.length === 0) return 'Kênh cảnh báo hoạt động. Không cần xử lý gì.';
  for (let shown = MAX_CASES; shown > 0; shown--) {
    const text = sections.flatMap((section) => sectionLines(section, shown, categoryWords)).join('\n');
    if (text.length <= room) return text;
  }
  return cut(sections.flatMap((section) => sectionLines(section, 0, categoryWords)).join('\n'), room);
}

function sectionLines(section: AlertSection, shown: number, categoryWords: CategoryWords): string[] {
  const { facts } = sectionWords(section);
  if (section.facts) return [harmless(facts)];
  const lines = section.cases.slice(0, shown).map((item) => {
    const { code, about, due, lateness, officer } = caseWords(item, categoryWords);
    const parts = [code, lateness, due && `hạn ${due}`, about, officer && `cán bộ ${officer}`];
    return harmless(`• ${parts.filter(Boolean).join(' · ')}`);
  });
  const others = section.total - lines.length;
  const first = facts ? [harmless(facts)] : [];
  return others > 0
    ? [...first, ...lines, `… và ${countWords(others, section.kind?.code)} khác`]
    : [...first, ...lines];
}

/** Without what chat services read as mentions, links and tags: names are what some sender wrote. */
function harmless(text: string): string {
  return text.replace(/[<>@[\]]/g, (sign) => HARMLESS[sign] as string);
}

const HARMLESS: Record<string, string> = { '<': '‹', '>': '›', '@': '＠', '[': '(', ']': ')' };

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not in the middle of a character of two halves.
  return `${text.slice(0, Math.max(0, most - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}
