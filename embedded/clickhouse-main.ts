import { join } from 'node:path';
import { z } from 'zod';
import { Engine } from './engine/engine.ts';
import { createFront } from './engine/front.ts';

/** The engine's process: started by engine-process.ts, which hands over everything in the environment. */
const env = z
  .object({
    ENGINE_DIR: z.string().min(1),
    ENGINE_HOST: z.string().min(1),
    ENGINE_PORT: z.coerce.number().int(),
    ENGINE_OPEN: z.enum(['true', 'false']),
    ENGINE_USERS: z.string().transform((text) => JSON.parse(text) as unknown),
  })
  .parse(process.env);
const users = z
  .array(z.object({ name: z.string(), password: z.string(), readonly: z.boolean() }))
  .parse(env.ENGINE_USERS);

const engine = await Engine.open({
  dataDir: join(env.ENGINE_DIR, 'data'),
  spoolDir: join(env.ENGINE_DIR, 'spool'),
  isClosed: env.ENGINE_OPEN === 'false',
});
const front = createFront(engine, users);
front.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
front.listen(env.ENGINE_PORT, env.ENGINE_HOST);

process.once('SIGTERM', () => {
  front.close();
  front.closeIdleConnections();
  void engine.close().then((clean) => {
    // Closing a connection waits for its statement, on the one thread there is; what is committed is on disk.
    if (clean) process.exit(0);
    process.kill(process.pid, 'SIGKILL');
  });
});
