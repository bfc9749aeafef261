import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clickHouseEnv } from '../../clickhouse/config.ts';
import { parseMessage } from '../../ingest/decoding/decode.ts';
import { eventsByStream, packTerms } from '../../ingest/streams/pack-terms.ts';
import { portalEvent } from '../../ingest/portal/portal-event.ts';
import { readEnvelope } from '../../ingest/portal/portal-envelope.ts';
import { ingestEnv } from '../../ingest/config.ts';
import { CHAT_FIELDS } from '../../pack/alert-rule.ts';
import { loadPackAlerts } from '../../pack/load-alerts.ts';
import { readWalls } from '../../pack/wall-file.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { serverEnv } from '../../server/config.ts';
import { AUDIENCES, CONDITIONS, SEVERITIES } from '../../contract/alerts.ts';
import { DOSSIER } from '../../contract/fields.ts';
import { STATUS_CODES } from '../../contract/status.ts';
import { OVERLAYS, TILE_TYPES, WALL_FIGURES, WALL_PERIODS } from '../../contract/wall.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const DOCS = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...DOCS.map((name) => `docs/${name}`)];

/** Blocks of code of one language. */
function blocks(page: string, language: string): string[] {
  const found = read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'));
  return [...found].map((match) => match[1] as string);
}

describe('the documents', () => {
  it.each(PAGES)('%s links to files that exist', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] as string);
    for (const link of links) {
      expect([link, existsSync(join(ROOT, dirname(page), link))]).toEqual([link, true]);
    }
  });

  it.each(PAGES)('%s names npm scripts that exist', (page) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(page).matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] as string);
    for (const name of named) expect([name, name in scripts]).toEqual([name, true]);
  });

  it('show events that are counted', async () => {
    const streams = Object.values(eventsByStream(packTerms(await loadProvincePack('sample/binh-phuoc'))));
    const json = blocks('docs/events.md', 'json');
    const bodies = [...blocks('docs/events.md', 'sh'), ...blocks('README.md', 'sh')].flatMap((block) =>
      [...block.matchAll(/-d '(\{[^]*\})'/g)].map((match) => {
        // The shell puts the current time in.
        return (match[1] as string).replace(/'"\$\(date [^)]*\)"'/, '2026-01-05T08:00:00+07:00');
      }),
    );
    expect(json.length + bodies.length).toBeGreaterThanOrEqual(3);
    for (const text of [...json, ...bodies]) {
      if (text.includes('"service"')) continue;
      expect([text, parseMessage(streams, Buffer.from(text))]).toEqual([
        text,
        { event: expect.anything(), of: expect.anything() },
      ]);
    }
  });

  it('show portal messages that are counted', () => {
    const bodies = blocks('docs/events.md', 'sh').flatMap((block) =>
      [...block.matchAll(/-d '(\{"session[^]*\})'/g)].map((match) => match[1] as string),
    );
    expect(bodies).toHaveLength(1);
    const envelope = readEnvelope(JSON.parse(bodies[0] as string), {});
    expect(
      envelope.items.map((item) => portalEvent(item, envelope, { nowMs: Date.now(), aheadMaxMs: 0 })),
    ).toEqual([{ event: expect.anything() }]);
  });

  it('docs/alerts.md shows rules and contacts that are taken, and names every member and condition', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'docs-'));
    await writeFile(join(dir, 'alerts.json'), blocks('docs/alerts.md', 'json')[0] as string);
    await writeFile(join(dir, 'contacts.csv'), blocks('docs/alerts.md', 'csv')[0] as string);
    await cp('sample/binh-phuoc/chat-templates', join(dir, 'chat-templates'), { recursive: true });
    const { rules, contacts, templates } = await loadPackAlerts(
      dir,
      await loadProvincePack('sample/binh-phuoc'),
    );
    await rm(dir, { recursive: true });
    expect([rules.length, contacts.length]).toEqual([2, 4]);
    const text = read('docs/alerts.md');
    for (const name of [...CONDITIONS, ...AUDIENCES, ...SEVERITIES]) expect(text).toContain(`\`${name}\``);
    for (const field of CHAT_FIELDS) expect(text).toContain(`\`{${field}}\``);
    for (const { name } of templates) expect(text).toContain(`\`${name}.json\``);
  });

  it('docs/walls.md shows a wall that can be read, and names every tile, figure, period and overlay', async () => {
    const example = blocks('docs/walls.md', 'json')[0] as string;
    expect(readWalls('walls.json', example, await loadProvincePack('sample/binh-phuoc'))).toHaveLength(1);
    const text = read('docs/walls.md');
    for (const name of [...TILE_TYPES, ...WALL_FIGURES, ...WALL_PERIODS, ...OVERLAYS])
      expect(text).toContain(`\`${name}\``);
  });

  it('docs/events.md names every field and every status with its code', () => {
    const text = read('docs/events.md');
    for (const field of Object.keys(DOSSIER.lines)) expect(text).toContain(`\`${field}\``);
    for (const [status, code] of Object.entries(STATUS_CODES)) {
      expect(text).toMatch(new RegExp(`\\| \`${status}\` +\\| ${code} `));
    }
  });

  it('docs/operations.md names every variable of every process', () => {
    const table = read('docs/operations.md');
    for (const schema of [clickHouseEnv, ingestEnv, serverEnv]) {
      for (const name of Object.keys(schema.shape)) expect(table).toContain(`\`${name}\``);
    }
  });

  it('CONTRIBUTING.md names files that exist in its recipe', () => {
    const paths = [
      ...read('CONTRIBUTING.md').matchAll(
        /`((?:contract|clickhouse|ingest|server|test|docs)\/[\w./-]+\.\w+)`/g,
      ),
    ].map((match) => match[1] as string);
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  });
});
