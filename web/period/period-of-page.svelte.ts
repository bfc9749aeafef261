/** The period that the address says; another object only when it is another period, though the clock moves each second. */
import { readPeriod, type PagePeriod } from './page-period.ts';

export class PeriodOfPage {
  readonly #text: string;
  readonly current: PagePeriod;

  /** Call while a component is set up. `atMs`: which day is today; read reactively, as the address is. */
  constructor(router: { readonly query: URLSearchParams }, atMs: () => number) {
    this.#text = $derived(JSON.stringify(readPeriod(router.query, atMs())));
    this.current = $derived(JSON.parse(this.#text) as PagePeriod);
  }
}
