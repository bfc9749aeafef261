/** The stores of the kinds whose events stand in one log: of a dossier by its code, of another case by `KIND/CODE`. */
import type { Span } from '../../../clickhouse/row-binary.ts';
import type { CaseStore } from './case-store.ts';

const SLASH = 0x2f;

export interface KindStores {
  readonly all: readonly CaseStore[];
  /** Undefined: the pack does not know the kind; it did when the event was counted. */
  of(code: string): CaseStore | undefined;
  ofSpan(code: Span): CaseStore | undefined;
}

/** Of a log that has one kind alone. */
export function oneStore(store: CaseStore): KindStores {
  return { all: [store], of: () => store, ofSpan: () => store };
}

export function storesByKind(stores: ReadonlyMap<string, CaseStore>): KindStores {
  return {
    all: [...stores.values()],
    of: (code) => stores.get(code.slice(0, code.indexOf('/'))),
    ofSpan: ({ bytes, start }) => stores.get(bytes.toString('latin1', start, bytes.indexOf(SLASH, start))),
  };
}
