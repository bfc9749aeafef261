/** What of a long list is shown: those that are called as is searched for, a hundred at a time. */
const STEP = 100;

export class NamedList<Item extends { name: string; title?: string }> {
  readonly #all: () => readonly Item[];
  #text = $state('');
  #limit = $state(STEP);
  readonly #found = $derived.by(() => {
    const text = this.#text.trim().toLocaleLowerCase('vi');
    return this.#all().filter(({ name, title = '' }) =>
      `${name}\n${title}`.toLocaleLowerCase('vi').includes(text),
    );
  });

  constructor(all: () => readonly Item[]) {
    this.#all = all;
  }

  get found(): number {
    return this.#found.length;
  }

  get shown(): readonly Item[] {
    return this.#found.slice(0, this.#limit);
  }

  get left(): number {
    return Math.max(0, this.#found.length - this.#limit);
  }

  search(text: string): void {
    this.#text = text;
    this.#limit = STEP;
  }

  more(): void {
    this.#limit += STEP;
  }
}
