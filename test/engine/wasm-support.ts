// Compares the wasm backend, in all its variants, with the float64 reference on one program.
import type { Feed, Session, Sizes } from '#engine/backends/backend.ts';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { parametersOf, type Program } from '#engine/compile/program.ts';
import { lengthOf } from '#engine/compile/line.ts';
import { ops, type OpName } from '#engine/ops/index.ts';
import { Random } from '#engine/random.ts';
import { nodeThreads } from '../../src-main/trainer/threads.ts';
import { randomFeed } from './gradient-check.ts';

export interface Variant {
  width: 128 | 256;
  fma: boolean;
  threads: number;
}

export const variantsOf = (threads: readonly number[]): Variant[] =>
  ([true, false] as const).flatMap((fma) =>
    ([128, 256] as const).flatMap((width) => threads.map((count) => ({ width, fma, threads: count }))),
  );

export const openWasm = (program: Program, sizes: Sizes, slots: readonly string[], variant: Variant): Promise<Session> =>
  wasmBackend({ ...variant, host: nodeThreads }).open(program, sizes, slots);

/** Small enough that what goes round a loop does not grow without end, which would magnify rounding errors. */
export function tameWeights(program: Program, seed = 1): Map<string, Float64Array> {
  return new Map(
    parametersOf(program).map((w) => {
      const random = new Random(seed, w.name);
      const size = Math.min(0.5, 1 / Math.sqrt(w.rows));
      return [w.name, Float64Array.from({ length: w.rows * w.cols }, () => Math.fround(random.normal() * size))];
    }),
  );
}

/** What a session says about a program: all that a caller can see. */
export interface Answers {
  output: ArrayLike<number>;
  loss: number;
  norm: number;
  gradients: Map<string, ArrayLike<number>>;
}

export async function ask(session: Session, program: Program, feed: Feed, weights: Map<string, Float64Array>): Promise<Answers> {
  session.writeWeights(weights);
  const loss = program.loss ? await session.gradient(feed) : NaN;
  const gradients = program.loss ? session.readGradients() : new Map<string, ArrayLike<number>>();
  const norm = program.loss ? session.gradientNorm() : NaN;
  // After the gradient, so that whatever it left behind in shared memory meets a forward pass.
  const output = (await session.predict(feed)).slice();
  return { output, loss, norm, gradients };
}

/** Largest |a - b| over max(1, largest |b|); Infinity where only one of the two is a number. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  let scale = 1;
  for (let i = 0; i < b.length; i++) {
    if (Number.isNaN(a[i]) !== Number.isNaN(b[i])) return Infinity;
    if (Number.isNaN(b[i]) || a[i] === b[i]) continue;
    worst = Math.max(worst, Math.abs(a[i] - b[i]));
    scale = Math.max(scale, Math.abs(b[i]));
  }
  return worst / scale;
}

export function distances(a: Answers, b: Answers): Record<string, number> {
  const gradients = [...b.gradients].map(([name, numbers]) => [`gradient of ${name}`, distance(a.gradients.get(name) ?? [], numbers)]);
  return {
    output: distance(a.output, b.output),
    loss: distance([a.loss], [b.loss]),
    norm: distance([a.norm], [b.norm]),
    ...Object.fromEntries(gradients),
  };
}

/** Every bit of the answers, so that two of them can be compared with one look. */
export function bitsOf({ output, loss, norm, gradients }: Answers): string {
  const hash = (numbers: ArrayLike<number>) => {
    let h = 0x811c9dc5;
    for (const byte of new Uint8Array(Float64Array.from(numbers).buffer)) h = Math.imul(h ^ byte, 0x01000193);
    return (h >>> 0).toString(16);
  };
  return [hash(output), hash([loss]), hash([norm]), ...[...gradients].map(([name, numbers]) => `${name} ${hash(numbers)}`)].join(', ');
}

export interface Comparison {
  worst: number;
  /** What was worst, in which variant. */
  where: string;
  /** Variants of one fma setting whose bits differ from those of the first; empty when all is well. */
  different: string[];
  /** Distance of any op from a point where its value or derivative jumps; below about 1e-4 float32 may fall on the other side. */
  kink: number;
}

export async function compare(program: Program, sizes: Sizes, variants: readonly Variant[], seed = 1): Promise<Comparison> {
  const feed = randomFeed(program, sizes, seed);
  const weights = tameWeights(program, seed);
  const judge = new ReferenceSession(program, sizes, []);
  const right = await ask(judge, program, feed, weights);
  const result: Comparison = { worst: 0, where: '', different: [], kink: nearestKink(program, judge, sizes) };
  const first = new Map<boolean, string>();
  for (const variant of variants) {
    const session = await openWasm(program, sizes, [], variant);
    const answers = await ask(session, program, feed, weights);
    session.dispose();
    for (const [what, error] of Object.entries(distances(answers, right)))
      if (!(error <= result.worst)) [result.worst, result.where] = [error, `${what} ${JSON.stringify(variant)}`];
    const bits = bitsOf(answers);
    if (!first.has(variant.fma)) first.set(variant.fma, bits);
    else if (first.get(variant.fma) !== bits) result.different.push(JSON.stringify(variant));
  }
  return result;
}

/** Exactly 0 does not count: there float32 stands on the same point. */
function nearestKink(program: Program, judge: ReferenceSession, sizes: Sizes): number {
  let nearest = Infinity;
  program.values.forEach((v) => {
    if (v.block < 0 || !(v.op in ops)) return;
    const { kink, reduces } = ops[v.op as OpName];
    if (!kink) return;
    for (let t = 0; t < lengthOf(program.lines[v.line], sizes.steps); t++) {
      const inputs = v.inputs.map((x) => judge.stepOf(x, t));
      const width = program.values[v.inputs[0]].width;
      for (let i = 0; i < inputs[0].length; i += reduces ? width : 1) {
        const at = reduces ? inputs[0].subarray(i, i + width) : inputs.map((x) => x[i]);
        const size = kink(at, v.attrs);
        if (size > 0) nearest = Math.min(nearest, size);
      }
    }
  });
  return nearest;
}
