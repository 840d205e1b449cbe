// Where a card that belongs to a place on the canvas floats so that it hides as little as possible.
import type { Box, Point } from './path.ts';

export interface FloatPlace extends Point {
  /** On which side of the card its place lies; none when the card stands apart. */
  tip: 'down' | 'up' | 'none';
  /** From the middle of the card to the tip. */
  at: number;
}

interface Anchor {
  x: number;
  top: number;
  bottom: number;
  prefers: 'above' | 'below';
}

const GAP = 12;
const EDGE = 8;

/** All in pixels of the canvas. `avoid`: plates and pills. x and y: middle of the upper side of the card. */
export function placeFloat(
  size: { width: number; height: number },
  room: { width: number; height: number },
  anchor: Anchor | undefined,
  avoid: readonly Box[],
): FloatPlace {
  const half = size.width / 2;
  const inside = (x: number) => Math.max(half + EDGE, Math.min(room.width - half - EDGE, x));
  const low = room.height - size.height - 34;
  const apart: FloatPlace[] = [
    { x: room.width / 2, y: EDGE },
    { x: half + EDGE, y: EDGE },
    { x: room.width - half - EDGE, y: EDGE },
    { x: half + EDGE, y: low },
    { x: room.width - half - EDGE, y: low },
  ].map((p) => ({ ...p, tip: 'none', at: 0 }));
  if (!anchor || anchor.x < 0 || anchor.x > room.width || anchor.bottom < 0 || anchor.top > room.height) return apart[0];
  const x = inside(anchor.x);
  const at = Math.max(-half + 16, Math.min(half - 16, anchor.x - x));
  const above: FloatPlace = { x, y: anchor.top - size.height - GAP, tip: 'down', at };
  const below: FloatPlace = { x, y: anchor.bottom + GAP, tip: 'up', at };
  const beside = (anchor.prefers === 'above' ? [above, below] : [below, above]).filter(
    (p) => p.y >= 4 && p.y + size.height <= room.height - 4,
  );
  const hidden = (p: FloatPlace) => avoid.reduce((sum, b) => sum + overlap({ x: p.x - half, y: p.y, ...size }, b), 0);
  // Standing apart costs something, so that a card leaves its place only when it would really hide a cell.
  const all = [...beside.map((p) => ({ p, cost: hidden(p) })), ...apart.map((p) => ({ p, cost: hidden(p) + 600 }))];
  return all.reduce((best, next) => (next.cost < best.cost ? next : best)).p;
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
