// SVG paths out of numbers. A value that is missing breaks the line: a gap is a gap.

const short = (x: number): string => String(Math.round(x * 10) / 10);

/** A line through the points; a point alone between two gaps becomes a dot (a line of no length with round caps). */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>, x: (v: number) => number, y: (v: number) => number): string {
  let path = '';
  let pen = false;
  for (let i = 0; i < xs.length; i++) {
    if (!Number.isFinite(ys[i])) {
      pen = false;
      continue;
    }
    const next = i + 1 < xs.length && Number.isFinite(ys[i + 1]);
    path += `${pen ? 'L' : 'M'}${short(x(xs[i]))} ${short(y(ys[i]))}`;
    if (!pen && !next) path += 'h0';
    pen = true;
  }
  return path;
}

/** A sparkline in a box of the given size; `range` fixes the scale, so that several share one. */
export function sparkPath(values: ArrayLike<number>, width: number, height: number, range?: readonly [number, number]): string {
  let [low, high] = range ?? [Infinity, -Infinity];
  if (!range)
    for (let i = 0; i < values.length; i++) {
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
  const tall = height - 2;
  const last = Math.max(1, values.length - 1);
  return linePath(
    Array.from({ length: values.length }, (_, i) => i),
    values,
    (i) => 0.5 + (i / last) * (width - 1),
    (v) => (high > low ? 1 + ((high - v) / (high - low)) * tall : height / 2),
  );
}

/** Where `value` stands among ascending `sorted`: the index of the nearest one. */
export function nearest(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle;
    else high = middle;
  }
  return high >= 0 && Math.abs(sorted[high] - value) < Math.abs(sorted[low] - value) ? high : Math.max(0, low);
}

/** Index of the first of ascending `sorted` that is not below `value`. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
