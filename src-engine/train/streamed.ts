/**
 * A forecast that follows a series row by row: what was fitted once (on the training rows) stays, what is known of the level,
 * the trend and the season moves on with every row. So forecasts from thousands of origins cost one pass.
 */
export interface Streamed {
  /** Back to before row 0. */
  restart(): void;
  /** The next row; NaN where it is missing. */
  add(value: number): void;
  /** So many rows after the last one added, 1 or more; NaN where nothing can be said yet. */
  ahead(steps: number): number;
}

/** Values of the series after `last`, at the given distances; asked in ascending order of `last` it reads every row once. */
export class Stream {
  private readonly series: ArrayLike<number>;
  private readonly of: Streamed;
  private read = 0;

  constructor(series: ArrayLike<number>, of: Streamed) {
    this.series = series;
    this.of = of;
    of.restart();
  }

  after(last: number, steps: number): number {
    if (last + 1 < this.read) {
      this.of.restart();
      this.read = 0;
    }
    while (this.read <= last) this.of.add(this.series[this.read++]);
    return this.of.ahead(steps);
  }
}
