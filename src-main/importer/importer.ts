/**
 * The importer thread: stores, reads and looks at files beside the host, over a connection of its own, so that the window is answered meanwhile. The host
 * sets `cancelled`; the work sees it between two blocks.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { issuesOf } from '#shared/errors.ts';
import { plainError } from '../host/store-errors.ts';
import { openDatabase } from '../store/database.ts';
import { ImportJob, rereadDataset, type ImportProgress } from './job.ts';
import { look } from './look.ts';
import type { FromImporter, ImporterData, ToImporter } from './protocol.ts';

const { store, task, cancelled } = workerData as ImporterData;
const port = parentPort!;
const post = (message: FromImporter) => port.postMessage(message);

class Cancelled extends Error {}

const TELL_EVERY_MS = 100;
let toldAt = 0;
function onProgress(progress: ImportProgress): void {
  if (Atomics.load(cancelled, 0) !== 0) throw new Cancelled();
  const now = performance.now();
  if (now - toldAt < TELL_EVERY_MS && progress.done < progress.of) return;
  toldAt = now;
  post({ kind: 'progress', progress });
}

const db = openDatabase(store);

/** Does one thing and ends the thread, whether it succeeds or not. */
function last(work: () => FromImporter): void {
  try {
    post(work());
  } catch (error) {
    const issues = error instanceof Cancelled ? [] : issuesOf(plainError(error, store));
    post({ kind: 'failed', issues });
  } finally {
    db.close();
    port.close();
  }
}

function importFile(fileName: string, sizeBytes: number): void {
  const job = new ImportJob(db, fileName, sizeBytes, onProgress);
  const take = (work: () => void) => {
    try {
      work();
      post({ kind: 'taken' });
    } catch (error) {
      last(() => {
        job.discard();
        throw error;
      });
    }
  };
  port.on('message', (message: ToImporter) => {
    if (Atomics.load(cancelled, 0) !== 0)
      return last(() => {
        job.discard();
        throw new Cancelled();
      });
    switch (message.kind) {
      case 'bytes':
        return take(() => job.append(message.bytes));
      case 'copy':
        return take(() => job.copy(message.path));
      case 'finish':
        return last(() => ({ kind: 'done', dataset: job.finish(message.project, message.options, message.design).id }));
      default:
        message satisfies never;
    }
  });
}

switch (task.kind) {
  case 'import':
    importFile(task.fileName, task.sizeBytes);
    break;
  case 'reread':
    last(() => ({ kind: 'done', dataset: rereadDataset(db, task.dataset, task.options, onProgress).id }));
    break;
  case 'look':
    last(() => ({ kind: 'looked', looked: look(db, task.dataset, task.options, onProgress) }));
    break;
  default:
    task satisfies never;
}
