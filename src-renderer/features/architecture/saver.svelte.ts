/**
 * Saves a drawing when it has been left alone for a moment, one save at a time, and tries again when the host was away.
 * `save` stores it and gives back the version it became.
 */
import type { Snapshot } from './drawing.svelte.ts';

const IDLE_MS = 700;
const RETRY_MS = 3000;

export class Saver {
  private saved = $state.raw<Snapshot>() as Snapshot;
  private wanted = $state.raw<Snapshot>() as Snapshot;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private readonly save: (snapshot: Snapshot) => Promise<{ version: number }>;
  /** The last version that came from here. */
  version: number;
  /** Why the last attempt failed; undefined when all is well. */
  failure = $state.raw<unknown>();
  readonly isDirty = $derived(this.wanted !== this.saved);

  constructor(start: Snapshot, version: number, save: (snapshot: Snapshot) => Promise<{ version: number }>) {
    this.saved = start;
    this.wanted = start;
    this.version = version;
    this.save = save;
  }

  get isSaving(): boolean {
    return this.running !== undefined;
  }

  /** What there is now; stored when nothing newer comes for a moment. */
  want(snapshot: Snapshot): void {
    if (snapshot === this.wanted) return;
    this.wanted = snapshot;
    this.schedule(IDLE_MS);
  }

  /** What the host has already. */
  adopt(snapshot: Snapshot, version: number): void {
    clearTimeout(this.timer);
    this.saved = snapshot;
    this.wanted = snapshot;
    this.version = version;
  }

  /** Saves now what is not saved yet. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    while (this.wanted !== this.saved) {
      this.running ??= this.run();
      await this.running;
      if (this.failure !== undefined) return;
    }
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private async run(): Promise<void> {
    const snapshot = this.wanted;
    try {
      this.version = (await this.save(snapshot)).version;
      this.saved = snapshot;
      this.failure = undefined;
    } catch (cause) {
      this.failure = cause;
      this.schedule(RETRY_MS);
    } finally {
      this.running = undefined;
    }
  }
}
