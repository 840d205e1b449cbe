// Central differences in float64, shared by the tests of ops, cells and architectures.
import { ReferenceSession } from '#engine/backends/reference.ts';
import type { Feed, Sizes } from '#engine/backends/backend.ts';
import { inputLength, parametersOf, type Program } from '#engine/compile/program.ts';
import { lengthOf } from '#engine/compile/line.ts';
import { ops, type OpName } from '#engine/ops/index.ts';
import { Random } from '#engine/random.ts';

export interface GradientCheck {
  /** Per tensor |a - n| / (|a| + |n|) in the 2-norm, over the points that count. */
  errors: Record<string, number>;
  worst: number;
  /** Per tensor |a - n|: where a gradient is next to nothing, what is left of it is the rounding of the losses. */
  differences: Record<string, number>;
  /** Points left out because some op stood within 1e-3 of a kink, and points in all. */
  leftOut: number;
  points: number;
}

/** Numbers for every input of a program; `weight` makes the loss a mean. */
export function randomFeed(program: Program, sizes: Sizes, seed = 1): Record<string, Float64Array> {
  const random = new Random(seed, 'feed');
  return Object.fromEntries(
    program.inputs.map((input) => {
      const { name } = input;
      const count = inputLength(program, input, sizes);
      if (name === 'weight') return [name, new Float64Array(count).fill(1 / count)];
      if (name === 'known' || input.noise?.kind === 'zone')
        return [name, Float64Array.from({ length: count }, () => Number(random.uniform() < 0.5))];
      if (input.noise) return [name, Float64Array.from({ length: count }, () => (random.uniform() < 0.3 ? 0 : 1.5))];
      if (name === 'window') return [name, Float64Array.from({ length: count }, (_, i) => Number(i < count - sizes.batch))];
      if (name === 'series') return [name, Float64Array.from({ length: count }, (_, i) => i - 1)];
      if (name === 'mask') return [name, maskOf(count, sizes.batch)];
      return [name, Float64Array.from({ length: count }, () => Math.fround(random.normal()))];
    }),
  );
}

/** Windows of unequal length, [steps][B]: the first one is whole, each further one a row shorter, the last has one row at least. */
function maskOf(count: number, batch: number): Float64Array {
  const steps = count / batch;
  return Float64Array.from({ length: count }, (_, i) => Number(Math.floor(i / batch) < Math.max(1, steps - (i % batch))));
}

export function randomWeights(program: Program, seed = 1, size = 0.5): Map<string, Float64Array> {
  return new Map(
    parametersOf(program).map((w) => {
      const random = new Random(seed, w.name);
      return [w.name, Float64Array.from({ length: w.rows * w.cols }, () => Math.fround(random.normal() * size))];
    }),
  );
}

/**
 * Central differences over four points: their error is of the order of step^4, so that the step can be large enough for
 * gradients which are small beside the loss.
 */
export async function checkGradients(
  program: Program,
  sizes: Sizes,
  { seed = 1, size = 0.5, step = 1e-4, kinks = true } = {},
): Promise<GradientCheck> {
  const session = new ReferenceSession(program, sizes, []);
  const feed: Feed = randomFeed(program, sizes, seed);
  const weights = randomWeights(program, seed, size);
  session.writeWeights(weights);
  await session.gradient(feed);
  const analytic = session.readGradients();
  const errors: Record<string, number> = {};
  const differences: Record<string, number> = {};
  let leftOut = 0;
  let points = 0;
  for (const [name, given] of analytic) {
    const w = weights.get(name)!;
    let difference = 0;
    let a2 = 0;
    let n2 = 0;
    for (let i = 0; i < w.length; i++) {
      points++;
      const kept = w[i];
      const lossAt = async (x: number) => {
        w[i] = x;
        session.writeWeights(new Map([[name, w]]));
        const loss = await session.gradient(feed);
        return { loss, kink: kinks ? nearestKink(program, session, sizes) : Infinity };
      };
      const [up, down, farUp, farDown] = [
        await lossAt(kept + step),
        await lossAt(kept - step),
        await lossAt(kept + 2 * step),
        await lossAt(kept - 2 * step),
      ];
      w[i] = kept;
      session.writeWeights(new Map([[name, w]]));
      if (kinks && Math.min(up.kink, down.kink, farUp.kink, farDown.kink) < 1e-3) {
        leftOut++;
        continue;
      }
      const numeric = (8 * (up.loss - down.loss) - (farUp.loss - farDown.loss)) / (12 * step);
      difference += (numeric - given[i]) ** 2;
      a2 += given[i] ** 2;
      n2 += numeric ** 2;
    }
    const scale = Math.sqrt(a2) + Math.sqrt(n2);
    differences[name] = Math.sqrt(difference);
    errors[name] = scale === 0 ? 0 : Math.sqrt(difference) / scale;
  }
  return { errors, differences, worst: Math.max(0, ...Object.values(errors)), leftOut, points };
}

/** Values that the loss depends on smoothly: not through a comparison or the condition of a `where`. */
function smoothPath(program: Program): Set<number> {
  const path = new Set<number>([program.loss!.value]);
  for (const id of path) {
    const v = program.values[id];
    const inputs = v.op === 'greater' || v.op === 'sign' ? [] : v.op === 'where' ? v.inputs.slice(1) : v.inputs;
    for (const x of [...inputs, ...v.terms.map((t) => t.value), ...(v.of >= 0 ? [v.of] : [])]) path.add(x);
  }
  return path;
}

/** Smallest distance of any forward op, at any step and row, from a point where the loss jumps or bends. */
function nearestKink(program: Program, session: ReferenceSession, sizes: Sizes): number {
  const smooth = smoothPath(program);
  let nearest = Infinity;
  program.values.forEach((v, id) => {
    if (v.block < 0 || program.blocks[v.block].pass !== 'forward' || !(v.op in ops)) return;
    const { kink, reduces } = ops[v.op as OpName];
    if (!kink || (v.op !== 'greater' && v.op !== 'sign' && !smooth.has(id))) return;
    for (let t = 0; t < lengthOf(program.lines[v.line], sizes.steps); t++) {
      const inputs = v.inputs.map((x) => session.stepOf(x, t));
      const width = program.values[v.inputs[0]].width;
      for (let row = 0; row < sizes.batch; row++) {
        const at = inputs.map((numbers) => numbers.subarray(row * width, (row + 1) * width));
        if (reduces) nearest = Math.min(nearest, kink(at[0], v.attrs));
        else
          for (let i = 0; i < width; i++)
            nearest = Math.min(
              nearest,
              kink(
                at.map((a) => a[i]),
                v.attrs,
              ),
            );
      }
    }
  });
  return nearest;
}
