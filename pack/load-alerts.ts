/**
 * The alerts of a pack: `alerts.json`, `contacts.csv` and the folder `chat-templates/`, each of which may be absent. They may
 * change while a server runs, and name what the pack had when it was started.
 */
import type { ChatTemplate, PackAlerts } from './alert-rule.ts';
import { readAlertRules, usualRules, type AlertNames } from './alert-file.ts';
import { readChatTemplate } from './chat-template-file.ts';
import { readContacts } from './contact-file.ts';
import { jsonFilesIn, type JsonFolder } from './folder-files.ts';
import { readOptionalPackText, readPackText } from './pack-text.ts';
import type { Unit } from './province-pack.ts';

const TEMPLATES: JsonFolder = {
  folder: 'chat-templates',
  one: 'a template',
  many: 'templates',
  isName: (name) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name),
  acceptedName: 'a letter or digit, then up to 63 letters, digits, - and _',
  most: 50,
};

/** What is read, for who watches whether it changes. */
export const ALERT_FILES = ['alerts.json', 'contacts.csv'] as const;
export const ALERT_FOLDERS = [TEMPLATES.folder] as const;

/** What rules and contacts may name. */
export interface AlertPackNames extends AlertNames {
  units: readonly Unit[];
}

/** @throws PackError that names file, line or row, and field. */
export async function loadPackAlerts(dir: string, names: AlertPackNames): Promise<PackAlerts> {
  const ruleText = await readOptionalPackText(dir, 'alerts.json');
  const rules = ruleText === undefined ? usualRules(names) : readAlertRules('alerts.json', ruleText, names);
  const templates: ChatTemplate[] = [];
  for (const file of await jsonFilesIn(dir, TEMPLATES))
    templates.push(readChatTemplate(file, await readPackText(dir, file)));
  const contactText = await readOptionalPackText(dir, 'contacts.csv');
  const contacts =
    contactText === undefined
      ? []
      : readContacts('contacts.csv', contactText, { units: names.units, templates });
  return { ...rules, contacts, templates };
}
