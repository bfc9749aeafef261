import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from 'chdb';

/**
 * The embedded engine's `default` database also shows the folder's files as tables. Behind the same name the
 * server has a plain one, which is kept in the data folder: it is created once, and attached at later starts.
 */
export async function useServersDefaultDatabase(session: Session): Promise<void> {
  await session.queryAsync('DETACH DATABASE default');
  try {
    await session.queryAsync('ATTACH DATABASE default');
  } catch {
    // Nothing to attach at the first start.
    await session.queryAsync('CREATE DATABASE default ENGINE = Atomic');
  }
}

/**
 * The engine cannot attach a database that never held a table; it is created again instead. To be called before the
 * engine opens the folder.
 */
export function forgetEmptyDefault(dataDir: string): void {
  const metadataDir = join(dataDir, 'metadata');
  if (existsSync(join(metadataDir, 'default'))) return;
  rmSync(join(metadataDir, 'default.sql'), { force: true });
  rmSync(join(metadataDir, 'default.sql.tmp'), { force: true });
}
