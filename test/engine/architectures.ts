// Sample architectures for every test that wants "any drawing": one per cell, and loops of all kinds.
import { parseArchitecture, type Architecture } from '#engine/architecture.ts';
import type { Task } from '#engine/compile/task.ts';

type EdgeText = [from: string, to: string, extra?: Record<string, unknown>];

/** A drawing in short form; throws on anything the parser refuses, because a test wrote it. */
export function draw(
  nodes: Record<string, [cell: string, options?: Record<string, unknown>]>,
  edges: EdgeText[],
  output = 'y',
): Architecture {
  const { architecture, issues } = parseArchitecture({
    version: 1,
    nodes: Object.entries(nodes).map(([id, [cell, options = {}]]) => ({ id, cell, options })),
    edges: edges.map(([from, to, extra]) => ({ from, to, ...extra })),
    output,
  });
  if (!architecture) throw new Error(JSON.stringify(issues));
  return architecture;
}

/** Window -> cell -> dense. */
const layer = (cell: string, options: Record<string, unknown> = {}) =>
  draw({ a: [cell, options], y: ['dense'] }, [
    ['input', 'a'],
    ['a', 'y'],
  ]);

/** Window -> dense -> cell -> dense, for cells that are as wide as what comes in. */
const wrapped = (cell: string, options: Record<string, unknown> = {}) =>
  draw({ d: ['dense', { units: 5 }], a: [cell, options], y: ['dense'] }, [
    ['input', 'd'],
    ['d', 'a'],
    ['a', 'y'],
  ]);

/** Every cell that may stand in the middle of a drawing, as large as asked; those that have no size are as wide as what comes in. */
export const cellsOfSize: Record<string, (size: number) => Record<string, unknown>> = {
  dense: (size) => ({ units: size, activation: 'tanh' }),
  elman: (size) => ({ units: size }),
  jordan: (size) => ({ units: size, outputs: size }),
  lstm: (size) => ({ units: size }),
  gru: (size) => ({ units: size }),
  leaky: (size) => ({ units: size }),
  'peephole-lstm': (size) => ({ units: size }),
  slstm: (size) => ({ units: size, heads: 2 }),
  'min-gru': (size) => ({ units: size }),
  'min-lstm': (size) => ({ units: size }),
  'ind-rnn': (size) => ({ units: size }),
  cfc: (size) => ({ units: size, backbone: size + 2 }),
  residual: (size) => ({ hidden: size }),
  swiglu: (size) => ({ hidden: size }),
  embedding: (size) => ({ codes: 2, units: size }),
  softmax: () => ({}),
  'layer-norm': () => ({}),
  'rms-norm': () => ({}),
};

/**
 * A cell in a loop of three, fed back with a delay of 2; what it gives out is read at once, one step late, and three steps
 * late from outside the loop. The sigmoid keeps what goes round from growing, which would magnify rounding errors.
 */
export const looped = (cell: string, size: number) =>
  draw(
    {
      d: ['dense', { units: size + 2, activation: 'tanh' }],
      a: [cell, cellsOfSize[cell](size)],
      b: ['elman', { units: size + 2, activation: 'sigmoid' }],
      y: ['dense'],
    },
    [
      ['input', 'd'],
      ['b', 'd', { delay: 2 }],
      ['d', 'a'],
      ['a', 'b'],
      ['a', 'b', { delay: 1 }],
      ['a', 'y', { delay: 3 }],
      ['b', 'y'],
    ],
  );

export const task: Task = { inputs: 3, targetColumns: [0, 2], horizon: 2 };

