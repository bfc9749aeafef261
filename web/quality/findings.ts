/** What is wrong with a source, in numbers. Pure. */
import type { Kind } from '../../contract/kind.ts';
import { MANY_NAMES, type SourceQuality } from '../../contract/quality.ts';
import { isDossier } from '../kinds/kind-words.ts';
import { writeAge } from '../words/age.ts';
import type { Words } from '../words/vi.ts';

export const FINDINGS = [
  'silent',
  'unmapped',
  'missingDueDates',
  'clockSkew',
  'duplicates',
  'crowded',
  'names',
  'impossible',
  'rewriting',
  'lateArrivals',
] as const;
export type Finding = (typeof FINDINGS)[number];

/** Those that can be found of a kind: the order of the statuses is known of dossiers alone. */
export function findingsFor(kind: Kind): Finding[] {
  return FINDINGS.filter(
    (finding) =>
      (finding !== 'impossible' || isDossier(kind)) && (finding !== 'missingDueDates' || kind.clock !== null),
  );
}

/** The words that speak of dossiers, or of cases of any other kind. */
export function qualityWords({ quality }: Words, kind: Kind): Words['quality']['dossier'] {
  return isDossier(kind) ? quality.dossier : quality.general;
}

/** How much was found of each; 0 is nothing. */
export function findingsOf(source: SourceQuality): Record<Finding, number> {
  return {
    silent: source.silence.isSilent ? 1 : 0,
    unmapped: source.unmappedUnits.reduce((sum, unit) => sum + unit.dossiers, 0),
    missingDueDates: source.missingDueDates.count,
    clockSkew: source.clockSkew.events,
    duplicates: source.duplicates,
    crowded: source.crowdedDossiers.dossiers,
    names: Object.values(source.names).reduce((sum, names) => sum + (names > MANY_NAMES ? names : 0), 0),
    impossible: source.impossibleTransitions.reduce((sum, step) => sum + step.count, 0),
    rewriting: source.statusRewriting.notes.length,
    lateArrivals: source.lateArrivals.events,
  };
}

/** Most kinds of findings first; late events alone are what a back-fill looks like. */
export function worstFirst(sources: readonly SourceQuality[]): SourceQuality[] {
  const weight = (source: SourceQuality) => {
    const found = findingsOf(source);
    return FINDINGS.filter((finding) => finding !== 'lateArrivals' && found[finding] > 0).length;
  };
  return [...sources].sort((a, b) => weight(b) - weight(a) || a.source.localeCompare(b.source, 'vi'));
}

const WORKING_DAY_MS = 8 * 3_600_000;

/** Office time: `40 phút làm việc`, `7 giờ làm việc`, from 8 hours on in working days. */
export function writeOfficeTime(words: Words, officeMs: number, count: (value: number) => string): string {
  if (officeMs < WORKING_DAY_MS) return words.quality.officeTime(writeAge(words, officeMs));
  return words.quality.workingDays(count(Math.floor(officeMs / WORKING_DAY_MS)));
}
