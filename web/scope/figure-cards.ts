/** Which figures a page shows of a kind, by the tiles of its definition. Pure. */
import type { CaseCounts, Counts, KindCounts } from '../../contract/counts.ts';
import { NO_CHANNEL } from '../../contract/kind-counting.ts';
import type { Kind } from '../../contract/kind.ts';
import type { LanguageCode } from '../format/numbers.ts';
import { isDossier } from '../kinds/kind-words.ts';
import type { Words } from '../words/vi.ts';

export type Card = 'late' | 'dueSoon' | 'open' | 'received' | 'resolved' | 'amountVnd' | 'score';
/** All figures stand together, where the first tile of theirs is listed. */
export type Section = 'figures' | 'byUnit' | 'trend';

/** What is late stands first, wherever the kind lists it; without a clock nothing is. Measures stand last. */
export function cardsOf({ tiles, clock, measures }: Kind): Card[] {
  const late = clock && tiles.includes('lateNow');
  return [
    ...(late ? (['late', 'dueSoon'] as const) : []),
    ...tiles.flatMap((tile): Card[] => {
      if (tile === 'open') return ['open', 'received'];
      return tile === 'onTime' ? ['resolved'] : [];
    }),
    ...measures,
  ];
}

export function sectionsOf({ tiles, measures }: Kind): Section[] {
  const ofTiles = tiles.map((tile): Section => (tile === 'byUnit' || tile === 'trend' ? tile : 'figures'));
  return [...new Set<Section>([...ofTiles, ...(measures.length > 0 ? (['figures'] as const) : [])])];
}

export interface ChannelFigure {
  /** As in the counts, such as `received.byChannel.app`. */
  name: string;
  label: string;
  value: number | undefined;
}

/** Of dossiers what came online; of other kinds each channel, and the cases without one when there are any. */
export function channelFigures(
  kind: Kind,
  counts: CaseCounts | undefined,
  words: Words,
  language: LanguageCode,
): ChannelFigure[] {
  if (isDossier(kind)) {
    const { online } = (counts as Counts | undefined)?.received ?? {};
    return [{ name: 'received.online', label: words.channels.online, value: online }];
  }
  const byChannel = (counts as KindCounts | undefined)?.received.byChannel;
  const unknown = { code: NO_CHANNEL, vi: words.cases.noChannel, en: words.cases.noChannel };
  const channels = byChannel?.[NO_CHANNEL] ? [...kind.channels, unknown] : kind.channels;
  return channels.map((channel) => ({
    name: `received.byChannel.${channel.code}`,
    label: channel[language],
    value: byChannel?.[channel.code],
  }));
}

/** Undefined while no case has a score. */
export function meanScore({ score }: KindCounts): number | undefined {
  return score && score.count > 0 ? score.sum / score.count : undefined;
}
