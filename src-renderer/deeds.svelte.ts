/**
 * What was done to things that the host keeps - renamed, duplicated, deleted, read anew - in the order it was done, so that each
 * can be taken back and done again for as long as the window is open, also when its notice has gone. Drafts (a design, a
 * drawing) have an undo of their own; `since` lets the later of the two go first.
 */
import type { Notices } from './notices.svelte.ts';
import type { Text } from './i18n/text.svelte.ts';

export interface Deed {
  /** A sentence of what was done: it stands in the notice and in the palette. */
  title: string;
  /** Deletions offer their way back at the lower edge; what one sees happening needs no notice. */
  isSaid?: boolean;
  run: () => Promise<unknown>;
  undo: () => Promise<unknown>;
}

interface Kept extends Deed {
  at: number;
  /** Whether it worked, once that is known: whoever takes it back at once waits for it. */
  worked: Promise<boolean>;
}

const most = 50;

export class Deeds {
  done = $state.raw<Kept[]>([]);
  undone = $state.raw<Kept[]>([]);
  private readonly notices: Notices;
  private readonly text: Text;

  constructor(notices: Notices, text: Text) {
    this.notices = notices;
    this.text = text;
  }

  /** Does it and keeps how to take it back. False when it did not work, which has been said then. */
  async perform(deed: Deed): Promise<boolean> {
    const undone = this.undone;
    this.undone = [];
    if (await this.keep(deed)) return true;
    if (!this.undone.length) this.undone = undone;
    return false;
  }

  /** Takes back the last deed that is not older than `since` (milliseconds). True when there was one. */
  undo(since = 0): boolean {
    const last = this.done.at(-1);
    if (!last || last.at < since) return false;
    void this.takeBack(last);
    return true;
  }

  /** Does again what was taken back last, not before `since`. True when there was something. */
  redo(since = 0): boolean {
    const last = this.undone.at(-1);
    if (!last || last.at < since) return false;
    this.undone = this.undone.filter((kept) => kept !== last);
    void this.keep(last);
    return true;
  }

  /** One of `done`, whatever came after it. */
  async takeBack(kept: Kept): Promise<void> {
    if (!this.done.includes(kept)) return;
    this.done = this.done.filter((other) => other !== kept);
    if (!(await kept.worked)) return;
    this.notices.clear(topicOf(kept));
    if (await this.attempt(kept.undo)) this.undone = [...this.undone, { ...kept, at: Date.now() }];
    // It may work later: a renamed thing that has been deleted since comes back first.
    else this.done = [...this.done, kept].sort((a, b) => a.at - b.at);
  }

  /** Begins it, and keeps it as done from then on: what one sees happening can be taken back before the host has answered. */
  private async keep(deed: Deed): Promise<boolean> {
    const kept: Kept = { ...deed, at: Date.now(), worked: this.attempt(deed.run) };
    this.done = [...this.done.slice(1 - most), kept];
    const worked = await kept.worked;
    if (!worked) this.done = this.done.filter((other) => other !== kept);
    else if (deed.isSaid && this.done.includes(kept))
      this.notices.offerUndo(deed.title, this.text.t.shell.undo, () => void this.takeBack(kept), topicOf(kept));
    return worked;
  }

  private async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.notices.problem(this.text.t.shell.notDone, error);
      return false;
    }
  }
}

const topicOf = (kept: Kept): string => `deed ${kept.at} ${kept.title}`;
