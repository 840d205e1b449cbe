/**
 * Keeps labels at line ends apart: each wants to stand at its own height, no two may be closer than `gap`, all stay within
 * [low, high]. Groups that touch are moved together so that the sum of squared shifts is least (pool adjacent violators).
 * Returns the places in the order given. When there are too many for the room they stand at equal distances.
 */
export function spread(wanted: readonly number[], gap: number, low = -Infinity, high = Infinity): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  // Measured from a ladder with rungs `gap` apart, "not closer than gap" becomes "not descending".
  const groups: { sum: number; count: number }[] = [];
  order.forEach((i, rung) => {
    groups.push({ sum: wanted[i] - rung * gap, count: 1 });
    while (groups.length > 1 && mean(groups.at(-1)!) < mean(groups.at(-2)!)) {
      const last = groups.pop()!;
      groups.at(-1)!.sum += last.sum;
      groups.at(-1)!.count += last.count;
    }
  });
  const room = high - low;
  const step = order.length > 1 && (order.length - 1) * gap > room ? room / (order.length - 1) : gap;
  const out = new Array<number>(wanted.length);
  let rung = 0;
  for (const group of groups)
    for (let k = 0; k < group.count; k++, rung++) {
      const ceiling = high - (order.length - 1 - rung) * step;
      const floor = low + rung * step;
      out[order[rung]] = Math.max(floor, Math.min(ceiling, mean(group) + rung * gap));
    }
  return out;
}

const mean = (group: { sum: number; count: number }): number => group.sum / group.count;
