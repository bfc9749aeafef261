import type { LiveHeartbeat } from '../../contract/live.ts';
import { isFilling } from '../live/freshness.ts';
import { writeAge } from './age.ts';
import type { Words } from './vi.ts';

/** What the server says of its feed, for the header: `Trực tiếp`, `Chậm 42 giây`, `Số liệu cũ 3 phút`. */
export function writeFeed(words: Words, beat: LiveHeartbeat | undefined): string {
  if (!beat) return words.waiting;
  if (beat.state === 'live') return words.live;
  if (beat.state === 'down') return words.feedDown;
  if (isFilling(beat.lagMs)) return words.feedFilling;
  const lag = writeAge(words, beat.lagMs);
  return beat.state === 'delayed' ? words.feedDelayed(lag) : words.feedStale(lag);
}
