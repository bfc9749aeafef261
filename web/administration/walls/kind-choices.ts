/** Kinds of cases to choose from. Pure. */
import type { Kind } from '../../../contract/kind.ts';
import type { LanguageCode } from '../../format/numbers.ts';
import { nameOf, type Choice } from '../../kinds/kind-words.ts';

export function kindChoices(
  kinds: readonly Kind[],
  language: LanguageCode,
  isAble: (kind: Kind) => boolean = () => true,
): Choice[] {
  return kinds.filter(isAble).map((kind) => [kind.kind, nameOf(kind, language)]);
}
