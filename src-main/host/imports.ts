/**
 * Imports that are under way, each in a thread of its own. A window sends a file in pieces, the command line names its path; both hear of the progress. What
 * is cancelled, or loses its window, leaves nothing behind.
 */
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ImportOptions } from '#engine/data/content.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { IssueError, issue } from '#shared/errors.ts';
import type { Looked } from '../importer/look.ts';
import type { ImportProgress } from '../importer/job.ts';
import type { FromImporter, ImporterData, ImporterTask, ToImporter } from '../importer/protocol.ts';
import { entryFile } from '../paths.ts';
import { newId } from '../store/ids.ts';

export type TellProgress = (progress: ImportProgress) => void;

const cancelledIssue = (what: string): IssueError =>
  new IssueError([issue('import-cancelled', what, 'The import was cancelled. Nothing of it was kept.', 'Start it again when you like.')]);

const noImport = (id: string): IssueError =>
  new IssueError([issue('no-import', `import ${id}`, 'It is over, or was cancelled.', 'Start it again.')]);

/** A thread at work. */
class Thread {
  private readonly worker: Worker;
  private readonly cancelled: Int32Array;
  private readonly what: string;
  private readonly answers: ((message: FromImporter | Error) => void)[] = [];
  private end?: FromImporter | Error;
  readonly exited: Promise<void>;

  constructor(store: string, task: ImporterTask, what: string, onProgress: TellProgress) {
    this.cancelled = new Int32Array(new SharedArrayBuffer(4));
    this.what = what;
    const workerData: ImporterData = { store, task, cancelled: this.cancelled };
    this.worker = new Worker(entryFile('importer'), { workerData, execArgv: [] });
    this.worker.on('message', (message: FromImporter) => {
      if (message.kind === 'progress') return onProgress(message.progress);
      if (message.kind === 'taken') return this.answers.shift()?.(message);
      this.over(message);
    });
    this.worker.on('error', (error) => this.over(error as Error));
    this.exited = new Promise((resolve) => {
      this.worker.on('exit', (code) => {
        this.over(new Error(`the importer ended with code ${code}`));
        resolve();
      });
    });
  }

  /** Sends a message and waits for its answer; without one, for what the task comes to. Throws an IssueError when that is nothing. */
  async ask(message?: ToImporter): Promise<FromImporter> {
    const answer = this.end ?? (await new Promise<FromImporter | Error>((resolve) => {
      this.answers.push(resolve);
      if (message) this.worker.postMessage(message);
    })); // prettier-ignore
    if (answer instanceof Error) throw answer;
    if (answer.kind === 'failed') throw answer.issues.length ? new IssueError(answer.issues) : cancelledIssue(this.what);
    return answer;
  }

  /** Resolves never, and rejects when the task comes to nothing. */
  failed(): Promise<never> {
    return new Promise((_, reject) => {
      void this.exited.then(() => this.ask().catch(reject));
    });
  }

  cancel(): void {
    Atomics.store(this.cancelled, 0, 1);
    // Wakes a thread that waits for bytes.
    if (!this.end) this.worker.postMessage({ kind: 'bytes', bytes: new Uint8Array(0) } satisfies ToImporter);
  }

  private over(end: FromImporter | Error): void {
    this.end ??= end;
    for (const answer of this.answers.splice(0)) answer(this.end);
  }
}

export class Imports {
  private readonly store: string;
  private readonly going = new Map<string, { thread: Thread; project: string }>();
  private readonly others = new Set<Thread>();
  private readonly removeSource: (id: string) => void;

  /** removeSource: of a file that was stored but is no dataset. */
  constructor(store: string, removeSource: (id: string) => void) {
    this.store = store;
    this.removeSource = removeSource;
  }

  /** onProgress: of what, until null. */
  begin(project: string, fileName: string, sizeBytes: number, onProgress: (progress: ImportProgress | null) => void): string {
    const id = newId('i');
    const thread = new Thread(this.store, { kind: 'import', fileName, sizeBytes }, fileName, onProgress);
    this.going.set(id, { thread, project });
    void thread.exited.then(() => {
      this.going.delete(id);
      onProgress(null);
    });
    return id;
  }

  async append(id: string, bytes: Uint8Array): Promise<void> {
    await this.of(id).thread.ask({ kind: 'bytes', bytes });
  }

  /** Id of the dataset. */
  async finish(id: string, options: ImportOptions, design?: DatasetDesign): Promise<string> {
    const { thread, project } = this.of(id);
    const answer = await thread.ask({ kind: 'finish', project, options, ...(design && { design }) });
    await thread.exited;
    if (answer.kind !== 'done') throw new Error(`the importer answered ${answer.kind}`);
    return answer.dataset;
  }

  async cancel(id: string): Promise<void> {
    const { thread } = this.of(id);
    thread.cancel();
    await thread.exited;
  }

  /** A file of the disk, from its beginning to the dataset: stored and read at the same time. */
  async file(project: string, path: string, sizeBytes: number, options: ImportOptions, onProgress: TellProgress): Promise<string> {
    const fileName = basename(path);
    const reader = this.start({ kind: 'read', path, fileName, options }, fileName, onProgress);
    const storer = this.start({ kind: 'store', path, fileName, sizeBytes }, fileName, () => {});
    const cancelBoth = (error: unknown) => {
      reader.cancel();
      storer.cancel();
      throw error;
    };
    let source: string | undefined;
    try {
      // Its answer to being told the source, which it takes when it has read; a failure of either ends the other.
      const stored = storer.ask().then((answer) => {
        if (answer.kind !== 'stored') throw new Error(`the importer answered ${answer.kind}`);
        source = answer.source;
        return reader.ask({ kind: 'complete', project, source });
      });
      const done = await Promise.race([stored, reader.failed().then(() => stored)]).catch(cancelBoth);
      if (done.kind !== 'done') throw new Error(`the importer answered ${done.kind}`);
      return done.dataset;
    } catch (error) {
      await Promise.all([reader.exited, storer.exited]);
      const left = await storer.ask().catch(() => undefined);
      if (left?.kind === 'stored') this.removeSource(left.source);
      throw error;
    }
  }

  async reread(dataset: string, options: ImportOptions, onProgress: TellProgress): Promise<void> {
    await this.other({ kind: 'reread', dataset, options }, dataset, onProgress);
  }

  async look(dataset: string, options: ImportOptions, onProgress: TellProgress): Promise<Looked> {
    const answer = await this.other({ kind: 'look', dataset, options }, dataset, onProgress);
    if (answer.kind !== 'looked') throw new Error(`the importer answered ${answer.kind}`);
    return answer.looked;
  }

  /** Cancels everything, and waits until nothing writes to the store. */
  async close(): Promise<void> {
    const threads = [...this.others, ...[...this.going.values()].map(({ thread }) => thread)];
    for (const thread of threads) thread.cancel();
    await Promise.all(threads.map(({ exited }) => exited));
  }

  private start(task: ImporterTask, what: string, onProgress: TellProgress): Thread {
    const thread = new Thread(this.store, task, what, onProgress);
    this.others.add(thread);
    void thread.exited.then(() => this.others.delete(thread));
    return thread;
  }

  private async other(task: ImporterTask, what: string, onProgress: TellProgress): Promise<FromImporter> {
    const thread = this.start(task, what, onProgress);
    const answer = await thread.ask();
    await thread.exited;
    return answer;
  }

  private of(id: string) {
    const going = this.going.get(id);
    if (!going) throw noImport(id);
    return going;
  }
}
