// Sample architectures for every test that wants "any drawing": one per cell, and loops of all kinds.
import { parseArchitecture, type Architecture } from '#engine/architecture.ts';
import type { Task } from '#engine/compile/task.ts';
import { losses, type LossName } from '#engine/train/losses.ts';
import { cornered, texts } from './equations/samples.ts';

type EdgeText = [from: string, to: string, extra?: Record<string, unknown>];

/** A drawing in short form; throws on anything the parser refuses, because a test wrote it. */
export function draw(
  nodes: Record<string, [cell: string, options?: Record<string, unknown>, weights?: string]>,
  edges: EdgeText[],
  output = 'y',
): Architecture {
  const { architecture, issues } = parseArchitecture({
    version: 1,
    nodes: Object.entries(nodes).map(([id, [cell, options = {}, weights]]) => ({ id, cell, options, ...(weights ? { weights } : {}) })),
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

/** A network whose head fits a loss. */
export function withHead(loss: LossName, units = 4): Architecture {
  const head = { point: 'dense', quantiles: 'quantiles', gaussian: 'gaussian' }[losses[loss].parts];
  return draw({ s: ['subtract-last'], a: ['elman', { units }], h: [head], y: ['add-last'] }, [
    ['input', 's'],
    ['s', 'a'],
    ['a', 'h'],
    ['h', 'y'],
  ]);
}
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
  equations: (size) => ({ units: size }),
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
  clockwork: (size) => ({ modules: 2, units: Math.ceil(size / 2) }),
  'echo-state': (size) => ({ units: size, density: 0.5 }),
  dropout: () => ({}),
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

export const task: Task = { inputs: 3, targetColumns: [0, 2], horizon: 2, known: 2, statics: 3, series: 4 };

export const cellSamples: Record<string, Architecture> = {
  dense: layer('dense', { units: 5, activation: 'tanh' }),
  elman: layer('elman', { units: 5 }),
  jordan: layer('jordan', { units: 5, outputs: 3 }),
  lstm: layer('lstm', { units: 5 }),
  'gru, reset after': layer('gru', { units: 5 }),
  'gru, reset before': layer('gru', { units: 5, reset: 'before' }),
  leaky: layer('leaky', { units: 5, leak: 0.4 }),
  clockwork: layer('clockwork', { modules: 3, units: 3 }),
  'echo state': layer('echo-state', { units: 12, density: 0.4 }),
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
  ...Object.fromEntries(
    Object.entries({ ...texts, ...cornered }).map(([name, text]) => [`equations: ${name}`, layer('equations', { units: 4, text })]),
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
  'a bidirectional layer': draw(
    {
      f: ['gru', { units: 4 }],
      r: ['gru', { units: 3, direction: 'backward' }],
      d: ['dense', { units: 3, activation: 'tanh' }],
      y: ['dense'],
    },
    [
      ['input', 'f'],
      ['input', 'r'],
      ['f', 'd'],
      ['r', 'd'],
      ['d', 'y'],
      ['r', 'y'],
    ],
  ),
  'a loop that runs backwards, with feedback of two steps': draw(
    {
      a: ['elman', { units: 4, direction: 'backward' }],
      b: ['lstm', { units: 3, direction: 'backward' }],
      c: ['gru', { units: 3 }],
      y: ['dense'],
    },
    [
      ['input', 'a'],
      ['b', 'a', { delay: 2 }],
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'y'],
    ],
  ),
  ...Object.fromEntries(
    ['last', 'first', 'mean', 'max', 'centre', 'attention'].map((way) => [
      `read out: ${way}`,
      draw({ a: ['gru', { units: 4 }], r: ['read-out', { way, attention: 3 }], y: ['dense'] }, [
        ['input', 'a'],
        ['a', 'r'],
        ['r', 'y'],
      ]),
    ]),
  ),
  'segments, one of them partial': draw({ s: ['segment', { points: 3 }], a: ['gru', { units: 4 }], y: ['dense'] }, [
    ['input', 's'],
    ['s', 'a'],
    ['a', 'y'],
  ]),
  'a loop before segments': draw({ e: ['elman', { units: 2 }], s: ['segment', { points: 2 }], a: ['gru', { units: 4 }], y: ['dense'] }, [
    ['input', 'e'],
    ['e', 's'],
    ['s', 'a'],
    ['a', 'y'],
  ]),
  'what the dataset knows beside the window, at once': draw(
    {
      f: ['future'],
      s: ['static'],
      n: ['series', { units: 3 }],
      a: ['gru', { units: 4 }],
      b: ['dense', { units: 4, activation: 'tanh' }],
      y: ['dense'],
    },
    [
      ['input', 'a'],
      ['s', 'a'],
      ['n', 'b'],
      ['f', 'b'],
      ['a', 'b'],
      ['b', 'y'],
    ],
  ),
  'what the dataset knows beside the window, at the steps of the horizon': draw(
    {
      e: ['gru', { units: 4 }],
      s: ['static'],
      n: ['series', { units: 3 }],
      f: ['future', { points: 1 }],
      h: ['ahead', { points: 1, size: 2, input: false }],
      d: ['gru', { units: 4 }],
      y: ['dense'],
    },
    [
      ['input', 'e'],
      ['e', 'h'],
      ['e', 'd', { into: 'start' }],
      ['h', 'd'],
      ['f', 'd'],
      ['s', 'd'],
      ['n', 'd'],
      ['d', 'y'],
    ],
  ),
  'segments decoded in parallel by the same cell': draw(
    {
      n: ['normalise', { centre: 'last', scale: false, affine: false }],
      s: ['segment', { points: 2 }],
      e: ['dense', { units: 4, activation: 'tanh' }],
      a: ['gru', { units: 4 }],
      t: ['ahead', { points: 1, size: 4, input: false }],
      d: ['gru', { units: 4 }, 'a'],
      h: ['dense'],
      y: ['denormalise'],
    },
    [
      ['input', 'n'],
      ['n', 's'],
      ['s', 'e'],
      ['e', 'a'],
      ['a', 't'],
      ['t', 'd'],
      ['a', 'd', { into: 'state' }],
      ['d', 'h'],
      ['h', 'y'],
    ],
  ),
  'encoder and decoder, the forecast fed back': draw(
    { e: ['lstm', { units: 4 }], t: ['ahead', { points: 1, size: 3 }], d: ['lstm', { units: 4 }], y: ['dense'] },
    [
      ['input', 'e'],
      ['e', 't'],
      ['t', 'd'],
      ['e', 'd', { into: 'start' }],
      ['y', 'd', { delay: 1, feed: 'target' }],
      ['d', 'y'],
    ],
  ),
  'a learned start, and one from another cell': draw(
    {
      c: ['dense', { units: 4, activation: 'tanh' }],
      r: ['read-out', { way: 'mean' }],
      a: ['gru', { units: 4, start: 'learned' }],
      b: ['gru', { units: 4 }],
      y: ['dense'],
    },
    [
      ['input', 'c'],
      ['c', 'r'],
      ['input', 'a'],
      ['a', 'b'],
      ['r', 'b', { into: 'start' }],
      ['b', 'y'],
    ],
  ),
  'reversible normalisation': draw({ n: ['normalise'], a: ['gru', { units: 4 }], h: ['dense'], y: ['denormalise'] }, [
    ['input', 'n'],
    ['n', 'a'],
    ['a', 'h'],
    ['h', 'y'],
  ]),
  'reversible normalisation, step by step': draw(
    { n: ['normalise', { affine: false }], a: ['gru', { units: 4 }], h: ['dense', { forecast: 'recursive' }], y: ['denormalise'] },
    [
      ['input', 'n'],
      ['n', 'a'],
      ['a', 'h'],
      ['h', 'y'],
    ],
  ),
  'dropout, of the input and of the state, and zoneout': draw(
    {
      i: ['dropout', { rate: 0.3 }],
      a: ['lstm', { units: 4, recurrentDropout: 0.25, zoneout: 0.1 }],
      o: ['dropout', { rate: 0.5, same: true }],
      y: ['dense'],
    },
    [
      ['input', 'i'],
      ['i', 'a'],
      ['a', 'o'],
      ['o', 'y'],
    ],
  ),
  'one cell at two places': draw({ e: ['dense', { units: 3 }], a: ['gru', { units: 3 }], b: ['gru', { units: 3 }, 'a'], y: ['dense'] }, [
    ['input', 'e'],
    ['e', 'a'],
    ['a', 'b'],
    ['b', 'y'],
  ]),
  'a cell that reads only the past': draw({ a: ['dense', { units: 4, activation: 'silu' }], y: ['dense'] }, [
    ['input', 'a', { delay: 2 }],
    ['input', 'a', { delay: 5 }],
    ['a', 'y'],
    ['a', 'y', { delay: 1 }],
  ]),
};
