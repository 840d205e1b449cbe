/**
 * How long one training step takes: gradient and Adam on one batch, head on the last state to 24 outputs, MSE.
 *
 *   npm run bench -- --networks lstm,gru,elman,drawn --sizes Z,A,B,C,D --threads 1,2 --rounds 9 [--json] [--width 128]
 *
 * Rounds of all contenders alternate, because a shared machine is never quiet: a ratio is the median of the ratios of
 * paired rounds, larger is better for us. PyTorch with its own layer is one of them where python3 has it; TensorFlow.js,
 * which is slow, at the small sizes only, with its own layer (vsTfjs) and with the program that this engine runs
 * (vsTfjsProgram, the quicker; for the drawn network, for which it has no layer, vsTfjs is that); and for the drawn network
 * the plain stack with as many inputs.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { costOf } from '#engine/compile/cost.ts';
import { findTorch, ours, pytorch, type Contender } from './contenders.ts';
import { networks, programOf, sizes } from './networks.ts';
import { findTfjs, tfjsLayer, tfjsProgram } from './tfjs-contenders.ts';

const flag = '--experimental-wasm-revectorize';
/** Vectors of 256 bits need a flag before V8 starts: start again with it, unless those of 128 bits are asked for. */
if (!process.execArgv.includes(flag) && !process.argv.join(' ').includes('--width 128')) {
  const { status } = spawnSync(process.execPath, [flag, import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? 1);
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
    'no-tfjs': { type: 'boolean', default: false },
  },
});
const asked = {
  networks: known('networks', networks),
  sizes: known('sizes', Object.keys(sizes)),
  threads: options.threads.split(',').map((n) => whole('threads', n)),
  rounds: whole('rounds', options.rounds),
  width: options.width === undefined ? undefined : Number(known('width', ['128', '256'])[0]) === 128 ? (128 as const) : (256 as const),
};

function known(name: 'networks' | 'sizes' | 'width', all: readonly string[]): string[] {
  const given = options[name]!.split(',');
  const odd = given.find((item) => !all.includes(item));
  if (odd !== undefined) refuse(`--${name}: there is no "${odd}". Choose from ${all.join(', ')}.`);
  return given;
}

function whole(name: string, text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) refuse(`--${name}: "${text}" is not a whole number from 1.`);
  return n;
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

const tfjsSizes = ['Z', 'A', 'B'];
const torch = options['no-torch'] ? undefined : findTorch();
const tfjs = options['no-tfjs'] ? undefined : await findTfjs();
const say = (line: string) => (options.json ? console.error(line) : console.log(line));
const peakOf = (...args: string[]) => Number(spawnSync(process.execPath, args).stdout.toString());
const peakGflops = {
  128: peakOf(join(import.meta.dirname, 'peak.ts')),
  256: peakOf(flag, join(import.meta.dirname, 'peak.ts'), '256'),
};
const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

interface Raced {
  least: number;
  /** Of each round. */
  medians: number[];
}

/** Rounds of about 150 ms each, in turn, now from the first and now from the last. */
async function race(contenders: readonly Contender[], rounds: number): Promise<Raced[]> {
  const counts: number[] = [];
  for (const c of contenders) counts.push(Math.max(1, Math.min(5000, Math.round(150 / median(await c.run(3))))));
  const raced = contenders.map((): Raced => ({ least: Infinity, medians: [] }));
  const turn = contenders.map((_, i) => i);
  for (let round = 0; round < rounds; round++)
    for (const i of round % 2 ? [...turn].reverse() : turn) {
      const times = await contenders[i].run(counts[i]);
      raced[i].least = Math.min(raced[i].least, ...times);
      raced[i].medians.push(median(times));
    }
  return raced;
}

/** How many times as long the other took, round by round. */
const times = (other: Raced | undefined, mine: Raced): number | null =>
  other ? median(other.medians.map((ms, round) => ms / mine.medians[round])) : null;

if (torch)
  say(
    `PyTorch ${torch.version} with ${torch.blas}${torch.blas === 'plain BLAS' ? ': install OpenBLAS (libopenblas0) for a fair peer' : ''}`,
  );
else if (!options['no-torch']) say('PyTorch was not found (no python3 has torch): its ratios are left out.');
if (typeof tfjs === 'string') say(`TensorFlow.js could not be loaded: ${tfjs}`);
say(`${machine}; FMA peak ${peakGflops[128].toFixed(0)} GFLOP/s in 128 bits, ${peakGflops[256].toFixed(0)} in 256, one core`);
if (!options.json)
  console.log(
    'network size threads width    least   median  GFLOP/s  of peak  over floor  vs PyTorch  vs tfjs  its ops  vs stack     open',
  );

const results = [];
for (const size of asked.sizes)
  for (const network of asked.networks)
    for (const threads of asked.threads) {
      const shape = sizes[size];
      const program = programOf(network, shape);
      const mine = await ours(program, shape, threads, asked.width);
      const peers = {
        torch: torch && (await pytorch(torch.python, network, shape, threads)),
        layer: typeof tfjs === 'object' && tfjsSizes.includes(size) ? await tfjsLayer(tfjs, network, shape) : undefined,
        program: typeof tfjs === 'object' && tfjsSizes.includes(size) ? await tfjsProgram(tfjs, program, shape) : undefined,
        stack: network === 'drawn' ? await ours(programOf('stack', shape), shape, threads, asked.width) : undefined,
      };
      const list: (readonly [string, Contender])[] = Object.entries(peers).flatMap(([name, c]) => (c ? [[name, c] as const] : []));
      const raced = await race([mine, ...list.map(([, c]) => c)], asked.rounds);
      const of = (name: string): Raced | undefined => raced[1 + list.findIndex(([peer]) => peer === name)];
      const peer = (name: string) => (list.some(([other]) => other === name) ? of(name) : undefined);
      mine.stop();
      list.forEach(([, c]) => c.stop());
      const { report } = mine.session;
      const gflops = costOf(program, shape) / raced[0].least / 1e6;
      const overFloor = (Math.max(...Object.values(peakGflops)) * threads) / gflops;
      const result = {
        network,
        size,
        threads,
        width: report.width,
        msMin: raced[0].least,
        msMedian: median(raced[0].medians),
        gflops,
        overFloor,
        vsPyTorch: times(peer('torch'), raced[0]),
        vsTfjs: times(peer('layer') ?? peer('program'), raced[0]),
        vsTfjsProgram: times(peer('program'), raced[0]),
        vsStack: times(peer('stack'), raced[0]),
        openMs: mine.compileMs,
      };
      results.push(result);
      if (options.json) continue;
      const ratio = (x: number | null) => x?.toFixed(2) ?? '-';
      console.log(
        [
          network.padEnd(7),
          size.padEnd(4),
          String(report.threads).padEnd(7),
          String(report.width).padEnd(5),
          result.msMin.toFixed(3).padStart(8),
          result.msMedian.toFixed(3).padStart(8),
          gflops.toFixed(1).padStart(8),
          `${(100 / overFloor).toFixed(0)} %`.padStart(8),
          overFloor.toFixed(2).padStart(11),
          ratio(result.vsPyTorch).padStart(11),
          ratio(result.vsTfjs).padStart(8),
          ratio(result.vsTfjsProgram).padStart(8),
          ratio(result.vsStack).padStart(9),
          `${mine.compileMs.toFixed(0)} ms`.padStart(8),
        ].join(' '),
      );
    }
if (options.json) console.log(JSON.stringify({ machine, peakGflops, peers: { pytorch: torch ?? null }, results }));
process.exit(0);
