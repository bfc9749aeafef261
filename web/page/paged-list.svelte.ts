/** A list that the server answers page after page. */
/* eslint-disable svelte/prefer-svelte-reactivity -- these values are replaced whole, never changed in place. */
import { ApiError } from '../api/client.ts';

interface ListPage {
  items: unknown[];
  nextCursor: string | null;
}

type End = 'taken' | 'failed' | 'replaced';

/** Asks for the page behind `cursor`; null: for the first. */
type GetPage<Page> = (cursor: string | null, signal: AbortSignal) => Promise<Page>;

export class PagedList<Page extends ListPage> {
  readonly #keyOf: (item: Page['items'][number]) => string;
  #pages = $state.raw<readonly Page[]>([]);
  #error = $state.raw<ApiError>();
  #loading = $state(false);
  /** When the first page came, on the page's own time: those behind it may be newer. */
  #loadedAtMs = $state<number>();
  #get: GetPage<Page> | undefined;
  #request: AbortController | undefined;
  #reading: Promise<End> | undefined;
  #again: (() => Promise<void>) | undefined;
  // What moves in the order while one reads may come twice; it is shown once.
  readonly #items: Page['items'][number][] = $derived([
    ...new Map(
      this.#pages
        .flatMap((page): Page['items'][number][] => page.items)
        .map((item) => [this.#keyOf(item), item]),
    ).values(),
  ]);

  constructor(keyOf: (item: Page['items'][number]) => string) {
    this.#keyOf = keyOf;
  }

  get items(): Page['items'][number][] {
    return this.#items;
  }

  /** The answers that are shown. */
  get pages(): readonly Page[] {
    return this.#pages;
  }

  /** The newest answer; undefined until the first is there. */
  get last(): Page | undefined {
    return this.#pages.at(-1);
  }

  get loadedAtMs(): number | undefined {
    return this.#loadedAtMs;
  }

  get hasMore(): boolean {
    return (this.last?.nextCursor ?? null) !== null;
  }

  get loading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | undefined {
    return this.#error;
  }

  /** Starts again with these pages. */
  async show(get: GetPage<Page>): Promise<void> {
    this.#get = get;
    await this.#load(get, [], null);
  }

  /** Shows answers of an earlier time; what `get` asks for goes on behind them. */
  restore(get: GetPage<Page>, pages: readonly Page[], loadedAtMs: number): void {
    this.abort();
    [this.#get, this.#pages, this.#error, this.#loading] = [get, pages, undefined, false];
    this.#loadedAtMs = loadedAtMs;
  }

  async more(): Promise<void> {
    await this.#reading;
    const cursor = this.last?.nextCursor ?? null;
    if (!this.#loading && this.#get && cursor !== null) await this.#load(this.#get, this.#pages, cursor);
  }

  /** Asks again for the pages that are shown; they stand until all of them have come, or when they do not come. */
  async refresh(): Promise<void> {
    if (this.#loading) await this.#reading;
    const get = this.#get;
    // What is being loaded is as fresh.
    if (this.#loading || !get) return;
    if (this.#pages.length === 0) return this.show(get);
    this.#again = () => this.refresh();
    await this.#take((signal) => readPages(get, this.#pages.length, signal), true);
  }

  /** Does once more what failed. */
  async retry(): Promise<void> {
    await this.#again?.();
  }

  abort(): void {
    this.#request?.abort();
  }

  async #load(get: GetPage<Page>, before: readonly Page[], cursor: string | null): Promise<void> {
    this.#loading = true;
    this.#error = undefined;
    this.#again = cursor === null ? () => this.show(get) : () => this.more();
    const end = await this.#take(async (signal) => [...before, await get(cursor, signal)], cursor === null);
    if (end === 'replaced') return;
    if (end === 'failed' && cursor === null) this.#pages = [];
    this.#loading = false;
  }

  /** What is read becomes the pages, unless something newer is asked for meanwhile. */
  #take(read: (signal: AbortSignal) => Promise<readonly Page[]>, isAnew: boolean): Promise<End> {
    this.#request?.abort();
    this.#request = new AbortController();
    const reading = this.#finish(read, isAnew, this.#request.signal);
    this.#reading = reading;
    return reading;
  }

  async #finish(
    read: (signal: AbortSignal) => Promise<readonly Page[]>,
    isAnew: boolean,
    signal: AbortSignal,
  ): Promise<End> {
    const askedAtMs = performance.now();
    try {
      const pages = await read(signal);
      if (signal.aborted) return 'replaced';
      this.#pages = pages;
      if (isAnew) this.#loadedAtMs = askedAtMs;
      this.#error = undefined;
      return 'taken';
    } catch (error) {
      if (signal.aborted) return 'replaced';
      this.#error = error instanceof ApiError ? error : new ApiError(String(error));
      return 'failed';
    }
  }
}

/** The first pages, at most so many. */
async function readPages<Page extends ListPage>(
  get: GetPage<Page>,
  most: number,
  signal: AbortSignal,
): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await get(cursor, signal);
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== null && pages.length < most);
  return pages;
}
