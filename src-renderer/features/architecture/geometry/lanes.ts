/**
 * Lanes: the long horizontal legs under (or over) the row. The shortest span lies innermost, so that loops which nest
 * never cross; loops that interleave cross once, which no order of lanes can avoid.
 */
export interface Span {
  /** Left and right end of the leg. */
  from: number;
  to: number;
  /** How far from the row the lane has to be at least, because of what stands there. */
  least: number;
}

/**
 * Distance of each lane from the row, in the order given. Lanes whose spans meet are at least `apart` from each other.
 * `margin`: spans that come this close count as meeting.
 */
export function nestLanes(spans: readonly Span[], apart: number, margin = 16): number[] {
  const distance = new Array<number>(spans.length).fill(0);
  const placed: number[] = [];
  const order = spans.map((_, i) => i).sort((p, q) => length(spans[p]) - length(spans[q]) || spans[p].least - spans[q].least || p - q);
  for (const i of order) {
    const meeting = placed.filter((j) => spans[j].from < spans[i].to + margin && spans[j].to > spans[i].from - margin);
    distance[i] = Math.max(spans[i].least, ...meeting.map((j) => distance[j] + apart));
    placed.push(i);
  }
  return distance;
}

const length = (s: Span): number => s.to - s.from;

/** Places for `count` ports along a side, centred; index 0 is leftmost. */
export function spread(count: number, centre: number, width: number, wished: number): number[] {
  const gap = Math.min(wished, Math.max(6, (width - 24) / Math.max(1, count)));
  return Array.from({ length: count }, (_, i) => Math.round((centre + (i - (count - 1) / 2) * gap) * 2) / 2);
}
