/**
 * Browsers from npm packages alone: Chromium, its shared libraries and SwiftShader lie compressed in @sparticuz/chromium
 * and its forerunner, so a machine without any desktop library can run the tests.
 */
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');

export interface BrowserFiles {
  executablePath: string;
  env: NodeJS.ProcessEnv;
}

export async function browserFiles(packageName = '@sparticuz/chromium'): Promise<BrowserFiles> {
  // The old ones have no font, without which they crash, and too few libraries for a bare Debian.
  const newest = await unpacked('@sparticuz/chromium');
  const folder = await unpacked(packageName);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [join(folder, 'lib'), folder, join(newest, 'lib'), process.env['LD_LIBRARY_PATH']]
        .filter(Boolean)
        .join(':'),
      FONTCONFIG_PATH: newest,
    },
  };
}

/** The folder with the unpacked browser, made once per version; safe when several test files start at once. */
async function unpacked(packageName: string): Promise<string> {
  const packageFolder = join(MODULES, packageName);
  const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  const folder = join(tmpdir(), `${name.replace('@', '').replace('/', '-')}-${version}-${process.arch}`);
  if (existsSync(folder)) return folder;

  const partial = await mkdtemp(`${folder}-`);
  const bin = join(packageFolder, 'bin');
  const archives = (await readdir(bin)).filter((file) => file.endsWith('.tar.br'));
  await Promise.all([
    pipeline(
      createReadStream(join(bin, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(partial, 'chromium'), { mode: 0o755 }),
    ),
    ...archives.map((archive) => untar(join(bin, archive), partial)),
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
