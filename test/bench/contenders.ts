// Those who make training steps when asked, and say how long each took: this engine and PyTorch.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Backend, Session } from '#engine/backends/backend.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { inputLength, type Program } from '#engine/compile/program.ts';
import { Random } from '#engine/random.ts';
import { defaultOptimizerSettings, optimizers, updateOf } from '#engine/train/optimizers.ts';
import { nodeThreads } from '../../src-main/trainer/threads.ts';
import { outputs, type Size } from './networks.ts';

export interface Contender {
  run(steps: number): Promise<number[]>;
  stop(): void;
}

/** Gradient and Adam on one batch of random numbers, in this process. */
export async function stepping(backend: Backend, program: Program, size: Size): Promise<Contender & { session: Session }> {
  const session = await backend.open(program, size, optimizers.adam.slots);
  const random = new Random(1, 'bench');
  const feed = Object.fromEntries(
    program.inputs.map((input) => {
      const count = inputLength(program, input, size);
      return [input.name, Float32Array.from({ length: count }, () => (input.name === 'weight' ? 1 / count : random.normal()))];
    }),
  );
  session.writeWeights(initialWeights(program, 1));
  let step = 0;
  const run = async (steps: number) => {
    const times: number[] = [];
    for (let i = 0; i < steps; i++) {
      const from = performance.now();
      await session.gradient(feed);
      session.update(updateOf('adam', defaultOptimizerSettings, ++step), 1);
      times.push(performance.now() - from);
    }
    return times;
  };
  return { run, stop: () => session.dispose(), session };
}

export async function ours(
  program: Program,
  size: Size,
  threads: number,
  width?: 128 | 256,
): Promise<Contender & { session: Session; compileMs: number }> {
  const backend = wasmBackend({ threads, host: nodeThreads, now: () => performance.now(), width });
  const start = performance.now();
  const made = await stepping(backend, program, size);
  const compileMs = performance.now() - start;
  // Until V8's optimising compiler has done its work.
  for (const from = performance.now(), least = 5; performance.now() - from < 600;) await made.run(least);
  return { ...made, compileMs };
}

/** The one of the search path, or the system's own: an environment that stands before it may have no PyTorch. */
const pythons = ['python3', '/usr/bin/python3'];

/** Version and what multiplies its matrices; undefined where there is none. The plain BLAS of Debian is twenty times slower than OpenBLAS. */
export function findTorch(): { python: string; version: string; blas: string } | undefined {
  const script =
    'import torch; torch.mm(torch.ones(64, 64), torch.ones(64, 64)); maps = open("/proc/self/maps").read(); ' +
    'print(torch.__version__); print("OpenBLAS" if "openblas" in maps else "MKL" if "mkl_core" in maps else "plain BLAS" if "libblas" in maps else "its own")';
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [version, blas] = stdout.trim().split('\n');
    return { python, version, blas };
  }
  return undefined;
}

export async function pytorch(
  python: string,
  network: string,
  { batch, steps, features, units }: Size,
  threads: number,
): Promise<Contender> {
  const args = [network, ...[batch, steps, features, units, outputs, threads].map(String)];
  const child: ChildProcess = spawn(python, [join(import.meta.dirname, 'torch_child.py'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('torch_child.py has ended');
    return value;
  };
  await answer();
  return {
    run: async (count) => {
      child.stdin!.write(`${count}\n`);
      return JSON.parse(await answer()) as number[];
    },
    stop: () => child.stdin!.end(),
  };
}
