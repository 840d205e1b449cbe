// A text that a model writes, as the window sees it: what is asked for, the text so far, and what stood in the way.
import type { Issue } from '#engine/issue.ts';
import { startSampling, type Sampling } from '#engine/use/generate.ts';
import type { Generated } from '#shared/api.ts';
import { issuesOf } from '#shared/errors.ts';
import type { Studio } from '../../studio.svelte.ts';

export class Generating {
  private readonly studio: Studio;
  readonly run: string;

  prompt = $state('');
  sampling = $state<Sampling>({ ...startSampling });
  status = $state<'empty' | 'writing' | 'written' | 'failed'>('empty');
  /** What the text goes on from. */
  begun = $state('');
  written = $state.raw<Generated | null>(null);
  issues = $state.raw<Issue[]>([]);
  /** Counts texts, so that an earlier one that is still being written is not heard. */
  private current = 0;

  constructor(studio: Studio, run: string) {
    this.studio = studio;
    this.run = run;
  }

  change(change: Partial<Sampling>): void {
    this.sampling = { ...this.sampling, ...change };
  }

  async write(): Promise<void> {
    const mine = ++this.current;
    const { prompt } = this;
    this.begun = prompt;
    this.written = null;
    this.issues = [];
    this.status = 'writing';
    try {
      for await (const state of this.studio.api.runs.generate(this.run, 'best', { prompt, ...$state.snapshot(this.sampling) })) {
        if (mine !== this.current) return;
        this.written = state;
      }
      if (mine === this.current) this.status = 'written';
    } catch (error) {
      if (mine !== this.current) return;
      this.issues = issuesOf(error);
      this.status = 'failed';
    }
  }

  /** Leaves a text where it is, which ends the writing. */
  stop(): void {
    this.current++;
    if (this.status === 'writing') this.status = this.written ? 'written' : 'empty';
  }
}
