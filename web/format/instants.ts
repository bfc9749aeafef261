/** The instant that an address names. Pure. */
import { parseTime } from '../../contract/time.ts';

/** ms; undefined when it cannot be read. In an address a `+` may have become a space. */
export function readInstant(text: string): number | undefined {
  return parseTime(text.replace(/ (\d\d:\d\d)$/, '+$1'));
}
