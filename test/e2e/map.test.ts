import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { MAP_THEMES } from '../../web/map/map-theme.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { filledTile, pmtilesFile, pngTile } from '../support/pmtiles-file.ts';
import { Product } from '../support/product.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';
import { launchBrowser } from './browser.ts';
import { openPage, openUrl, pixelsOf, TABLET_SCREEN, WALL_SCREEN } from './open-page.ts';

const SOON = { timeout: 20_000, interval: 100 };
const DISTRICTS = ['688', '689', '690', '691', '692', '693', '694', '695', '696', '697', '698'];
const LOC_NINH = 'H10.2.03';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.create();
  [browser] = await Promise.all([launchBrowser(), product.startIngest(), product.startServer()]);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

it('is hatched, not in the colour of normal, while the product has heard of nothing', async () => {
  const { page, troubles } = await openPage(product, browser, '/wall', WALL_SCREEN);
  const canvas = page.locator('[data-tile="map"] canvas');
  await page.locator('[data-tile="map"] .view.ready').waitFor({ state: 'attached' });
  await page.getByTestId('map-legend').getByText('Không có dữ liệu').waitFor();
  // The edges of letters have a few pixels of any grey.
  expect(await pixelsOf(canvas, MAP_THEMES.dark.fills[0])).toBeLessThan(500);
  expect(await pixelsOf(canvas, MAP_THEMES.dark.hatchGround)).toBeGreaterThan(1_000);

  await product.produce([
    messageOf(
      snapshotEvent({
        code: 'FIRST',
        unit: { code: LOC_NINH },
        dueAt: formatTime(Date.now() + 90 * 86_400_000),
      }),
    ),
  ]);
  await eventually(async () => (await product.snapshot()).counts.received.total === 1);
  await expect.poll(() => pixelsOf(canvas, MAP_THEMES.dark.fills[0]), SOON).toBeGreaterThan(1_000);
  expect(troubles).toEqual([]);
});

