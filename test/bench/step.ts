/**
 * How long one training step takes: gradient and Adam on one batch, head on the last state to 24 outputs, MSE.
 *
 *   npm run bench -- --networks lstm,gru,elman,drawn --sizes Z,A,B --threads 1,2 --rounds 9 [--json] [--width 128]
 *
 * Rounds of all contenders alternate, because a shared machine is never quiet: a ratio is one of medians of the same
 * rounds. Where /usr/bin/python3 has torch, PyTorch is one of them.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parseArchitecture } from '#engine/architecture.ts';
import type { Session } from '#engine/backends/backend.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { compile } from '#engine/compile/compile.ts';
import { costOf } from '#engine/compile/cost.ts';
import { inputLength, type Program } from '#engine/compile/program.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { Random } from '#engine/random.ts';
import { defaultOptimizerSettings, optimizers, updateOf } from '#engine/train/optimizers.ts';
import { nodeThreads } from '../../src-main/trainer/threads.ts';

const flag = '--experimental-wasm-revectorize';
/** Vectors of 256 bits need a flag before V8 starts: start again with it, unless those of 128 bits are asked for. */
if (!process.execArgv.includes(flag) && !process.argv.join(' ').includes('--width 128')) {
  const { status } = spawnSync(process.execPath, [flag, import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const sizes = {
  Z: { batch: 16, steps: 24, features: 1, units: 16 },
  A: { batch: 32, steps: 96, features: 7, units: 64 },
  B: { batch: 32, steps: 96, features: 7, units: 128 },
  C: { batch: 64, steps: 168, features: 8, units: 256 },
  D: { batch: 32, steps: 336, features: 7, units: 512 },
};
type SizeName = keyof typeof sizes;
type Size = (typeof sizes)[SizeName];
const outputs = 24;

const networks: Record<string, (units: number) => { nodes: object[]; edges: object[] }> = {
  ...Object.fromEntries(
    ['lstm', 'gru', 'elman'].map((cell) => [
      cell,
      (units: number) => ({
        nodes: [
          { id: 'a', cell, options: { units } },
          { id: 'y', cell: 'dense' },
        ],
        edges: [
          { from: 'input', to: 'a' },
          { from: 'a', to: 'y' },
        ],
      }),
    ]),
  ),
  /** Layer 2 feeds back into layer 1. */
  drawn: (units) => ({
    nodes: [
      { id: 'a', cell: 'gru', options: { units } },
      { id: 'b', cell: 'lstm', options: { units } },
      { id: 'y', cell: 'dense' },
    ],
    edges: [
      { from: 'input', to: 'a' },
      { from: 'b', to: 'a', delay: 1 },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'y' },
    ],
  }),
};

function programOf(network: string, { features, units }: Size): Program {
  const { architecture } = parseArchitecture({ version: 1, output: 'y', ...networks[network](units) });
  const { program } = compile(architecture!, { inputs: features, targetColumns: [0], horizon: outputs }, { loss: 'mse' });
  return program!;
}

/** Something that makes training steps when asked, and says how long each took. */
interface Contender {
  run(steps: number): Promise<number[]>;
  stop(): void;
  all: number[];
  medians: number[];
}

async function ours(
  program: Program,
  size: Size,
  threads: number,
  width?: 128 | 256,
): Promise<Contender & { session: Session; compileMs: number }> {
  const backend = wasmBackend({ threads, host: nodeThreads, now: () => performance.now(), width });
  const start = performance.now();
  const session = await backend.open(program, size, optimizers.adam.slots);
  const compileMs = performance.now() - start;
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
  // Until V8's optimising compiler has done its work.
  for (const from = performance.now(); step < 5 || performance.now() - from < 600;) await run(1);
  return { run, stop: () => session.dispose(), all: [], medians: [], session, compileMs };
}

const python = '/usr/bin/python3';
const hasTorch = (): boolean => spawnSync(python, ['-c', 'import torch']).status === 0;

async function pytorch(network: string, { batch, steps, features, units }: Size, threads: number): Promise<Contender> {
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
    all: [],
    medians: [],
  };
}

const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Rounds of about 150 ms each, in turn. */
async function race(contenders: Contender[], rounds: number): Promise<void> {
  const counts: number[] = [];
  for (const c of contenders) counts.push(Math.max(1, Math.min(1000, Math.round(150 / median(await c.run(3))))));
  for (let round = 0; round < rounds; round++)
    for (const [i, c] of contenders.entries()) {
      const times = await c.run(counts[i]);
      c.all.push(...times);
      c.medians.push(median(times));
    }
}

const { values: options } = parseArgs({
  options: {
    networks: { type: 'string', default: 'lstm,gru,elman,drawn' },
    sizes: { type: 'string', default: 'Z,A,B' },
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '9' },
    width: { type: 'string' },
    json: { type: 'boolean', default: false },
    'no-torch': { type: 'boolean', default: false },
  },
});
const width = options.width ? (Number(options.width) as 128 | 256) : undefined;
const withTorch = !options['no-torch'] && hasTorch();
const peakGflops = {
  128: Number(spawnSync(process.execPath, [join(import.meta.dirname, 'peak.ts')]).stdout.toString()),
  256: Number(spawnSync(process.execPath, [flag, join(import.meta.dirname, 'peak.ts'), '256']).stdout.toString()),
};
const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;
const results = [];
if (!options.json) {
  console.log(`${machine}; FMA peak ${peakGflops[128].toFixed(0)} GFLOP/s in 128 bits, ${peakGflops[256].toFixed(0)} in 256, one core`);
  console.log('network size threads width    least   median  GFLOP/s  of peak  over floor  PyTorch  ratio  open');
}
for (const sizeName of options.sizes.split(',') as SizeName[])
  for (const network of options.networks.split(','))
    for (const threads of options.threads.split(',').map(Number)) {
      const size = sizes[sizeName];
      const program = programOf(network, size);
      const mine = await ours(program, size, threads, width);
      const torch = withTorch ? await pytorch(network, size, threads) : undefined;
      await race(torch ? [mine, torch] : [mine], Number(options.rounds));
      mine.stop();
      torch?.stop();
      const [msMin, msMedian] = [Math.min(...mine.all), median(mine.medians)];
      const perSecond = costOf(program, size) / 1e6;
      const gflops = perSecond / msMin;
      const peak = Math.max(...Object.values(peakGflops)) * threads;
      const vsPyTorch = torch ? median(torch.medians) / msMedian : null;
      const { report } = mine.session;
      const overFloor = peak / gflops;
      results.push({
        network,
        size: sizeName,
        threads,
        width: report.width,
        msMin,
        msMedian,
        gflops,
        overFloor,
        vsPyTorch,
        vsTfjs: null,
        vsStack: null,
      });
      if (options.json) continue;
      const cells = [
        network.padEnd(7),
        sizeName.padEnd(4),
        String(report.threads).padEnd(7),
        String(report.width).padEnd(5),
        msMin.toFixed(3).padStart(8),
        msMedian.toFixed(3).padStart(8),
        gflops.toFixed(1).padStart(8),
        `${((100 * gflops) / peak).toFixed(0)} %`.padStart(8),
        overFloor.toFixed(2).padStart(11),
        (torch ? median(torch.medians).toFixed(2) : '-').padStart(8),
        (vsPyTorch?.toFixed(2) ?? '-').padStart(6),
        `${mine.compileMs.toFixed(0)} ms`,
      ];
      console.log(cells.join(' '));
    }
if (options.json) console.log(JSON.stringify({ machine, peakGflops, results }));
process.exit(0);
