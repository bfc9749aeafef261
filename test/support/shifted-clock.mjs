/**
 * A fault injector, preloaded into a real process by NODE_OPTIONS=--import: the machine's clock, as `Date` tells it, is
 * off by the milliseconds in the file that CLOCK_SHIFT_FILE names, whenever that changes. Clocks that only go forward stay.
 */
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_SHIFT_FILE;
const RealDate = Date;
let shiftMs = 0;

function readShift() {
  try {
    shiftMs = Number(readFileSync(file, 'utf8'));
  } catch {
    shiftMs = 0;
  }
}
readShift();
setInterval(readShift, 20).unref();

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + shiftMs);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + shiftMs;
  }
};
