/**
 * Places for labels beside the ends of their lines: each as near to its wish as it can be, no two closer than `gap`, none within
 * `clear` of an obstacle (a dashed line that runs through), all inside [low, high]. In the order given; where there is no free
 * place at all the wish stands.
 */
export function placeAmong(
  wanted: readonly number[],
  obstacles: readonly number[],
  { gap, clear, low, high }: { gap: number; clear: number; low: number; high: number },
): number[] {
  const taken: number[] = [];
  return wanted.map((wish) => {
    const start = Math.min(high, Math.max(low, wish));
    const isFree = (y: number) =>
      y >= low && y <= high && obstacles.every((o) => Math.abs(o - y) >= clear) && taken.every((other) => Math.abs(other - y) >= gap);
    let place = start;
    for (let by = 0; by <= high - low; by++) {
      const found = [start - by, start + by].find(isFree);
      if (found !== undefined) {
        place = found;
        break;
      }
    }
    taken.push(place);
    return place;
  });
}
