import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Where the rows of an INSERT wait for the engine. It reads them FROM INFILE, because rows in the statement's own
 * text end at the first empty line: a `\n\n` inside binary rows would cut them off. The files live for
 * milliseconds, so they hardly leave the page cache.
 */
export class Spool {
  readonly #dir: string;
  #next = 0;

  /** Empties `dir`: a killed engine leaves files there. */
  constructor(dir: string) {
    this.#dir = dir;
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
  }

  /** Runs `use` with the path of a file that holds the rows, and removes the file. */
  async with<T>(
    head: Buffer,
    body: AsyncIterable<Buffer> | undefined,
    use: (path: string) => Promise<T>,
  ): Promise<T> {
    this.#next += 1;
    const path = join(this.#dir, `rows-${this.#next}`);
    try {
      await this.#fill(path, head, body);
      return await use(path);
    } finally {
      rmSync(path, { force: true });
    }
  }

  async #fill(path: string, head: Buffer, body: AsyncIterable<Buffer> | undefined): Promise<void> {
    if (!body) return writeFileSync(path, head);
    const small: Buffer[] = [head];
    let size = head.length;
    const source = body[Symbol.asyncIterator]();
    for (let step = await source.next(); !step.done; step = await source.next()) {
      small.push(step.value);
      size += step.value.length;
      if (size < 1_000_000) continue;
      const rest = { [Symbol.asyncIterator]: () => source };
      return pipeline(async function* () {
        yield* small.splice(0);
        yield* rest;
      }, createWriteStream(path));
    }
    // At this size a hop to a worker thread takes longer than the write.
    writeFileSync(path, Buffer.concat(small, size));
  }
}
