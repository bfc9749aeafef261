/** The list of a kind's cases under some filters, page after page. */
/* eslint-disable svelte/prefer-svelte-reactivity -- these values are replaced whole, never changed in place. */
import type { CaseItem, DossierItem } from '../../contract/api.ts';
import { ApiError, getCases } from '../api/client.ts';
import { filtersQuery, type CaseFilters } from './case-filters.ts';

const PAGE_SIZE = 50;

interface ListPage {
  items: (DossierItem | CaseItem)[];
  total: number;
  nextCursor: string | null;
}

export class CaseList {
  readonly #kind: string;
  #pages = $state.raw<readonly ListPage[]>([]);
  #error = $state.raw<ApiError>();
  #loading = $state(false);
  #filters: CaseFilters = {};
  #request: AbortController | undefined;
  // A case that moves in the order while one reads may come twice; it is shown once.
  readonly #items: ListPage['items'] = $derived([
    ...new Map(this.#pages.flatMap((page) => page.items).map((item) => [item.code, item])).values(),
  ]);

  /** `kind`: its code. */
  constructor(kind: string) {
    this.#kind = kind;
  }

  get items(): ListPage['items'] {
    return this.#items;
  }

  /** Undefined until the first page is there. */
  get total(): number | undefined {
    return this.#pages.at(-1)?.total;
  }

  get hasMore(): boolean {
    return (this.#pages.at(-1)?.nextCursor ?? null) !== null;
  }

  get loading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | undefined {
    return this.#error;
  }

  /** Starts again with these filters. */
  async show(filters: CaseFilters): Promise<void> {
    this.#filters = filters;
    await this.#load([], null);
  }

  async more(): Promise<void> {
    const cursor = this.#pages.at(-1)?.nextCursor ?? null;
    if (!this.#loading && cursor !== null) await this.#load(this.#pages, cursor);
  }

  retry(): Promise<void> {
    return this.#pages.length === 0 ? this.show(this.#filters) : this.more();
  }

  abort(): void {
    this.#request?.abort();
  }

  async #load(before: readonly ListPage[], cursor: string | null): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#loading = true;
    this.#error = undefined;
    try {
      const page = await getCases(
        this.#kind,
        filtersQuery(this.#filters, { limit: PAGE_SIZE, cursor }),
        request.signal,
      );
      if (request.signal.aborted) return;
      this.#pages = [...before, page];
    } catch (error) {
      if (request.signal.aborted) return;
      this.#error = error instanceof ApiError ? error : new ApiError(String(error));
      if (cursor === null) this.#pages = [];
    }
    this.#loading = false;
  }
}
