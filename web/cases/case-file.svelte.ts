/** A list that is being downloaded as a file: how far it is, given up, or refused. */
import { ApiError, openCaseFile } from '../api/client.ts';

const LINE_END = 10;

export class CaseFile {
  #rows = $state(0);
  #total = $state<number>();
  #running = $state(false);
  #error = $state.raw<ApiError>();
  #request: AbortController | undefined;

  /** Rows that have come. */
  get rows(): number {
    return this.#rows;
  }

  /** Rows that are to come in all; undefined while it is not known, and of a workbook, which comes at once. */
  get total(): number | undefined {
    return this.#total;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  get error(): ApiError | undefined {
    return this.#error;
  }

  async download(kind: string, query: URLSearchParams, format: 'csv' | 'xlsx'): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    [this.#rows, this.#total, this.#running, this.#error] = [0, undefined, true, undefined];
    try {
      const response = await openCaseFile(kind, query, format, request.signal);
      if (format === 'csv') this.#total = Number(response.headers.get('x-rows'));
      save(await this.#read(response), nameOf(response) ?? `${kind}.${format}`);
    } catch (error) {
      if (!request.signal.aborted)
        this.#error = error instanceof ApiError ? error : new ApiError('unreachable', undefined, error);
    }
    this.#running = false;
  }

  /** The server stops too. */
  giveUp(): void {
    this.#request?.abort();
  }

  /** Breaks stand between the rows of a file alone. */
  async #read(response: Response): Promise<Blob> {
    const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let lines = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      for (const byte of part.value) if (byte === LINE_END) lines++;
      this.#rows = Math.max(0, lines - 1);
    }
    return new Blob(parts, { type: response.headers.get('content-type') ?? '' });
  }
}

function nameOf(response: Response): string | undefined {
  return /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
