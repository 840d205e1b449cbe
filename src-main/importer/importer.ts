/**
 * The importer thread: stores, reads and looks at files beside the host, over a connection of its own, so that the window is answered meanwhile. The host
 * sets `cancelled`; the work sees it between two blocks.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ImportOptions } from '#engine/data/content.ts';
import { issuesOf } from '#shared/errors.ts';
import { openFile } from '../files/file-source.ts';
import { plainError } from '../host/store-errors.ts';
import { openDatabase } from '../store/database.ts';
import { Reading, Storing, finishImport, rereadDataset, type ImportProgress } from './job.ts';
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
// Chunks count only with the last commit, which is made with full synchronisation (`completeDataset`).
db.pragma('synchronous = NORMAL');

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

/** What is sent from now on; the first message after a cancel ends the work. */
function listen(discard: () => void, take: (message: ToImporter) => void): void {
  port.on('message', (message: ToImporter) => {
    if (Atomics.load(cancelled, 0) === 0) return take(message);
    last(() => {
      discard();
      throw new Cancelled();
    });
  });
}

/** Work that is not the last; when it fails, nothing of it is left. */
function step(work: () => void, discard: () => void): void {
  try {
    work();
  } catch (error) {
    last(() => {
      discard();
      throw error;
    });
  }
}

function importBytes(fileName: string, sizeBytes: number): void {
  const storing = new Storing(db, fileName, sizeBytes, onProgress);
  const discard = () => storing.discard();
  listen(discard, (message) => {
    if (message.kind === 'bytes')
      step(() => {
        storing.append(message.bytes);
        post({ kind: 'taken' });
      }, discard);
    else if (message.kind === 'finish')
      last(() => ({ kind: 'done', dataset: finishImport(db, storing, { fileName, ...message }, onProgress).id }));
  });
}

function storeFile(path: string, fileName: string, sizeBytes: number): FromImporter {
  const storing = new Storing(db, fileName, sizeBytes, onProgress);
  try {
    storing.copy(path);
    return { kind: 'stored', source: storing.finish() };
  } catch (error) {
    storing.discard();
    throw error;
  }
}

function readFile(path: string, fileName: string, options: ImportOptions): void {
  const reading = new Reading(db, fileName, options);
  const discard = () => reading.discard();
  step(() => {
    const file = openFile(path);
    try {
      reading.take(file, onProgress);
      file.checkUnchanged();
    } finally {
      file.close();
    }
    listen(discard, (message) => {
      if (message.kind !== 'complete') return;
      last(() => {
        try {
          return { kind: 'done', dataset: reading.complete(message.project, message.source).id };
        } catch (error) {
          discard();
          throw error;
        }
      });
    });
  }, discard);
}

switch (task.kind) {
  case 'import':
    importBytes(task.fileName, task.sizeBytes);
    break;
  case 'store':
    last(() => storeFile(task.path, task.fileName, task.sizeBytes));
    break;
  case 'read':
    readFile(task.path, task.fileName, task.options);
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
