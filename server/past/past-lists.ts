/** Lists as they stood at an instant: of cases, and where these had become late. */
import type { EditionName, NewestLateUnit } from '../../contract/api.ts';
import type { Asker, Turnstile } from '../admission/turnstile.ts';
import type { Board } from '../state/board.ts';
import { listCases, type CaseFilter } from '../state/cases/case-list.ts';
import type { CaseOrder } from '../state/cases/case-order.ts';
import { NewestLate } from '../state/cases/newest-late.ts';
import type { ListPosition } from '../state/memory/page-collector.ts';
import type { Scope } from '../state/periods/figures.ts';
import { KeptMoments, type KeptMoment } from './kept-moments.ts';
import type { PastBoards } from './past-boards.ts';
import type { Standing } from './past-log.ts';

export interface PastList<Item> {
  board: Board;
  /** ms, not in the future. */
  asOfMs: number;
  filter: CaseFilter;
  order: CaseOrder;
  limit: number;
  after: ListPosition | undefined;
  itemOf: (board: Board, row: number) => Item;
}

export interface PastPage<Item> {
  asOfBasis: Standing['asOfBasis'];
  items: Item[];
  total: number;
  next: ListPosition | undefined;
}

interface LateMoment extends KeptMoment {
  /** Of the whole province. */
  units: NewestLateUnit[];
}

export class PastLists {
  readonly #boards: PastBoards;
  readonly #reads: Turnstile;
  readonly #kept = new KeptMoments<LateMoment>();

  constructor(boards: PastBoards, reads: Turnstile) {
    this.#boards = boards;
    this.#reads = reads;
  }

  /** `question`: what all that the list depends on is called. @throws TooMuchAsked, GivenUp */
  page<Item>(asker: Asker, question: string, list: PastList<Item>): Promise<PastPage<Item>> {
    return this.#reads.run(asker, `past ${question}`, (signal) => this.#read(list, signal));
  }

  /** As {@link NewestLate} tells of now. @throws TooMuchAsked, GivenUp */
  async newestLate(
    asker: Asker,
    board: Board,
    { edition, holders }: Scope,
    asOfMs: number,
  ): Promise<LateMoment> {
    const key = `newest late ${board.kind} ${edition} ${asOfMs}`;
    const moment =
      this.#kept.get(key, board.deadlines, Date.now()) ??
      (await this.#reads.run(asker, `past ${key}`, async (signal) => {
        const read = await this.#readLate(board, edition, asOfMs, signal);
        this.#kept.keep(key, read, Date.now());
        return read;
      }));
    const codes = new Set(holders.map((holder) => board.directory.units[holder]?.code));
    return { ...moment, units: moment.units.filter(({ code }) => codes.has(code)) };
  }

  async #read<Item>(list: PastList<Item>, signal: AbortSignal): Promise<PastPage<Item>> {
    const { board, asOfMs, filter, order, limit, after, itemOf } = list;
    const standing = await this.#boards.standing(board, asOfMs);
    const found: { key: number; code: string; item: Item }[] = [];
    let total = 0;
    for await (const past of this.#boards.all(board, standing, signal)) {
      // One more than the limit tells that a next page exists.
      const { rows, keys, total: ofPart } = await listCases(past, filter, order, limit + 1, after, signal);
      total += ofPart;
      for (const [i, row] of rows.entries()) {
        const code = past.store.codes.textOf(row);
        found.push({ key: keys[i] as number, code, item: itemOf(past, row) });
      }
      found.sort((a, b) => a.key - b.key || Buffer.compare(Buffer.from(a.code), Buffer.from(b.code)));
      found.splice(limit + 1);
    }
    const page = found.slice(0, limit);
    const next = found.length > limit ? page.at(-1) : undefined;
    return {
      asOfBasis: standing.asOfBasis,
      items: page.map(({ item }) => item),
      total,
      next: next && { key: next.key, code: next.code },
    };
  }

  async #readLate(
    board: Board,
    edition: EditionName,
    asOfMs: number,
    signal: AbortSignal,
  ): Promise<LateMoment> {
    const { deadlines, directory } = board;
    const standing = await this.#boards.standing(board, asOfMs);
    const late = new NewestLate(directory, edition);
    const everywhere = new Set(directory.units.keys());
    for await (const past of this.#boards.all(board, standing, signal))
      await late.count(past, everywhere, signal);
    return { asOfMs, asOfBasis: standing.asOfBasis, deadlines, units: late.units() };
  }
}
