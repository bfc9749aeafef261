/**
 * Starts the browser of the end-to-end tests from npm packages alone: Chromium, its shared libraries, SwiftShader and a
 * fallback font all lie compressed in @sparticuz/chromium, so a machine without any desktop library can run the tests.
 */
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // Text rasterised by the emulated GPU costs half a core; a PC without a GPU rasterises in software too.
  '--disable-gpu-rasterization',
  '--font-render-hinting=none',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** A headless Chromium with WebGL in software. The caller closes it. */
export async function launchBrowser(extraFlags: string[] = []): Promise<Browser> {
  const folder = await unpackedBrowser();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: [...FLAGS, ...extraFlags],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [join(folder, 'lib'), folder, process.env['LD_LIBRARY_PATH']]
        .filter(Boolean)
        .join(':'),
      FONTCONFIG_PATH: folder,
    },
  });
}

/** The folder with the unpacked browser, made once per version; safe when several test files start at once. */
async function unpackedBrowser(): Promise<string> {
  const packageFolder = join(
    dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
    '..',
    '..',
  );
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(tmpdir(), `sparticuz-chromium-${version}-${process.arch}`);
  if (existsSync(folder)) return folder;

  const partial = await mkdtemp(`${folder}-`);
  const bin = join(packageFolder, 'bin');
  await Promise.all([
    pipeline(
      createReadStream(join(bin, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(partial, 'chromium'), { mode: 0o755 }),
    ),
    ...['al2023', 'swiftshader', 'fonts'].map((name) => untar(join(bin, `${name}.tar.br`), partial)),
  ]);
  await writeFile(join(partial, 'fonts.conf'), fontsConf(folder));
  await publish(partial, folder);
  return folder;
}

/** One rename makes the folder visible whole; whoever comes second throws its own copy away. */
async function publish(partial: string, folder: string): Promise<void> {
  try {
    await rename(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    await rm(partial, { recursive: true });
  }
}

async function untar(archive: string, into: string): Promise<void> {
  const tar = join(into, basename(archive, '.br'));
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  await promisify(execFile)('tar', ['-xf', tar, '-C', into]);
  await rm(tar);
}

/** The packed fonts.conf names folders of another machine. */
const fontsConf = (folder: string) =>
  `<?xml version="1.0"?><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`;
