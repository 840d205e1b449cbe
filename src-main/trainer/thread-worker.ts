// One thread of the wasm backend: see threads.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { runThread, type ThreadJob } from '#engine/backends/wasm/threads.ts';

parentPort!.postMessage('ready');
runThread(workerData as ThreadJob);
