/**
 * Lays boxes into a rectangle by cutting it: each cut parts what stands before a place in the order from what stands behind
 * it, side by side or one above the other, until each part holds one box. The order is that of reading. Pure.
 */

export interface Box {
  /** The least it can do with. */
  width: number;
  height: number;
  /** Share in what is left over. */
  stretch: number;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Cut =
  | { kind: 'one' }
  /** `share`: of the width that the part before the cut gets. */
  | { kind: 'beside'; at: number; share: number }
  | { kind: 'above'; at: number };

interface Solution {
  /** The least height that the boxes need in a width. */
  height: number;
  cut: Cut;
}

/** Where a cut into left and right is tried, of the width; the first of equally good ones is taken. */
const SHARES = [1 / 2, 2 / 5, 3 / 5, 1 / 3, 2 / 3, 1 / 4, 3 / 4];
/** Widths are multiples of it, so that few of them are to be looked at. */
const STEP = 0.5;
const IMPOSSIBLE: Solution = { height: Infinity, cut: { kind: 'one' } };

class Arrangement {
  readonly #boxes: readonly Box[];
  readonly #gap: number;
  readonly #known = new Map<number, Solution>();

  constructor(boxes: readonly Box[], gap: number) {
    this.#boxes = boxes;
    this.#gap = gap;
  }

  /** Of the boxes from `from` up to, not with, `to`. */
  solve(from: number, to: number, width: number): Solution {
    const key = (Math.round(width / STEP) * 32 + from) * 32 + to;
    const known = this.#known.get(key);
    if (known) return known;
    const solution = this.#find(from, to, width);
    this.#known.set(key, solution);
    return solution;
  }

  #find(from: number, to: number, width: number): Solution {
    const [first, ...others] = this.#boxes.slice(from, to) as [Box, ...Box[]];
    if (others.length === 0)
      return first.width <= width ? { height: first.height, cut: { kind: 'one' } } : IMPOSSIBLE;
    let best = IMPOSSIBLE;
    for (let at = from + 1; at < to; at++) {
      for (const share of SHARES) {
        const [left, right] = this.#widths(width, share);
        const height = Math.max(this.solve(from, at, left).height, this.solve(at, to, right).height);
        if (height < best.height) best = { height, cut: { kind: 'beside', at, share } };
      }
      const height = this.solve(from, at, width).height + this.#gap + this.solve(at, to, width).height;
      if (height < best.height) best = { height, cut: { kind: 'above', at } };
    }
    return best;
  }

  #widths(width: number, share: number): [left: number, right: number] {
    const room = width - this.#gap;
    const left = Math.floor((room * share) / STEP) * STEP;
    return [left, room - left];
  }

  /** The rectangles of the boxes, which fill `rect`; what is left over goes to those that stretch. */
  place(from: number, to: number, rect: Rect): Rect[] {
    const { cut } = this.solve(from, to, rect.width);
    if (cut.kind === 'one') return [rect];
    const { at } = cut;
    if (cut.kind === 'beside') {
      const [left, right] = this.#widths(rect.width, cut.share);
      return [
        ...this.place(from, at, { ...rect, width: left }),
        ...this.place(at, to, { ...rect, x: rect.x + left + this.#gap, width: right }),
      ];
    }
    const [above, below] = [
      this.solve(from, at, rect.width).height,
      this.solve(at, to, rect.width).height,
    ] as const;
    const left = rect.height - this.#gap - above - below;
    const share = this.#stretch(from, at) / this.#stretch(from, to);
    const height = above + left * share;
    return [
      ...this.place(from, at, { ...rect, height }),
      ...this.place(at, to, {
        ...rect,
        y: rect.y + height + this.#gap,
        height: rect.height - this.#gap - height,
      }),
    ];
  }

  #stretch(from: number, to: number): number {
    return this.#boxes.slice(from, to).reduce((sum, { stretch }) => sum + stretch, 0);
  }
}

/** Undefined when they do not fit. At most 32 boxes. */
export function arrange(
  boxes: readonly Box[],
  width: number,
  height: number,
  gap: number,
): Rect[] | undefined {
  // Most of what does not fit is found so, without a try.
  if (boxes.reduce((sum, box) => sum + box.width * box.height, 0) > width * height) return undefined;
  const arrangement = new Arrangement(boxes, gap);
  const whole = Math.floor(width / STEP) * STEP;
  if (arrangement.solve(0, boxes.length, whole).height > height) return undefined;
  return arrangement.place(0, boxes.length, { x: 0, y: 0, width: whole, height });
}
