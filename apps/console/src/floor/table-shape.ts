/** How a table is drawn, in plan units (tables of a venue stand about 130 apart). */
export interface Shape {
  readonly round: boolean;
  readonly width: number;
  readonly height: number;
  readonly chairs: readonly Chair[];
}

/** A chair's middle, seen from the table's, and which way it looks (degrees). */
export interface Chair {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

const CHAIR_GAP = 7;
const SEAT_WIDTH = 28;

/** Drawn to size: round for two, square for four, longer by a chair on each side from there on. */
export function shapeOf(capacity: number): Shape {
  if (capacity <= 2) return withChairs(true, 72, 72, 0, capacity);
  if (capacity <= 4) return withChairs(false, 80, 80, capacity - 2, 2);
  const width = 8 + Math.ceil(capacity / 2) * SEAT_WIDTH;
  return withChairs(false, width, 78, capacity, 0);
}

/** So many chairs along the two long sides, and at the ends. */
function withChairs(
  round: boolean,
  width: number,
  height: number,
  along: number,
  atEnds: number,
): Shape {
  const chairs: Chair[] = [];
  const top = Math.ceil(along / 2);
  for (let i = 0; i < along; i++) {
    const above = i < top;
    const count = above ? top : along - top;
    const at = above ? i : i - top;
    const x = ((at + 0.5) / count - 0.5) * width;
    const y = (height / 2 + CHAIR_GAP) * (above ? -1 : 1);
    chairs.push({ x, y, angle: above ? 0 : 180 });
  }
  const x = width / 2 + CHAIR_GAP;
  if (atEnds > 0) chairs.push({ x: -x, y: 0, angle: 270 });
  if (atEnds > 1) chairs.push({ x, y: 0, angle: 90 });
  return { round, width, height, chairs };
}

/** Half of the room a turned table needs, chairs included. */
export function reachOf({ width, height }: Shape, rotation: number): { x: number; y: number } {
  const { sin, cos } = turned(rotation);
  const [w, h] = [width / 2 + 2 * CHAIR_GAP, height / 2 + 2 * CHAIR_GAP];
  return { x: w * cos + h * sin, y: w * sin + h * cos };
}

/** How wide a turned table is `y` below its middle: the room for words. */
export function widthAt({ round, width, height }: Shape, rotation: number, y: number): number {
  if (round) return 2 * Math.sqrt(Math.max(0, (width / 2) ** 2 - y ** 2));
  const { sin, cos } = turned(rotation);
  const bySides = (width / 2 - Math.abs(y) * sin) / Math.max(cos, 1e-6);
  const byEnds = (height / 2 - Math.abs(y) * cos) / Math.max(sin, 1e-6);
  return 2 * Math.max(0, Math.min(bySides, byEnds));
}

/** Where a table's mark is out of the way of its words: at its upper right. */
export function markAt(
  { round, width, height }: Shape,
  rotation: number,
): { x: number; y: number } {
  if (!round && rotation % 90 === 0) {
    const isUpright = rotation % 180 === 0;
    const [w, h] = isUpright ? [width, height] : [height, width];
    return { x: w / 2 - 1, y: 1 - h / 2 };
  }
  const outwards = width / 2 / Math.SQRT2 + 6;
  return { x: outwards, y: -outwards };
}

function turned(rotation: number): { readonly sin: number; readonly cos: number } {
  const turn = (rotation * Math.PI) / 180;
  return { sin: Math.abs(Math.sin(turn)), cos: Math.abs(Math.cos(turn)) };
}
