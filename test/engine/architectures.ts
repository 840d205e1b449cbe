// Sample architectures for every test that wants "any drawing": one per cell, and loops of all kinds.
import { parseArchitecture, type Architecture } from '#engine/architecture.ts';
import type { Task } from '#engine/compile/task.ts';
import { cornered, texts } from './equations/samples.ts';

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

export const task: Task = { inputs: 3, targetColumns: [0, 2], horizon: 2 };

export const cellSamples: Record<string, Architecture> = {
  dense: layer('dense', { units: 5, activation: 'tanh' }),
  elman: layer('elman', { units: 5 }),
  jordan: layer('jordan', { units: 5, outputs: 3 }),
  lstm: layer('lstm', { units: 5 }),
  'gru, reset after': layer('gru', { units: 5 }),
  'gru, reset before': layer('gru', { units: 5, reset: 'before' }),
  leaky: layer('leaky', { units: 5, leak: 0.4 }),
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
