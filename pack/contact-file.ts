/** `contacts.csv` of a pack: whom alerts are told to. */
import { AUDIENCES } from '../contract/alerts.ts';
import { CodeMap } from '../contract/canonical.ts';
import type { ChatTemplate, Contact } from './alert-rule.ts';
import { atMostRows, readEmailOrNull, readEnum, readText, readUrlOrNull } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';
import type { Unit } from './province-pack.ts';

const COLUMNS = {
  required: ['unit', 'role', 'name', 'mail', 'webhook'],
  optional: ['template'],
} as const;
type Column = (typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number];

const MAX_ROWS = 20_000;
/** Characters of a cell. */
const MOST = { name: 200, mail: 254, webhook: 2_000 };

/** What contacts may name. */
export interface ContactNames {
  units: readonly Unit[];
  templates: readonly ChatTemplate[];
}

export function readContacts(file: string, text: string, names: ContactNames): Contact[] {
  const rows = parseCsvTable<Column>(file, text, COLUMNS);
  atMostRows(file, rows, MAX_ROWS);
  const units = new CodeMap(names.units.map(({ code }) => [code, code]));
  const templates = names.templates.map(({ name }) => name);
  const seen = new Map<string, number>();
  return rows.map(({ line, cells }): Contact => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const contact: Contact = {
      unit: readUnitOrNull(where('unit'), cells.unit, units),
      role: readEnum(where('role'), cells.role, AUDIENCES),
      name: atMost(where('name'), readText(where('name'), cells.name), MOST.name),
      mail: readEmailOrNull(where('mail'), atMost(where('mail'), cells.mail, MOST.mail)),
      webhook: readUrlOrNull(where('webhook'), atMost(where('webhook'), cells.webhook, MOST.webhook)),
      template: readTemplateOrNull(where('template'), cells, templates),
    };
    if (contact.mail === null && contact.webhook === null)
      throw new PackError(where('mail'), 'empty beside an empty webhook', 'one of the two at least');
    const { unit, role, name } = contact;
    const key = JSON.stringify([unit, role, name]);
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw new PackError(
        where('name'),
        `${JSON.stringify(name)} stands already in row ${earlier} for that unit and role`,
        'each once',
      );
    seen.set(key, line);
    return contact;
  });
}

function readUnitOrNull(where: string, text: string, units: CodeMap<string>): string | null {
  if (text === '') return null;
  const code = units.get(text);
  if (code !== undefined) return code;
  throw new PackError(where, JSON.stringify(text), 'empty for the province, or a code of units.csv');
}

function readTemplateOrNull(
  where: string,
  { template, webhook }: Record<Column, string>,
  templates: readonly string[],
): string | null {
  if (template === '') return null;
  if (webhook === '')
    throw new PackError(
      where,
      `${JSON.stringify(template)} beside an empty webhook`,
      'empty, or the webhook of a chat group',
    );
  if (templates.includes(template)) return template;
  const known = templates.join(', ') || 'chat-templates/ has none';
  throw new PackError(where, JSON.stringify(template), `empty, or a template of the pack: ${known}`);
}

/** The refusal does not quote the text: it may hold a key. */
function atMost(where: string, text: string, most: number): string {
  if (text.length > most)
    throw new PackError(where, `${text.length} characters`, `at most ${most} characters`);
  return text;
}
