/**
 * Minimum of a function of a few numbers without derivatives: the simplex of Nelder and Mead (1965), with the usual factors
 * 1, 2, 1/2, 1/2. Points where the function is not finite count as worse than any other. Same start, same bits.
 */
export function minimise(f: (x: number[]) => number, start: number[], { size = 0.1, evaluations = 400, tolerance = 1e-9 } = {}): number[] {
  const value = (x: number[]) => {
    const y = f(x);
    return Number.isFinite(y) ? y : Infinity;
  };
  let simplex = [start, ...start.map((_, i) => start.map((x, j) => (i === j ? x + size : x)))].map((x) => ({ x, y: value(x) }));
  let used = simplex.length;
  const n = start.length;
  while (used < evaluations) {
    simplex.sort((a, b) => a.y - b.y);
    const [best, worst] = [simplex[0], simplex[n]];
    if (worst.y - best.y <= tolerance * (Math.abs(best.y) + 1e-300)) break;
    const centre = start.map((_, j) => simplex.slice(0, n).reduce((sum, p) => sum + p.x[j] / n, 0));
    const at = (t: number) => {
      const x = centre.map((c, j) => c + t * (worst.x[j] - c));
      used++;
      return { x, y: value(x) };
    };
    const mirrored = at(-1);
    if (mirrored.y < best.y) {
      const further = at(-2);
      simplex[n] = further.y < mirrored.y ? further : mirrored;
      continue;
    }
    if (mirrored.y < simplex[n - 1].y) {
      simplex[n] = mirrored;
      continue;
    }
    const nearer = mirrored.y < worst.y ? at(-0.5) : at(0.5);
    if (nearer.y < Math.min(worst.y, mirrored.y)) {
      simplex[n] = nearer;
      continue;
    }
    simplex = simplex.map((p, i) => {
      if (i === 0) return p;
      const x = p.x.map((v, j) => (v + best.x[j]) / 2);
      used++;
      return { x, y: value(x) };
    });
  }
  return simplex.reduce((best, p) => (p.y < best.y ? p : best)).x;
}
