/**
 * The wasm backend: writes one WebAssembly module per program and sizes, and runs it on one or several threads.
 * The same weights and data give the same bits with any number of threads and with both code shapes; only fused
 * multiply-add, where the machine has it, changes the last ones.
 */
import { maximumMemoryBytes, planMemory } from '../../compile/6-memory.ts';
import { adjustmentSlots } from '../../train/adjustments.ts';
import { optimizerNames, optimizerOf, type OptimizerName } from '../../train/optimizers.ts';
import type { Backend } from '../backend.ts';
import { fasterWidth, hasFma, hasSimd } from './detect.ts';
import { shapeOf } from './matmul.ts';
import { generate } from './module.ts';
import { WasmSession } from './session.ts';
import { controlLength, Team, type Exports, type ThreadHost } from './threads.ts';
import { webAssembly, type WasmMemory } from './webassembly.ts';

export interface WasmOptions {
  /** At most as many as there are rows in a batch. More than one needs `host`. */
  threads?: number;
  host?: ThreadHost;
  /** Bits of the vectors that the code is shaped for. Left out: timed with `now`, or 128 without a clock. */
  width?: 128 | 256;
  /** Left out: where the engine has it. */
  fma?: boolean;
  /** A clock in milliseconds, for choosing the width, and whether short steps are quicker with one thread. */
  now?: () => number;
}

export function wasmBackend({ threads = 1, host, width, fma, now }: WasmOptions = {}): Backend {
  return {
    name: 'wasm',
    async open(program, sizes, slots) {
      if (!hasSimd()) throw new Error('This machine has no WebAssembly SIMD (vector instructions), which the wasm backend needs.');
      if (fma && !hasFma()) throw new Error('This machine has no fused multiply-add in WebAssembly (relaxed SIMD).');
      if (threads > 1 && !host) throw new Error(`${threads} threads need a host that can start them.`);
      const fused = fma ?? hasFma();
      const bits = width ?? (now ? fasterWidth(fused, now) : 128);
      const plan = planMemory(program, sizes, slots, threads);
      if (plan.bytes > maximumMemoryBytes) throw new Error(tooLarge(plan.bytes));

      const shape = shapeOf(bits, fused);
      const generated = generate(program, plan, shape, program.loss ? optimizersFor(slots) : []);
      const pages = plan.bytes / 65536;
      const memory = allocate(pages, plan.threads > 1);
      const module = new webAssembly.Module(generated.bytes);
      const exports = new webAssembly.Instance(module, { env: { memory } }).exports as Exports;
      const { ruleNames } = generated;
      const control = plan.threads > 1 ? new Int32Array(new SharedArrayBuffer(controlLength * 4)) : undefined;
      const team = new Team(exports, generated.work, ruleNames, control, now);
      const report = { name: 'wasm', simd: true, fma: fused, width: bits, threads: plan.threads } as const;
      const session = new WasmSession({ program, plan, generated, memory, exports, team, report });
      if (control) {
        const jobs = generated.work.slice(1).map((work) => ({ module, memory, control, threads: plan.threads, work, ruleNames }));
        await host!.start(jobs).catch((error: unknown) => {
          team.end();
          throw error;
        });
      }
      return session;
    },
  };
}

function allocate(pages: number, shared: boolean): WasmMemory {
  try {
    return new webAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch {
    throw new Error(
      `This network needs ${mebibytes(pages * 65536)} of memory, and this machine did not give it. Close something, or use a smaller batch.`,
    );
  }
}

/** Those whose slots the session has. */
const optimizersFor = (slots: readonly string[]): OptimizerName[] => {
  const has = slots
    .filter((slot) => !adjustmentSlots.includes(slot))
    .sort()
    .join();
  return optimizerNames.filter((name) => [...optimizerOf(name).slots].sort().join() === has);
};

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1048576).toLocaleString('en')} MiB`;
const tooLarge = (bytes: number): string =>
  `This network needs ${mebibytes(bytes)} of memory with these settings; WebAssembly can give it ${mebibytes(maximumMemoryBytes)}. ` +
  'Use a smaller batch, a shorter window or fewer units.';
