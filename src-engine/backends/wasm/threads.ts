/**
 * Several threads in one memory. The session's own thread is number 0; the others wait for commands. A command is done
 * when all have arrived. Waiting spins first, because a barrier comes every few hundred microseconds and waking a
 * sleeper takes fifty; then it sleeps, so that an idle session costs nothing.
 *
 * The engine cannot start threads: the host does (src-main/trainer/threads.ts), and each of them calls `runThread`.
 */
import { Trial } from './trial.ts';
import type { Call, Work } from './work.ts';
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
  ruleNames: string[];
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
/** RULE + index of an optimizer or adjustment among `ruleNames`. */
export const RULE = 16;

/** Looks at a slot before going to sleep: about 100 microseconds, and the least that is tried. */
const mostSpins = 20000;
const leastSpins = 500;
/** One wait in so many looks the full time again: else a pause that is only a little longer than the least would put a thread to sleep at every step. */
const retry = 16;

/**
 * How one thread waits. Where spinning does not help - more threads than free cores, or long pauses between steps - it
 * soon spins less, so that the core is free for whoever it waits for.
 */
class Waiting {
  private readonly control: Int32Array;
  private readonly threads: number;
  private spins = mostSpins;
  private slept = 0;

  constructor(control: Int32Array, threads: number) {
    this.control = control;
    this.threads = threads;
  }

  /** Returns when control[slot] is no longer `old`. */
  whileSame(slot: number, old: number): void {
    const { control } = this;
    const isRetry = this.slept === retry;
    const spins = isRetry ? mostSpins : this.spins;
    for (let i = 0; i < spins; i++)
      if (Atomics.load(control, slot) !== old) {
        this.spins = isRetry ? mostSpins : Math.min(mostSpins, 2 * this.spins);
        this.slept = 0;
        return;
      }
    this.spins = Math.max(leastSpins, this.spins >> 1);
    this.slept = isRetry ? 0 : this.slept + 1;
    while (Atomics.load(control, slot) === old) Atomics.wait(control, slot, old);
  }

  /** Returns in every thread once all have come; throws in every thread once one has failed. */
  meet(): void {
    const { control } = this;
    // In this order: whoever sees a new round also sees why it began.
    const round = Atomics.load(control, ROUND);
    assertAllWell(control);
    if (Atomics.add(control, ARRIVED, 1) === this.threads - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, ROUND, 1);
      Atomics.notify(control, ROUND);
    } else this.whileSame(ROUND, round);
    assertAllWell(control);
  }
}

function assertAllWell(control: Int32Array): void {
  if (Atomics.load(control, FAILED))
    throw new Error('A thread of the wasm backend has failed. Start the run again, with fewer threads if it fails again.');
}

/** Frees the others from waiting. */
function fail(control: Int32Array): void {
  Atomics.store(control, FAILED, 1);
  Atomics.add(control, ROUND, 1);
  Atomics.notify(control, ROUND);
}

type Ready = () => void;

/** A thread's work with its functions looked up: a step of a small network is short enough to notice. */
class Worker {
  readonly steps: Record<'forward' | 'backward' | 'gradients' | 'sums' | 'derive', Ready[]>;
  readonly meets: Work['meets'];
  readonly rules: Ready[][];

  constructor(exports: Exports, { forward, backward, gradients, sums, meets, updates, derive }: Work, ruleNames: readonly string[]) {
    const ready = (calls: readonly Call[]) => calls.map(({ name, args }): Ready => exports[name].bind(undefined, ...args));
    this.meets = meets;
    this.steps = {
      forward: ready(forward),
      backward: ready(backward),
      gradients: ready(gradients),
      sums: ready(sums),
      derive: ready(derive),
    };
    this.rules = ruleNames.map((name) => [
      ...ready(updates.map((args) => ({ name, args }))),
      // An adjustment is followed by an update, which is when copies of weights are wanted again.
      ...(name.startsWith('update-') ? this.steps.derive : []),
    ]);
  }
}

/** Shares of a command, one after the other; `barrier` comes back when all threads have got as far. */
function perform(workers: readonly Worker[], command: number, barrier: () => void): void {
  switch (command) {
    case PREDICT:
      return workers.forEach(({ steps }) => run(steps.forward));
    case GRADIENT:
      workers.forEach(({ steps }) => {
        run(steps.forward);
        run(steps.backward);
      });
      if (workers[0].meets.gradients) barrier();
      workers.forEach(({ steps }) => run(steps.gradients));
      if (workers[0].meets.sums) barrier();
      return workers.forEach(({ steps }) => run(steps.sums));
    default:
      return workers.forEach(({ rules }) => run(rules[command - RULE]));
  }
}

function run(calls: readonly Ready[]): void {
  for (const call of calls) call();
}

/** The life of a thread that is not the first: waits, works, and returns when the session is disposed of. */
export function runThread({ module, memory, control, threads, work, ruleNames }: ThreadJob): void {
  try {
    const workers = [new Worker(new webAssembly.Instance(module, { env: { memory } }).exports as Exports, work, ruleNames)];
    const waiting = new Waiting(control, threads);
    const barrier = () => waiting.meet();
    for (let generation = 0; ; generation++) {
      waiting.whileSame(GENERATION, generation);
      const command = Atomics.load(control, COMMAND);
      if (command === END) return;
      perform(workers, command, barrier);
      barrier();
    }
  } catch (error) {
    fail(control);
    throw error;
  }
}

/** All threads of a session, as the first of them sees them. */
export class Team {
  /** The share of each thread; the first one can do them all. */
  private readonly workers: readonly Worker[];
  private readonly own: readonly Worker[];
  /** Undefined when there is one thread: then nothing is shared. */
  private readonly control: Int32Array | undefined;
  private readonly barrier: () => void;
  private readonly now: (() => number) | undefined;
  /** Passes of each kind are short or long on their own. What follows a pass is done as it was. */
  private readonly trials = new Map([PREDICT, GRADIENT].map((pass) => [pass, { trial: new Trial(), ms: Infinity }]));
  private pass = PREDICT;
  private isAlone = false;

  /** Without a clock the threads always work together. */
  constructor(exports: Exports, work: readonly Work[], ruleNames: readonly string[], control?: Int32Array, now?: () => number) {
    this.workers = work.map((share) => new Worker(exports, share, ruleNames));
    this.own = this.workers.slice(0, 1);
    this.control = control;
    this.now = now;
    const waiting = control && new Waiting(control, work.length);
    this.barrier = waiting ? () => waiting.meet() : nothing;
  }

  run(command: number): void {
    const { control, now } = this;
    if (!control) return perform(this.workers, command, nothing);
    if (!now) return this.together(control, command);
    if (this.trials.has(command)) this.begin(command);
    const from = now();
    if (this.isAlone) perform(this.workers, command, nothing);
    else this.together(control, command);
    this.trials.get(this.pass)!.ms += now() - from;
  }

  end(): void {
    if (this.control) this.send(this.control, END);
  }

  private begin(pass: number): void {
    const { trial, ms } = this.trials.get(pass)!;
    this.pass = pass;
    this.isAlone = trial.next(ms);
    this.trials.set(pass, { trial, ms: 0 });
  }

  private together(control: Int32Array, command: number): void {
    this.send(control, command);
    perform(this.own, command, this.barrier);
    this.barrier();
  }

  private send(control: Int32Array, command: number): void {
    Atomics.store(control, COMMAND, command);
    Atomics.add(control, GENERATION, 1);
    Atomics.notify(control, GENERATION);
  }
}

const nothing = (): void => {};
