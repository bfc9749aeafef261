/** Places map labels so that none covers another, each as near to its own place as possible. Pure. */

export interface LabelBox {
  /** Where the centre wants to be, px. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Whether a point lies in the area that the label names. */
  isHome?: (x: number, y: number) => boolean;
}

export interface Point {
  x: number;
  y: number;
}

/** Tried shifts from the wanted place, in widths and in heights of the label. */
const SHIFTS_X = [0, 0.15, -0.15, 0.3, -0.3, 0.5, -0.5, 0.75, -0.75];
const SHIFTS_Y = [0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6, 0.85, -0.85, 1.1, -1.1];
/** A wholly covered label costs as much as one that stands this many times its own size away, squared. */
const OVERLAP_COST = 14;
/** What it costs to stand in a neighbour's area, where a reader would take the rate for the neighbour's. */
const AWAY_COST = 4;
const MAX_ROUNDS = 8;

interface Candidate extends Point {
  cost: number;
}

/**
 * Centres of the boxes, `gap` px apart and inside `width` x `height` where that is possible. Each label in turn takes
 * its cheapest place among the tried ones, the first in the list first, until none moves.
 */
export function placeLabels(boxes: readonly LabelBox[], width: number, height: number, gap: number): Point[] {
  const padded = boxes.map((box) => ({ ...box, width: box.width + gap, height: box.height + gap }));
  const choices = padded.map((box) => candidates(box, width, height));
  const placed: Point[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let moved = false;
    padded.forEach((_, i) => {
      const before = placed[i];
      const best = cheapest(i, padded, placed, choices[i] ?? []);
      moved ||= best.x !== before?.x || best.y !== before.y;
      placed[i] = best;
    });
    if (!moved) break;
  }
  return placed;
}

/**
 * Centres of the boxes that find room over their own place without touching an earlier one; undefined for the others. Where
 * areas are many and small, a name that is not there beats one that nobody can read.
 */
export function placeFitting(
  boxes: readonly LabelBox[],
  width: number,
  height: number,
  gap: number,
): (Point | undefined)[] {
  const taken: { box: LabelBox; at: Point }[] = [];
  return boxes.map((own) => {
    const box = { ...own, width: own.width + gap, height: own.height + gap };
    const at = candidates(box, width, height)
      .filter(({ x, y }) => Math.abs(x - own.x) <= own.width / 2 && Math.abs(y - own.y) <= own.height / 2)
      .sort((a, b) => a.cost - b.cost)
      .find((point) => taken.every((other) => overlap(box, point, other.box, other.at) === 0));
    if (!at) return undefined;
    taken.push({ box, at });
    return { x: at.x, y: at.y };
  });
}

function candidates(box: LabelBox, width: number, height: number): Candidate[] {
  return SHIFTS_Y.flatMap((dy) =>
    SHIFTS_X.map((dx) => {
      const wanted = { x: box.x + dx * box.width, y: box.y + dy * box.height };
      const point = inside(wanted, box, width, height);
      const far = ((point.x - box.x) / box.width) ** 2 + ((point.y - box.y) / box.height) ** 2;
      return { ...point, cost: far + (box.isHome?.(point.x, point.y) === false ? AWAY_COST : 0) };
    }),
  );
}

function cheapest(
  i: number,
  boxes: readonly LabelBox[],
  placed: readonly Point[],
  points: Candidate[],
): Point {
  const own = boxes[i] as LabelBox;
  let best: Point = own;
  let bestCost = Infinity;
  for (const point of points) {
    let { cost } = point;
    // In the first round the later ones have no place yet.
    for (let j = 0; j < placed.length && cost < bestCost; j++) {
      if (j !== i) cost += OVERLAP_COST * overlap(own, point, boxes[j] as LabelBox, placed[j] as Point);
    }
    if (cost < bestCost) {
      best = point;
      bestCost = cost;
    }
  }
  return { x: best.x, y: best.y };
}

/** Covered share of the first box, 0 to 1. */
function overlap(a: LabelBox, at: Point, b: LabelBox, bt: Point): number {
  const x = Math.min((a.width + b.width) / 2 - Math.abs(at.x - bt.x), a.width);
  const y = Math.min((a.height + b.height) / 2 - Math.abs(at.y - bt.y), a.height);
  return x <= 0 || y <= 0 ? 0 : (x * y) / (a.width * a.height);
}

function inside(point: Point, box: LabelBox, width: number, height: number): Point {
  const clamp = (value: number, half: number, size: number) =>
    Math.min(Math.max(value, half), Math.max(half, size - half));
  return { x: clamp(point.x, box.width / 2, width), y: clamp(point.y, box.height / 2, height) };
}
