/** Packs for tests of alerts. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Tells the head of the unit of each dossier that is late. */
const LATE_RULE = {
  rule: 'late',
  name: { vi: 'Hồ sơ quá hạn', en: 'Late' },
  when: 'late',
  kind: 'dossier',
  severity: 'critical',
  audience: 'head',
  group: '1s',
};

export interface AlertPackOptions {
  /** Code of a unit -> its webhook. */
  webhooks: Record<string, string>;
  /** Messages to one endpoint in a minute. */
  perMinute?: number;
}

/**
 * The sample pack in `pack` below a folder, with the lateness rule `instant`, so that one can wait for a dossier to become late,
 * and with one rule of alerts: of late dossiers. Returns its path.
 */
export async function writeAlertPack(
  dir: string,
  { webhooks, perMinute = 60 }: AlertPackOptions,
): Promise<string> {
  const pack = join(dir, 'pack');
  await cp('sample/binh-phuoc', pack, { recursive: true });
  const settings = JSON.parse(await readFile(join(pack, 'pack.json'), 'utf8')) as object;
  await writeFile(join(pack, 'pack.json'), JSON.stringify({ ...settings, latenessRule: 'instant' }));
  await writeFile(join(pack, 'alerts.json'), JSON.stringify({ perMinute, rules: [LATE_RULE] }));
  const lines = (await readFile(join(pack, 'units.csv'), 'utf8')).split('\n');
  const column = (lines[0] as string).split(',').indexOf('webhook');
  const edited = lines.map((line) => {
    // Cells of the lines that are edited hold no quotes.
    const cells = line.split(',');
    const webhook = webhooks[cells[0] as string];
    if (webhook === undefined) return line;
    cells[column] = webhook;
    return cells.join(',');
  });
  await writeFile(join(pack, 'units.csv'), edited.join('\n'));
  return pack;
}
