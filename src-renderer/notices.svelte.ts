/**
 * What is said at the lower edge of the window: a deletion that can be taken back, a file that was not read, a run that ended
 * while another page was open. Nothing waits for an answer here.
 */
import type { Issue } from '#engine/issue.ts';
import { issuesOf } from '#shared/errors.ts';

export interface Notice {
  id: number;
  kind: 'said' | 'undo' | 'problem';
  /** Of one topic only the latest attempt matters: `import`. */
  topic?: string;
  title: string;
  issues: Issue[];
  action?: { label: string; run: () => void };
}

/** How long a notice stays; problems stay until they are dismissed. */
const staysMs = { said: 6000, undo: 10_000, problem: Infinity };
const most = 3;

export class Notices {
  all = $state.raw<Notice[]>([]);
  private count = 0;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Something happened elsewhere. */
  say(title: string, action?: Notice['action']): void {
    this.add({ kind: 'said', title, issues: [], ...(action ? { action } : {}) });
  }

  /** Something was deleted, and this brings it back. */
  offerUndo(title: string, label: string, undo: () => void, topic?: string): void {
    this.add({ kind: 'undo', title, issues: [], action: { label, run: undo }, ...(topic ? { topic } : {}) });
  }

  /** Something was not done: where, what, and what to do. Takes Issues or anything that was thrown. */
  problem(title: string, cause: Issue[] | unknown, topic?: string, action?: Notice['action']): void {
    const issues = Array.isArray(cause) ? (cause as Issue[]) : issuesOf(cause);
    this.add({ kind: 'problem', title, issues, ...(topic ? { topic } : {}), ...(action ? { action } : {}) });
  }

  /** A new attempt: what was said about the one before is over. */
  clear(topic: string): void {
    for (const notice of this.all) if (notice.topic === topic) this.dismiss(notice.id);
  }

  dismiss(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.all = this.all.filter((notice) => notice.id !== id);
  }

  /** The pointer or the focus is on it: it stays. */
  hold(id: number): void {
    clearTimeout(this.timers.get(id));
  }

  release(id: number): void {
    const notice = this.all.find((n) => n.id === id);
    if (notice) this.schedule(notice);
  }

  /** The latest one, by Escape. True when there was one. */
  dismissLast(): boolean {
    const notice = this.all.at(-1);
    if (notice) this.dismiss(notice.id);
    return notice !== undefined;
  }

  act(notice: Notice): void {
    this.dismiss(notice.id);
    notice.action?.run();
  }

  private add(notice: Omit<Notice, 'id'>): void {
    const made = { ...notice, id: ++this.count };
    const kept = this.all.slice(-(most - 1));
    for (const old of this.all) if (!kept.includes(old)) this.dismiss(old.id);
    this.all = [...kept, made];
    this.schedule(made);
  }

  private schedule(notice: Notice): void {
    clearTimeout(this.timers.get(notice.id));
    const ms = staysMs[notice.kind];
    if (Number.isFinite(ms))
      this.timers.set(
        notice.id,
        setTimeout(() => this.dismiss(notice.id), ms),
      );
  }
}
