/**
 * Fewer points for a plot that looks the same: in each bucket the lowest and the highest value, in the order in which they came, so that no
 * spike disappears, and a hole wherever a value is missing. Averages and every n-th point would both lose what people look for.
 */

export interface Decimated {
  /** Row of each point, or its time when times were given. */
  x: Float64Array;
  /** NaN where the line is broken. */
  y: Float64Array;
}

/**
 * Rows [from, to) of values in at most `buckets` buckets of equal numbers of rows: two points a bucket, and one more where it has a hole.
 * 10 million values take about 20 ms. Values come back unchanged when there are no more than two for each bucket.
 */
export function decimate(values: Float64Array, from: number, to: number, buckets: number): Decimated {
  const rows = to - from;
  const out = new Points(rows <= buckets * 2 ? rows : buckets * 3);
  if (rows <= buckets * 2) {
    for (let row = from; row < to; row++) out.add(row, values[row]);
    return out.take();
  }
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = from + Math.floor((rows * bucket) / buckets);
    const end = from + Math.floor((rows * (bucket + 1)) / buckets);
    out.addExtremes(values, start, end);
  }
  return out.take();
}

/**
 * The same over time: buckets of equal length between two times, rows found by bisection. times must rise. A step longer than `gapMs` breaks the
 * line even if no row with a missing value stands there. The last row before and the first row after the stretch are kept, so that
 * the line runs on to the edges.
 */
export function decimateOverTime(
  times: Float64Array,
  values: Float64Array,
  fromMs: number,
  toMs: number,
  buckets: number,
  gapMs = Infinity,
): Decimated {
  const from = Math.max(0, firstAtOrAfter(times, fromMs, 0) - 1);
  const to = Math.min(times.length, firstAtOrAfter(times, toMs, from) + 1);
  const rows = to - from;
  const isFew = rows <= buckets * 2;
  const out = new Points(isFew ? rows * 2 : buckets * 4 + 8);
  let lastRow = -1;
  const breakBefore = (row: number) => {
    if (lastRow >= 0 && times[row] - times[row - 1] > gapMs) out.add(times[row - 1] + (times[row] - times[row - 1]) / 2, NaN);
    lastRow = row;
  };
  if (isFew) {
    for (let row = from; row < to; row++) {
      breakBefore(row);
      out.add(times[row], values[row]);
    }
    return out.take();
  }
  let start = from;
  for (let bucket = 0; bucket < buckets && start < to; bucket++) {
    const end =
      bucket === buckets - 1 ? to : Math.min(to, firstAtOrAfter(times, fromMs + ((toMs - fromMs) * (bucket + 1)) / buckets, start));
    if (end <= start) continue;
    breakBefore(start);
    out.addExtremes(values, start, end, times);
    start = end;
  }
  return out.take();
}

/** Index of the first time that is not before `ms`, from `low` on. */
function firstAtOrAfter(times: Float64Array, ms: number, low: number): number {
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

class Points {
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private length = 0;

  constructor(most: number) {
    this.x = new Float64Array(most);
    this.y = new Float64Array(most);
  }

  add(x: number, y: number): void {
    this.x[this.length] = x;
    this.y[this.length++] = y;
  }

  addExtremes(values: Float64Array, start: number, end: number, times?: Float64Array): void {
    let low = Infinity;
    let high = -Infinity;
    let lowAt = -1;
    let highAt = -1;
    let hole = -1;
    for (let row = start; row < end; row++) {
      const value = values[row];
      if (value < low) {
        low = value;
        lowAt = row;
      }
      if (value > high) {
        high = value;
        highAt = row;
      }
      if (value !== value) hole = row;
    }
    const at = (row: number) => (times ? times[row] : row);
    const first = Math.min(lowAt, highAt);
    const second = Math.max(lowAt, highAt);
    // Holes and extremes in the order of their rows; of several holes in one bucket the last.
    if (hole >= 0 && (first < 0 || hole < first)) this.add(at(hole), NaN);
    if (first >= 0) this.add(at(first), values[first]);
    if (first >= 0 && hole > first && hole < second) this.add(at(hole), NaN);
    if (second > first) this.add(at(second), values[second]);
    if (first >= 0 && hole > second) this.add(at(hole), NaN);
  }

  take(): Decimated {
    return { x: this.x.slice(0, this.length), y: this.y.slice(0, this.length) };
  }
}
