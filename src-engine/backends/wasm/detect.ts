/**
 * What this engine's WebAssembly can do, found out by offering it tiny modules. Which of two code shapes is faster
 * cannot be asked, only timed: V8 pairs vectors into 256 bits when a flag was set before it started, and does not tell.
 */
import { Func, I32, ModuleWriter, V128 } from './assembler.ts';
import { shapeOf, writeLinear } from './matmul.ts';
import { webAssembly } from './webassembly.ts';

const isValid = (write: (f: Func) => void): boolean => {
  const writer = new ModuleWriter({ pages: 1, shared: false });
  const f = new Func([], [V128]);
  write(f);
  writer.add('f', f);
  return webAssembly.validate(writer.bytes());
};

export const hasSimd = (): boolean => isValid((f) => f.constant(1));

/** Relaxed SIMD. On machines that can, it rounds once. */
export const hasFma = (): boolean => isValid((f) => f.constant(1).constant(1).constant(1).op('multiplyAdd'));

const known = new Map<boolean, 128 | 256>();

/**
 * The faster shape for the rest of this process; both give the same bits. Takes about 30 ms, once; longer on a busy machine.
 * now: milliseconds of a clock, which the engine itself does not have.
 */
export function fasterWidth(fma: boolean, now: () => number): 128 | 256 {
  let width = known.get(fma);
  if (!width) known.set(fma, (width = timed(fma, now)));
  return width;
}

/** Milliseconds, at least and at most. */
const [shortest, longest] = [30, 400];
/** How much quicker code is at least once the optimising compiler has been there; it works in a thread of its own, which may have to wait for a core. */
const gain = 1.7;

/** The least time of a call counts: the first ones run code that is not optimised yet. */
function timed(fma: boolean, now: () => number): 128 | 256 {
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1 });
  const candidates = ([128, 256] as const).map((width) => {
    const writer = new ModuleWriter({ pages: 1, shared: false });
    const f = new Func([I32, I32, I32]);
    const piece = { panels: 8, cols: 16, stride: 12 * 64, row: 0 };
    writeLinear(f, shapeOf(width, fma), { rows: 12, pieces: [piece], biases: 0, count: 8, weightStep: 0, resultStep: 0 });
    writer.add('f', f);
    const instance = new webAssembly.Instance(new webAssembly.Module(writer.bytes()), { env: { memory } });
    return { width, run: instance.exports.f as (...args: number[]) => void, first: NaN, least: Infinity };
  });
  const begin = now();
  const isOver = () => {
    const passed = now() - begin;
    return passed > longest || (passed > shortest && candidates.every(({ first, least }) => least * gain < first));
  };
  while (!isOver())
    for (const c of candidates) {
      const start = now();
      for (let i = 0; i < 8; i++) c.run(0, 16384, 40960);
      const took = now() - start;
      if (c.least === Infinity) c.first = took;
      c.least = Math.min(c.least, took);
    }
  return candidates[1].least < candidates[0].least ? 256 : 128;
}
