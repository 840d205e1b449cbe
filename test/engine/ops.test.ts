import { describe, expect, test } from 'vitest';
import { Graph } from '#engine/compile/graph.ts';
import { STEPS } from '#engine/compile/line.ts';
import type { Value } from '#engine/compile/value.ts';
import { programOf } from '#engine/compile/compile.ts';
import { ops, type OpName } from '#engine/ops/index.ts';
import { checkGradients } from './gradient-check.ts';

/** Keeps the inputs where the op is defined and, where it is, away from steep places. */
const domain: Partial<Record<OpName, (b: Graph['builder'], x: Value) => Value>> = {
  sqrt: (b, x) => b.offset(b.multiply(x, x), 0.5),
  log: (b, x) => b.offset(b.multiply(x, x), 0.5),
  divide: (b, x) => b.offset(b.multiply(x, x), 0.5),
};

/** A program of one op between two matmuls: y = op(x W1, x W2, ...) V. */
function programAround(name: OpName) {
  const graph = new Graph();
  const b = graph.builder;
  const x = graph.input('x', 3, STEPS);
  const inputs = Array.from({ length: ops[name].arity }, (_, i) => {
    const value = b.matmul(x, graph.parameter(`W${i}`, 3, 4, 'glorot'));
    return domain[name] ? domain[name](b, value) : value;
  });
  const attrs: Record<string, number> = name === 'scale' ? { factor: 1.7 } : name === 'offset' ? { amount: -0.3 } : {};
  const middle = graph.call(name, inputs, attrs);
  const output = b.matmul(middle, graph.parameter('V', middle.width, 2, 'glorot'));
  return programOf(graph, [output], { loss: 'mse' });
}

describe('each op', () => {
  for (const name of Object.keys(ops) as OpName[]) {
    test(`${name}: gradient agrees with central differences`, async () => {
      const { worst, errors, leftOut, points } = await checkGradients(programAround(name), { batch: 4, steps: 1 });
      // What is held lets nothing through, although the loss does depend on it.
      if (name === 'hold') return expect(errors).toMatchObject({ W0: 1 });
      expect(worst).toBeLessThan(1e-6);
      expect(leftOut).toBeLessThan(points);
    });
  }
});
