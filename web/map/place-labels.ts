/** Moves map labels apart so that none covers another, each as near to its own place as possible. Pure. */

export interface LabelBox {
  /** Where the centre wants to be, px. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedLabel {
  x: number;
  y: number;
}

const ROUNDS = 120;
/** Share of the way home that a label takes each round; small, so that separation wins. */
const PULL = 0.04;

/** Centres of the boxes, apart by `gap` px and inside `width` x `height`. */
export function placeLabels(
  boxes: readonly LabelBox[],
  width: number,
  height: number,
  gap: number,
): PlacedLabel[] {
  const placed = boxes.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round++) {
    const pull = round < ROUNDS - 20 ? PULL : 0;
    boxes.forEach((box, i) => {
      const own = placed[i] as PlacedLabel;
      own.x += (box.x - own.x) * pull;
      own.y += (box.y - own.y) * pull;
    });
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) separate(boxes, placed, i, j, gap);
    }
    boxes.forEach((box, i) => keepInside(placed[i] as PlacedLabel, box, width, height));
  }
  return placed;
}

function separate(
  boxes: readonly LabelBox[],
  placed: PlacedLabel[],
  i: number,
  j: number,
  gap: number,
): void {
  const a = boxes[i] as LabelBox;
  const b = boxes[j] as LabelBox;
  const pa = placed[i] as PlacedLabel;
  const pb = placed[j] as PlacedLabel;
  const overlapX = (a.width + b.width) / 2 + gap - Math.abs(pa.x - pb.x);
  const overlapY = (a.height + b.height) / 2 + gap - Math.abs(pa.y - pb.y);
  if (overlapX <= 0 || overlapY <= 0) return;
  if (overlapY <= overlapX) {
    const push = ((pa.y < pb.y || (pa.y === pb.y && i < j) ? -1 : 1) * overlapY) / 2;
    pa.y += push;
    pb.y -= push;
  } else {
    const push = ((pa.x < pb.x || (pa.x === pb.x && i < j) ? -1 : 1) * overlapX) / 2;
    pa.x += push;
    pb.x -= push;
  }
}

function keepInside(place: PlacedLabel, box: LabelBox, width: number, height: number): void {
  place.x = Math.min(Math.max(place.x, box.width / 2), Math.max(box.width / 2, width - box.width / 2));
  place.y = Math.min(Math.max(place.y, box.height / 2), Math.max(box.height / 2, height - box.height / 2));
}
