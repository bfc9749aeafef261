/** The walls of the pack in use, which may change while the server runs. */
import type { Wall } from '../../contract/wall.ts';

export class WallSettings {
  #current: readonly Wall[];
  #trouble: string | undefined;

  constructor(current: readonly Wall[]) {
    this.#current = current;
  }

  get current(): readonly Wall[] {
    return this.#current;
  }

  /** Why a changed file of the pack cannot be taken; undefined: it is. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  take(walls: readonly Wall[]): void {
    this.#current = walls;
  }

  refused(trouble: string | undefined): void {
    this.#trouble = trouble;
  }
}
