/**
 * A search for a learning rate, as the window sees it: points while they come, then the advice. It belongs to what was planned
 * when it began (`key`); another plan makes it old, not wrong.
 */
import type { Issue } from '#engine/issue.ts';
import { defaultSweep } from '#engine/train/rate-finder.ts';
import type { RateProgress, RunRequest } from '#shared/api.ts';
import { issuesOf } from '#shared/errors.ts';
import type { Studio } from '../../studio.svelte.ts';

export class RateFinder {
  private readonly studio: Studio;

  status = $state<'closed' | 'searching' | 'found' | 'failed'>('closed');
  progress = $state.raw<RateProgress | null>(null);
  issues = $state.raw<Issue[]>([]);
  key = $state('');
  /** Counts searches, so that an earlier one that is still talking is not heard. */
  private current = 0;

  constructor(studio: Studio) {
    this.studio = studio;
  }

  async search(request: RunRequest, key: string): Promise<void> {
    const mine = ++this.current;
    this.key = key;
    this.progress = null;
    this.issues = [];
    this.status = 'searching';
    try {
      for await (const progress of this.studio.api.runs.findRate(request, defaultSweep)) {
        if (mine !== this.current) return;
        this.progress = progress;
        if (progress.advice) this.status = 'found';
      }
    } catch (error) {
      if (mine !== this.current) return;
      this.issues = issuesOf(error);
      this.status = 'failed';
    }
  }

  /** Leaves a search that is going, which ends it; what one has found stays known. */
  close(): void {
    this.current++;
    if (this.status !== 'found') this.progress = null;
    this.status = 'closed';
  }
}
