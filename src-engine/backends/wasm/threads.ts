/**
 * Several threads in one memory. The session's own thread is number 0; the others wait for commands. A command is done
 * when all have arrived. Waiting spins first, because a barrier comes every few hundred microseconds and waking a
 * sleeper takes fifty; then it sleeps, so that an idle session costs nothing.
 *
 * The engine cannot start threads: the host does (src-main/trainer/threads.ts), and each of them calls `runThread`.
 */
import type { Call, Work } from './module.ts';
import { webAssembly, type WasmMemory, type WasmModule } from './webassembly.ts';

/** What a host must be able to do. */
export interface ThreadHost {
  /** Starts one thread per job, each of which calls runThread(job). Resolves when they are about to. */
  start(jobs: readonly ThreadJob[]): Promise<void>;
}

/** Everything a thread needs; structured cloning can send it. */
export interface ThreadJob {
  module: WasmModule;
  memory: WasmMemory;
  /** Int32Array on a SharedArrayBuffer, see the slots below. */
  control: Int32Array;
  threads: number;
  work: Work;
  updateNames: string[];
}

export type Exports = Record<string, (...args: number[]) => number>;

/** Slots of the control array, on cache lines of their own. */
const COMMAND = 0;
const GENERATION = 16;
const ARRIVED = 32;
const ROUND = 48;
const FAILED = 64;
export const controlLength = 80;

export const PREDICT = 1;
export const GRADIENT = 2;
const END = 3;
/** UPDATE + index of the optimizer among `updateNames`. */
export const UPDATE = 16;

/** About 100 microseconds. */
const spins = 20000;

/** Returns when control[slot] is no longer `old`. */
function waitWhile(control: Int32Array, slot: number, old: number): void {
  for (let i = 0; i < spins; i++) if (Atomics.load(control, slot) !== old) return;
  while (Atomics.load(control, slot) === old) Atomics.wait(control, slot, old);
}

/** Returns in every thread once all have come. */
function meet(control: Int32Array, threads: number): void {
  const round = Atomics.load(control, ROUND);
  if (Atomics.add(control, ARRIVED, 1) === threads - 1) {
    Atomics.store(control, ARRIVED, 0);
    Atomics.add(control, ROUND, 1);
    Atomics.notify(control, ROUND);
  } else waitWhile(control, ROUND, round);
}

const callAll = (exports: Exports, calls: readonly Call[]): void => {
  for (const { name, args } of calls) exports[name](...args);
};

/** One thread's share of a command; `barrier` comes back when all threads have got as far. */
export function perform(exports: Exports, work: Work, updateNames: readonly string[], command: number, barrier: () => void): void {
  if (command === PREDICT) callAll(exports, work.forward);
  else if (command === GRADIENT) {
    callAll(exports, work.forward);
    callAll(exports, work.backward);
    barrier();
    callAll(exports, work.gradients);
  } else {
    const update = exports[updateNames[command - UPDATE]];
    for (const [from, to] of work.updates) update(from, to);
    callAll(exports, work.derive);
  }
}

/** The life of a thread that is not the first: waits, works, and returns when the session is disposed of. */
export function runThread({ module, memory, control, threads, work, updateNames }: ThreadJob): void {
  const exports = new webAssembly.Instance(module, { env: { memory } }).exports as Exports;
  for (let generation = 0; ; generation++) {
    waitWhile(control, GENERATION, generation);
    const command = Atomics.load(control, COMMAND);
    if (command === END) return;
    try {
      perform(exports, work, updateNames, command, () => meet(control, threads));
    } catch {
      Atomics.store(control, FAILED, 1);
    }
    meet(control, threads);
  }
}

/** All threads of a session, as the first of them sees them. */
export class Team {
  private readonly exports: Exports;
  private readonly work: Work;
  private readonly updateNames: readonly string[];
  private readonly threads: number;
  /** Undefined when there is one thread: then nothing is shared. */
  private readonly control: Int32Array | undefined;

  constructor(exports: Exports, work: Work, updateNames: readonly string[], threads: number, control?: Int32Array) {
    this.exports = exports;
    this.work = work;
    this.updateNames = updateNames;
    this.threads = threads;
    this.control = control;
  }

  run(command: number): void {
    const { control, threads } = this;
    if (!control) return perform(this.exports, this.work, this.updateNames, command, () => {});
    this.send(control, command);
    perform(this.exports, this.work, this.updateNames, command, () => meet(control, threads));
    meet(control, threads);
    if (Atomics.load(control, FAILED)) throw new Error('a thread of the wasm backend has failed');
  }

  end(): void {
    if (this.control) this.send(this.control, END);
  }

  private send(control: Int32Array, command: number): void {
    Atomics.store(control, COMMAND, command);
    Atomics.add(control, GENERATION, 1);
    Atomics.notify(control, GENERATION);
  }
}
