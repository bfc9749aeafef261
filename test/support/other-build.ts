/** The product as another build of it would be: a page whose files have other names. */
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../../runtime/repository.ts';

export interface OtherBuild {
  /** Starts its server. */
  server: readonly string[];
  /** Of a file that its page begins with, and no page of this build. */
  file: string;
  remove(): Promise<void>;
}

/** In a folder of its own; what is not built is shared with this one. */
export async function writeOtherBuild(): Promise<OtherBuild> {
  const dir = await mkdtemp(join(tmpdir(), 'other-build-'));
  for (const name of await readdir(REPOSITORY)) {
    if (name !== 'dist' && name !== 'web') await symlink(join(REPOSITORY, name), join(dir, name));
  }
  await cp(join(REPOSITORY, 'dist'), join(dir, 'dist'), { recursive: true });
  const web = join(dir, 'web', 'dist');
  await mkdir(join(dir, 'web'));
  await cp(join(REPOSITORY, 'web', 'dist'), web, { recursive: true });
  const page = await readFile(join(web, 'index.html'), 'utf8');
  const [, old = ''] = /assets\/(index-[\w-]{8}\.css)/.exec(page) ?? [];
  const file = 'index-OTHERONE.css';
  await rename(join(web, 'assets', old), join(web, 'assets', file));
  await writeFile(join(web, 'index.html'), page.replaceAll(old, file));
  const worker = await readFile(join(web, 'sw.js'), 'utf8');
  const changed = worker.replaceAll(old, file).replace(/"build":"\w+"/, '"build":"otherone"');
  await writeFile(join(web, 'sw.js'), changed);
  return {
    server: [process.execPath, join(dir, 'dist', 'server', 'main.js')],
    file,
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
