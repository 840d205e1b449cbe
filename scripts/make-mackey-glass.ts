/**
 * Writes resources/samples/mackey-glass.csv: dx/dt = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x (Mackey and Glass 1977,
 * Science 197), from x = 1.2, Runge-Kutta of order 4 with steps of 0.1 and the delayed value interpolated at half steps;
 * every tenth value after 1,000 time units.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

const [rows, before, perUnit, delay] = [5000, 1000, 10, 17];
const history = new Array<number>(delay * perUnit + 1).fill(1.2);
const slope = (x: number, delayed: number): number => (0.2 * delayed) / (1 + delayed ** 10) - 0.1 * x;
const step = 1 / perUnit;
const lines = ['step,x'];
for (let i = 1; i <= (before + rows) * perUnit; i++) {
  const x = history.at(-1)!;
  const [from, to] = [history[history.length - 1 - delay * perUnit], history[history.length - delay * perUnit]];
  const middle = (from + to) / 2;
  const k1 = slope(x, from);
  const k2 = slope(x + (step / 2) * k1, middle);
  const k3 = slope(x + (step / 2) * k2, middle);
  const k4 = slope(x + step * k3, to);
  history.push(x + (step / 6) * (k1 + 2 * k2 + 2 * k3 + k4));
  if (i > before * perUnit && i % perUnit === 0) lines.push(`${i / perUnit - before},${history.at(-1)!.toFixed(6)}`);
}
writeFileSync(join(root, 'resources', 'samples', 'mackey-glass.csv'), `${lines.join('\n')}\n`);
