/**
 * Threads for the wasm backend, as worker threads of this process. They hold nothing open: when the process or thread
 * that started them ends, so do they, and when a session is disposed of, its threads return by themselves.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { entryFile } from '../paths.ts';
import type { ThreadHost } from '#engine/backends/wasm/threads.ts';

export const nodeThreads: ThreadHost = {
  start: async (jobs) => {
    const workers = jobs.map((job) => new Worker(entryFile('thread-worker'), { workerData: job }));
    // Each says one word when it is about to wait for commands; before that the event loop of this thread must stay free.
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    for (const worker of workers) worker.unref();
  },
};
