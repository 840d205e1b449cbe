/**
 * Templates: ordinary architecture files made of ordinary cells, under names that stay the same.
 * Each says when to use it; widths at both ends come from the dataset.
 */
import { parseArchitecture, type Architecture } from './architecture.ts';

export interface Template {
  name: string;
  label: string;
  /** When to use it, one sentence. */
  when: string;
  source: string;
  architecture: Architecture;
}

type Draft = {
  nodes: [id: string, cell: string, options?: Record<string, unknown>][];
  edges: [from: string, to: string, extra?: Record<string, unknown>][];
};

/** Last-value normalisation around the drawn cells: a forecast starts where the window ends. */
const anchored = (nodes: Draft['nodes'], edges: Draft['edges'], last: string): Draft => ({
  nodes: [['level', 'subtract-last'], ...nodes, ['head', 'dense'], ['forecast', 'add-last']],
  edges: [['input', 'level'], ...edges, [last, 'head'], ['head', 'forecast']],
});

const drafts: Record<string, Omit<Template, 'name' | 'architecture'> & { draft: Draft }> = {
  gru: {
    label: 'GRU',
    when: 'A good first network for most series: quick, and remembers for tens of steps.',
    source: 'Cho et al. 2014, arXiv:1406.1078',
    draft: anchored([['gru', 'gru', { units: 64 }]], [['level', 'gru']], 'gru'),
  },
  lstm: {
    label: 'LSTM',
    when: 'When the past matters for longer than a GRU can hold it.',
    source: 'Hochreiter and Schmidhuber 1997',
    draft: anchored([['lstm', 'lstm', { units: 64 }]], [['level', 'lstm']], 'lstm'),
  },
  elman: {
    label: 'Elman',
    when: 'The plainest loop: few parameters, short memory, easy to read.',
    source: 'Elman 1990',
    draft: anchored([['elman', 'elman', { units: 64 }]], [['level', 'elman']], 'elman'),
  },
  jordan: {
    label: 'Jordan',
    when: 'What comes back is the output of the cell, not its hidden layer: a short, narrow memory.',
    source: 'Jordan 1986',
    draft: anchored([['jordan', 'jordan', { units: 64, outputs: 16 }]], [['level', 'jordan']], 'jordan'),
  },
  'output-feedback': {
    label: 'Output feedback',
    when: 'The forecast itself comes back: one step at a time, taught with the true values and then running free.',
    source: 'Williams and Zipser 1989 (teacher forcing); drawn',
    draft: {
      nodes: [
        ['level', 'subtract-last'],
        ['hidden', 'dense', { units: 64, activation: 'tanh' }],
        ['head', 'dense', { forecast: 'recursive' }],
        ['forecast', 'add-last'],
      ],
      edges: [
        ['input', 'level'],
        ['level', 'hidden'],
        ['forecast', 'hidden', { delay: 1, feed: 'target' }],
        ['hidden', 'head'],
        ['head', 'forecast'],
      ],
    },
  },
  'stacked-gru': {
    label: 'Stacked GRU',
    when: 'Two layers: the second sees what the first remembers.',
    source: 'Graves et al. 2013, arXiv:1303.5778 (stacking)',
    draft: anchored(
      [
        ['gru1', 'gru', { units: 48 }],
        ['gru2', 'gru', { units: 48 }],
      ],
      [
        ['level', 'gru1'],
        ['gru1', 'gru2'],
      ],
      'gru2',
    ),
  },
  leaky: {
    label: 'Leaky',
    when: 'Slow series: every unit leaks at a given rate.',
    source: 'Jaeger et al. 2007',
    draft: anchored([['leaky', 'leaky', { units: 64, leak: 0.3 }]], [['level', 'leaky']], 'leaky'),
  },
  'drawn-feedback': {
    label: 'Drawn feedback',
    when: 'Layer 2 reports back to layer 1: what no ready-made layer can do.',
    source: 'a drawing; compare Chung et al. 2015, arXiv:1502.02367 (gated feedback)',
    draft: anchored(
      [
        ['gru1', 'gru', { units: 32 }],
        ['lstm2', 'lstm', { units: 32 }],
      ],
      [
        ['level', 'gru1'],
        ['lstm2', 'gru1', { delay: 1 }],
        ['gru1', 'lstm2'],
      ],
      'lstm2',
    ),
  },
};

const build = (name: string): Template => {
  const { draft, ...about } = drafts[name];
  const ids = draft.nodes.map(([id]) => id);
  const { architecture, issues } = parseArchitecture({
    version: 1,
    nodes: draft.nodes.map(([id, cell, options = {}]) => ({ id, cell, options })),
    edges: draft.edges.map(([from, to, extra]) => ({ from, to, ...extra })),
    output: ids.at(-1),
  });
  if (!architecture) throw new Error(`template ${name}: ${issues[0].message}`);
  return { name, ...about, architecture };
};

export const templates: readonly Template[] = Object.keys(drafts).map(build);
export const templateNames: readonly string[] = templates.map((t) => t.name);
export const templateOf = (name: string): Template | undefined => templates.find((t) => t.name === name);
