/** The latest stretch of series that was asked for. An older answer that comes late is dropped; until a new one comes the old one stays. */
import type { SeriesSlice } from '#shared/api.ts';

export class LatestSlice {
  value = $state.raw<SeriesSlice | null>(null);
  /** Of which dataset the value is, so that another one's is not shown for a moment. */
  private key = '';
  private asked = 0;

  async ask(key: string, load: () => Promise<SeriesSlice>): Promise<void> {
    const question = ++this.asked;
    if (key !== this.key) {
      this.key = key;
      this.value = null;
    }
    try {
      const slice = await load();
      if (question === this.asked) this.value = slice;
    } catch {
      // The dataset or the connection is gone; either says so elsewhere.
    }
  }
}
