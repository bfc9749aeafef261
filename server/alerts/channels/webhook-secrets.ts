/** What the messages to each webhook are signed with: two secrets while the receiver is told another one. */
export class WebhookSecrets {
  /** Of all without their own, the newest first. */
  readonly shared: readonly string[];
  /** URL -> its own. */
  readonly #own: ReadonlyMap<string, readonly string[]>;

  /** Each list has the newest first. */
  constructor(shared: readonly string[] = [], own: ReadonlyMap<string, readonly string[]> = new Map()) {
    this.shared = shared;
    this.#own = own;
  }

  /** Nothing can be signed. */
  get isEmpty(): boolean {
    return this.shared.length === 0 && this.#own.size === 0;
  }

  /** None: nothing may go there. */
  of(url: string): readonly string[] {
    return this.#own.get(new URL(url).href) ?? this.shared;
  }

  get all(): string[] {
    return [...this.shared, ...[...this.#own.values()].flat()];
  }

  /** That have secrets of their own. */
  get urls(): string[] {
    return [...this.#own.keys()];
  }
}