export const cellSamples: Record<string, Architecture> = {
  dense: layer('dense', { units: 5, activation: 'tanh' }),
  elman: layer('elman', { units: 5 }),
  jordan: layer('jordan', { units: 5, outputs: 3 }),
  lstm: layer('lstm', { units: 5 }),
  'gru, reset after': layer('gru', { units: 5 }),
  'gru, reset before': layer('gru', { units: 5, reset: 'before' }),
  leaky: layer('leaky', { units: 5, leak: 0.4 }),
  'peephole-lstm': layer('peephole-lstm', { units: 5 }),
  'slstm of one head': layer('slstm', { units: 5, heads: 1 }),
  'slstm of two heads': layer('slstm', { units: 5, heads: 2 }),
  'slstm, exponential forget gate': layer('slstm', { units: 4, heads: 3, forget: 'exponential' }),
  'min-gru': layer('min-gru', { units: 5 }),
  'min-gru, linear candidate': layer('min-gru', { units: 5, candidate: 'linear' }),
  'min-lstm': layer('min-lstm', { units: 5 }),
  'min-lstm, linear candidate': layer('min-lstm', { units: 5, candidate: 'linear' }),
  'ind-rnn': layer('ind-rnn', { units: 5 }),
  cfc: layer('cfc', { units: 5, backbone: 7 }),
  'layer-norm': wrapped('layer-norm'),
  'rms-norm': wrapped('rms-norm'),
  softmax: wrapped('softmax'),
  swiglu: wrapped('swiglu', { hidden: 7 }),
  residual: wrapped('residual', { hidden: 7 }),
  'residual behind a root mean square norm': wrapped('residual', { hidden: 7, norm: 'rms', activation: 'silu' }),
  'residual without a norm': wrapped('residual', { hidden: 7, norm: 'none', activation: 'relu' }),
  embedding: draw({ e: ['embedding', { codes: 3, units: 5 }], a: ['gru', { units: 5 }], y: ['dense'] }, [
    ['input', 'e'],
    ['e', 'a'],
    ['a', 'y'],
  ]),
  'a slope learned in every cell that has the choice': draw(
    {
      a: ['elman', { units: 4, activation: 'prelu' }],
      b: ['leaky', { units: 4, activation: 'prelu' }],
      c: ['jordan', { units: 3, outputs: 4, activation: 'prelu' }],
      d: ['ind-rnn', { units: 4, activation: 'prelu' }],
      e: ['cfc', { units: 3, backbone: 4, activation: 'prelu' }],
      f: ['residual', { hidden: 4, activation: 'prelu' }],
      g: ['dense', { units: 3, activation: 'prelu' }],
      y: ['dense'],
    },
    [
      ['input', 'a'],
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
      ['d', 'e'],
      ['e', 'f'],
      ['f', 'g'],
      ['g', 'y'],
    ],
  ),
  'subtract-last and add-last': draw({ s: ['subtract-last'], a: ['gru', { units: 4 }], h: ['dense'], y: ['add-last'] }, [
    ['input', 's'],
    ['s', 'a'],
    ['a', 'h'],
    ['h', 'y'],
  ]),
};

export const loopSamples: Record<string, Architecture> = {
  ...Object.fromEntries(Object.keys(cellsOfSize).map((cell) => [`${cell} in a loop with a delay of 2`, looped(cell, 3)])),
  'layer 2 feeds back into layer 1': draw({ a: ['gru', { units: 4 }], b: ['lstm', { units: 3 }], y: ['dense'] }, [
    ['input', 'a'],
    ['b', 'a', { delay: 1 }],
    ['a', 'b'],
    ['b', 'y'],
  ]),
  'two loops, delays of 1 to 3, sums and skips': draw(
    { e: ['dense', { units: 4, activation: 'sigmoid' }], a: ['gru', { units: 4 }], b: ['elman', { units: 4 }], y: ['dense'] },
    [
      ['input', 'e'],
      ['e', 'a'],
      ['b', 'a', { delay: 1, join: 'sum' }],
      ['a', 'b'],
      ['e', 'b', { delay: 2 }],
      ['y', 'b', { delay: 3 }],
      ['b', 'y'],
      ['input', 'y'],
    ],
  ),
  'output into input, teacher-forced': draw({ s: ['subtract-last'], a: ['elman', { units: 4 }], y: ['dense'] }, [
    ['input', 's'],
    ['s', 'a'],
    ['y', 'a', { delay: 1, feed: 'target' }],
    ['y', 'a', { delay: 2, feed: 'target' }],
    ['a', 'y'],
  ]),
  'output into input, free': draw({ a: ['gru', { units: 4 }], y: ['dense', { forecast: 'recursive' }] }, [
    ['input', 'a'],
    ['y', 'a', { delay: 1 }],
    ['a', 'y'],
  ]),
  'settles within a step': draw({ a: ['gru', { units: 4 }], b: ['dense', { units: 4, activation: 'tanh' }], y: ['dense'] }, [
    ['input', 'a'],
    ['a', 'b'],
    ['b', 'a', { settle: { limit: 4, tolerance: 0.3, damping: 0.2 } }],
    ['b', 'y'],
  ]),
  'a cell that reads only the past': draw({ a: ['dense', { units: 4, activation: 'silu' }], y: ['dense'] }, [
    ['input', 'a', { delay: 2 }],
    ['input', 'a', { delay: 5 }],
    ['a', 'y'],
    ['a', 'y', { delay: 1 }],
  ]),
};
