/** A kind of the pack as the sample programs bring it: its story, and what is drawn from both. */
import { DOSSIER } from '../contract/dossier-kind.ts';
import type { Kind, Term } from '../contract/kind.ts';
import { OTHER_AMOUNTS, storyOf, type Path, type Story, type Weights } from './case-story.ts';
import { WeightedChoice, type Random } from './random.ts';

export class SampleKind {
  readonly kind: Kind;
  readonly story: Story;
  readonly #channels: WeightedChoice<string> | null;
  readonly #categories: WeightedChoice<string> | null;
  readonly #categoriesOfDossiers: WeightedChoice<string> | null;

  constructor(kind: Kind) {
    this.kind = kind;
    this.story = storyOf(kind);
    const { channels = {}, categories = {}, ofDossier } = this.story;
    this.#channels = choice(kind.channels, channels);
    this.#categories = choice(kind.categories, categories);
    this.#categoriesOfDossiers = choice(kind.categories, ofDossier?.categories ?? {});
  }

  drawChannel(random: Random): string | undefined {
    return this.#channels?.draw(random);
  }

  drawCategory(random: Random, ofDossier: boolean): string | undefined {
    return (ofDossier ? this.#categoriesOfDossiers : this.#categories)?.draw(random);
  }

  drawPath(random: Random): Path {
    return new WeightedChoice(this.story.paths, ({ weight }) => weight).draw(random);
  }

  /** Whole thousands of VND, small ones likelier than large ones. */
  drawAmount(random: Random, category: string | undefined): number {
    const [least, most] = this.story.amounts?.[category ?? ''] ?? OTHER_AMOUNTS;
    return Math.round((least * (most / least) ** random.next()) / 1000) * 1000;
  }
}

/** The kinds of a pack beside the dossier. */
export function sampleKinds(kinds: readonly Kind[]): SampleKind[] {
  return kinds.filter(({ kind }) => kind !== DOSSIER).map((kind) => new SampleKind(kind));
}

function choice(terms: readonly Term[], weights: Weights): WeightedChoice<string> | null {
  if (terms.length === 0) return null;
  const codes = terms.map(({ code }) => code);
  const weightOf = (code: string) => weights[code] ?? 1;
  const anyOf = codes.some((code) => weightOf(code) > 0);
  return new WeightedChoice(codes, anyOf ? weightOf : () => 1);
}