it.each(['diagonal=55&distance=3', 'diagonal=86&distance=5', 'diagonal=86&distance=8'])(
  'names every area on the map or in its list, and no name covers another, for %s',
  async (screen) => {
    const { page } = await openPage(product, browser, `/wall?paused=1&${screen}`, WALL_SCREEN);
    const tile = page.locator('[data-tile="map"]');
    await tile.locator('.view.ready').waitFor({ state: 'attached' });
    const shown = () =>
      tile.locator('.label:not(.hidden)').evaluateAll((labels) =>
        labels.map((label) => {
          const { left, right, top, bottom } = label.getBoundingClientRect();
          return { code: (label as HTMLElement).dataset['code'], left, right, top, bottom };
        }),
      );
    const listed = () =>
      tile
        .locator('[data-listed]')
        .evaluateAll((lines) => lines.map((one) => (one as HTMLElement).dataset['listed']));
    // Lines that have no room in the list take turns every ten seconds.
    const named = new Set<string | undefined>();
    await expect
      .poll(
        async () => {
          for (const code of [...(await shown()).map(({ code }) => code), ...(await listed())])
            named.add(code);
          return [...named].sort();
        },
        { timeout: 45_000, interval: 500 },
      )
      .toEqual(DISTRICTS);
    expect(await tile.locator('[data-rest]').count()).toBe(0);
    const boxes = await shown();
    const covered = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.code} ${b.code}`),
    );
    expect(covered).toEqual([]);
  },
  90_000,
);

it('is coloured on a tablet by what its reader chooses, and the address keeps it', async () => {
  const { page, troubles } = await openPage(product, browser, '/', TABLET_SCREEN);
  const legend = page.getByTestId('map-legend');
  await expect.poll(() => legend.getAttribute('data-overlay'), SOON).toBe('lateRate');
  await page.getByLabel('Tô màu bản đồ theo').selectOption('onlineShare');
  await expect.poll(() => legend.getAttribute('data-overlay'), SOON).toBe('onlineShare');
  await page.reload();
  await expect.poll(() => legend.getAttribute('data-overlay'), SOON).toBe('onlineShare');
  expect(new URL(page.url()).searchParams.get('overlay')).toBe('onlineShare');
  expect(troubles).toEqual([]);
});

it('of an area shows its communes, coloured by their units, with bubbles; one tap leads to a unit', async () => {
  const [commune, unit] = ['25270', 'H10.3.25270'];
  const pastDue = formatTime(Date.now() - 90 * 86_400_000);
  const soon = formatTime(Date.now() + 90 * 86_400_000);
  await product.produce(
    [pastDue, ...Array.from({ length: 9 }, () => soon)].map((dueAt, i) =>
      messageOf(snapshotEvent({ code: `COMMUNE-${i}`, unit: { code: unit }, dueAt })),
    ),
  );
  const link = await product.linkTo('/wall?paused=1', 'area:692');
  const wall = await openUrl(browser, product.serverUrl + link, WALL_SCREEN);
  const tile = wall.page.locator('[data-tile="map"]');
  const told = tile.locator(`[data-code="${commune}"], [data-listed="${commune}"]`);
  await expect.poll(async () => (await told.allTextContents()).join(), SOON).toContain('10,0%');
  await expect.poll(() => tile.locator(`[data-bubble="${unit}"]`).getAttribute('data-count'), SOON).toBe('1');
  expect(wall.troubles).toEqual([]);

  const { page, troubles } = await openPage(product, browser, '/', TABLET_SCREEN);
  await expect.poll(() => page.locator(`[data-bubble="${unit}"]`).getAttribute('data-count'), SOON).toBe('1');
  await page.locator('[data-area="692"]').click();
  const label = page.locator(`.label[data-code="${commune}"]:not(.hidden)`);
  await expect.poll(() => label.textContent(), SOON).toContain('10,0%');
  await expect.poll(() => page.locator('.map .label').count(), SOON).toBeGreaterThan(10);
  expect(await page.locator(`[data-bubble="${unit}"]`).getAttribute('data-count')).toBe('1');
  await page.locator('.view.ready').waitFor({ state: 'attached' });
  await page.locator('section.map').scrollIntoViewIfNeeded();
  const at = (await label.boundingBox()) as { x: number; y: number; width: number; height: number };
  await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
  await expect.poll(() => new URL(page.url()).pathname, SOON).toBe(`/units/${unit}`);
  expect(troubles).toEqual([]);
});

describe('a basemap of the pack', () => {
  const { water } = MAP_THEMES.dark.basemap;
  const VECTOR = pmtilesFile({
    type: 1,
    tile: filledTile(['water', 'roads']),
    metadata: {
      vector_layers: [{ id: 'water' }, { id: 'roads' }, { id: 'boundary' }],
      attribution: '<a href="https://openstreetmap.org">&copy; OpenStreetMap</a>',
    },
  });
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'basemap-pack-'));
    await cp('sample/binh-phuoc', dir, { recursive: true });
  });
  afterAll(() => rm(dir, { recursive: true }));
  afterEach(() => product.kill('basemap'));

  async function serve(file: Buffer): Promise<string> {
    await writeFile(join(dir, 'basemap.pmtiles'), file);
    await product.startServer({ PROVINCE_PACK: dir }, 'basemap');
    return product.serverUrlOf('basemap');
  }

  it.each([
    ['vector tiles', VECTOR, water],
    // Of white a map shows as much as lies under its muted picture.
    ['pictures', pmtilesFile({ type: 2, tile: pngTile('#ffffff'), metadata: {} }), '#9a9b9c'],
  ])(
    'of %s is drawn under the areas from ranges of our server, and from nowhere else',
    async (_what, file, colour) => {
      const root = await serve(file);
      const { page, troubles } = await openPage(product, browser, '/wall', WALL_SCREEN, root);
      const parts: string[] = [];
      page.on('response', (response) => {
        if (response.url().includes('/basemap?')) parts.push(`${response.status()}`);
      });
      await page.reload();
      const map = page.locator('[data-tile="map"]');
      await map.locator('.view.ready').waitFor({ state: 'attached' });
      await expect.poll(() => pixelsOf(map.locator('canvas'), colour), SOON).toBeGreaterThan(1_000);
      expect(new Set(parts)).toEqual(new Set(['206']));
      expect(troubles).toEqual([]);
    },
  );

  it('is given to those who are known, in parts of at most 4 MiB, and says whom its maps are of', async () => {
    const root = await serve(VECTOR);
    const { page } = await openPage(product, browser, '/', TABLET_SCREEN, root);
    await expect.poll(() => page.getByTestId('basemap').textContent(), SOON).toContain('© OpenStreetMap');
    const part = async (range: string, ask = viewerFetch) =>
      (await ask(`${root}/api/v1/basemap`, { headers: { range } })).status;
    expect(await part('bytes=0-126')).toBe(206);
    expect(await part('bytes=0-4194303')).toBe(206);
    expect(await part('bytes=0-4194304')).toBe(416);
    expect(await part('bytes=0-1,5-9')).toBe(416);
    expect(await part('')).toBe(416);
    expect(await part('bytes=0-126', fetch)).toBe(401);
    const metrics = await (await viewerFetch(`${root}/metrics`)).text();
    expect(metrics).toContain('monitor_basemap_refused_total 3');
  });

  it('that cannot be drawn is named in the log, and the map stays as without it', async () => {
    const root = await serve(VECTOR.subarray(0, -1));
    const { page, troubles } = await openPage(product, browser, '/wall', WALL_SCREEN, root);
    await page.locator('[data-tile="map"] .view.ready').waitFor({ state: 'attached' });
    expect(troubles).toEqual([]);
    expect((await viewerFetch(`${root}/api/v1/basemap`)).status).toBe(404);
    expect(await product.logOf('basemap')).toContain('basemap.pmtiles: ');
  });
});
