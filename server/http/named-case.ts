/** The case that a path names, `/cases/KIND/CODE` and what stands below it. */
import { canonicalCode, canonicalDossierCode } from '../../contract/canonical.ts';
import { caseKey } from '../../contract/case-fields.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { Visitor } from '../access/visitors.ts';
import type { Board } from '../state/board.ts';
import type { Boards } from '../state/boards.ts';
import { demandOpen } from './confidential.ts';
import { ParameterError } from './problem.ts';

export interface NamedCase {
  board: Board;
  /** Codes in the log that may be meant: the code decoded and, behind some proxies that decode it, as it is. */
  keys: readonly string[];
  /** As it is in the path. */
  asked: string;
}

/** `path`: a kind and a code. @throws ParameterError, ConfidentialRefused */
export function namedCase(path: string, boards: Boards, visitor: Visitor): NamedCase {
  const [, ...parts] = /^\/cases\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const [kind = '', asked = '', ...spellings] = decoded(parts);
  const board = boards.of(kind);
  if (!board) throw new ParameterError('kind', kind, boards.all.map((one) => one.kind).join(', '));
  demandOpen(board.counting.kind, visitor);
  const keyOf = (code: string) =>
    kind === DOSSIER ? canonicalDossierCode(code) : caseKey(kind, canonicalCode(code));
  return { board, keys: [asked, ...spellings].map(keyOf), asked };
}

function decoded([kind = '', code = '']: string[]): string[] {
  try {
    return [decodeURIComponent(kind), decodeURIComponent(code), code];
  } catch {
    return [kind, code];
  }
}
