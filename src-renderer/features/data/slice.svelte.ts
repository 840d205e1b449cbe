/**
 * The latest stretch of series that was asked for. An older answer that comes late is dropped; until a new one comes the old one
 * stays, as long as it is of the same thing: other columns, or those of another dataset, are never shown under the wrong names.
 */
import type { SeriesSlice } from '#shared/api.ts';

export class LatestSlice {
  private latest = $state.raw<{ key: string; slice: SeriesSlice } | null>(null);
  private asked = 0;

  /** What is there of this dataset and these columns. */
  of(key: string): SeriesSlice | null {
    return this.latest?.key === key ? this.latest.slice : null;
  }

  /** `key` names the dataset and the columns; the stretch of rows is no part of it. */
  async ask(key: string, load: () => Promise<SeriesSlice>): Promise<void> {
    const question = ++this.asked;
    try {
      const slice = await load();
      if (question === this.asked) this.latest = { key, slice };
    } catch {
      // The dataset or the connection is gone; either says so elsewhere.
    }
  }
}
