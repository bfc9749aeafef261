/** What is known of a procedure as a dossier tells it: the register of the pack fills in what it does not tell. */
import { CodeMap } from '../../../contract/canonical.ts';
import type { PackProcedure } from '../../../pack/province-pack.ts';
import type { TextTuple } from '../memory/interner.ts';

export class ToldProcedures {
  readonly #register: CodeMap<PackProcedure>;

  constructor(procedures: readonly PackProcedure[]) {
    this.#register = new CodeMap(procedures.map((one) => [one.code, one]));
  }

  /** '' when neither says one. */
  fieldOf([code = '', , field = '']: TextTuple): string {
    return field || (this.#register.get(code)?.field ?? '');
  }

  /** As the reports name it: by the register, else as told. */
  nameOf([code = '', name = '']: TextTuple): string {
    return this.#register.get(code)?.name ?? name;
  }
}
