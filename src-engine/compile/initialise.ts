// Starting weights. Each weight draws from a stream of its own, named after it: adding a cell changes no other cell's start.
import { Random } from '../random.ts';
import { spectralRadius } from './eigenvalues.ts';
import { parametersOf, type Program, type ProgramWeight } from './program.ts';

export function initialWeights(program: Program, seed: number): Map<string, Float32Array> {
  return new Map(parametersOf(program).map((w) => [w.name, Float32Array.from(initial(w, new Random(seed, `weight/${w.name}`)))]));
}

function initial({ rows, cols, init }: ProgramWeight, random: Random): Float64Array {
  if (typeof init === 'number') return new Float64Array(rows * cols).fill(init);
  const within = (limit: number) => (2 * random.uniform() - 1) * limit;
  if (typeof init === 'object') {
    if (init.kind === 'uniform') return Float64Array.from({ length: rows * cols }, () => within(init.limit));
    return reservoir(rows, init, random);
  }
  switch (init) {
    case 'glorot': {
      const limit = Math.sqrt(6 / (rows + cols));
      return Float64Array.from({ length: rows * cols }, () => within(limit));
    }
    case 'orthogonal':
      return orthogonal(rows, cols, random);
    default:
      return init satisfies never;
  }
}

/** [n, n], a share of the connections there, the largest eigenvalue as far from zero as asked for. */
function reservoir(n: number, { radius, density }: { radius: number; density: number }, random: Random): Float64Array {
  const numbers = Float64Array.from({ length: n * n }, () => {
    const isThere = random.uniform() < density;
    return isThere ? 2 * random.uniform() - 1 : 0;
  });
  const found = spectralRadius(numbers, n);
  // A tiny reservoir may have no loop at all, and then no echo: nothing to scale.
  return found < 1e-12 ? numbers : numbers.map((x) => (x * radius) / found);
}

/** Rows (or columns, whichever are fewer) at right angles and of length 1: modified Gram-Schmidt on normal numbers, twice. */
function orthogonal(rows: number, cols: number, random: Random): Float64Array {
  const [count, length] = rows <= cols ? [rows, cols] : [cols, rows];
  const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, () => random.normal()));
  vectors.forEach((v, i) => {
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const along = vectors[j].reduce((sum, x, k) => sum + x * v[k], 0);
        for (let k = 0; k < length; k++) v[k] -= along * vectors[j][k];
      }
    const size = Math.hypot(...v);
    for (let k = 0; k < length; k++) v[k] /= size;
  });
  const out = new Float64Array(rows * cols);
  for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) out[r * cols + c] = rows <= cols ? vectors[r][c] : vectors[c][r];
  return out;
}
