/** A text as a model writes it, as the window sees it. One at a time: a new one ends the one before. */
import type { Issue } from '#engine/issue.ts';
import { startSampling, type Sampling } from '#engine/use/generate.ts';
import type { Generated } from '#shared/api.ts';
import { issuesOf } from '#shared/errors.ts';
import type { CheckpointName } from '#shared/records.ts';
import type { Studio } from '../../studio.svelte.ts';

export class TextWriter {
  private readonly studio: Studio;
  private readonly run: string;

  prompt = $state('');
  sampling = $state.raw<Sampling>(startSampling);
  isWriting = $state(false);
  written = $state.raw<Generated | null>(null);
  /** What stands before it, as it was when this text was begun. */
  begun = $state('');
  issues = $state.raw<Issue[]>([]);
  private current = 0;

  constructor(studio: Studio, run: string) {
    this.studio = studio;
    this.run = run;
  }

  change(change: Partial<Sampling>): void {
    this.sampling = { ...this.sampling, ...change };
  }

  async write(checkpoint: CheckpointName): Promise<void> {
    const mine = ++this.current;
    this.issues = [];
    this.written = null;
    this.begun = this.prompt;
    this.isWriting = true;
    try {
      for await (const state of this.studio.api.runs.generate(this.run, checkpoint, { prompt: this.prompt, ...this.sampling })) {
        if (mine !== this.current) return;
        this.written = state;
      }
    } catch (error) {
      if (mine === this.current) this.issues = issuesOf(error);
    }
    if (mine === this.current) this.isWriting = false;
  }

  /** What has been written stays. */
  stop(): void {
    this.current++;
    this.isWriting = false;
  }
}
