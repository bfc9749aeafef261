import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): one of those can
 * be taken between the choice and the listening, even by a client that knocks at it until the program listens, as
 * its connection may get the same port for its own end.
 */
const FIRST = 20_000;
const LAST = 32_767;
let next = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));

/** A port that nobody listens on now; a process is never given the same one twice in a row of 12,768. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tried = FIRST; tried <= LAST; tried++) {
    const port = next;
    next = port === LAST ? FIRST : port + 1;
    try {
      return await listenOnce(host, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`no free port on ${host} from ${FIRST} to ${LAST}`);
}

/** @throws Error with one line for a person when somebody listens on the port. */
export async function requireFreePort(host: string, port: number, variable: string): Promise<void> {
  try {
    await listenOnce(host, port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Error(`port ${port} on ${host} is taken by another program: set ${variable} to a free port`, {
        cause: error,
      });
    throw new Error(`cannot listen on ${host}, port ${port} (${variable}): ${message}`, { cause: error });
  }
}

function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
}
