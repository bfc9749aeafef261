/** The kinds of cases that the centre follows, the dossier first; loaded once, again and again until it works. */
import { DOSSIER, DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import type { Kind } from '../../contract/kind.ts';
import { getKinds } from '../api/client.ts';

const RETRY_MS = 3_000;

export class KindStore {
  #all = $state.raw<readonly Kind[]>([DOSSIER_KIND]);
  #loaded = $state(false);

  get all(): readonly Kind[] {
    return this.#all;
  }

  /** Whether a kind that is not among them is unknown to the server too. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** The dossier is known from the start. */
  find(code: string): Kind | undefined {
    return code === DOSSIER ? DOSSIER_KIND : this.#all.find(({ kind }) => kind === code);
  }

  /** Returns the clean-up. */
  listen(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const load = async () => {
      try {
        this.#all = (await getKinds()).kinds;
        this.#loaded = true;
      } catch {
        if (!stopped) timer = setTimeout(load, RETRY_MS);
      }
    };
    void load();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }
}
