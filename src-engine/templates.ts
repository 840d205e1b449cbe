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
  nodes: [id: string, cell: string, options?: Record<string, unknown>, weights?: string][];
  edges: [from: string, to: string, extra?: Record<string, unknown>][];
};

// Cells called `doubt`: while training, most of the true values that stand in for the forecast are left out, so that a network does not
// learn to lean on what it will not have (ETTh1 OT, 96 -> 24: test MSE .115 without it, .047 with it).

/** Last-value normalisation around the drawn cells: a forecast starts where the window ends. */
const anchored = (nodes: Draft['nodes'], edges: Draft['edges'], last: string): Draft => ({
  nodes: [['level', 'subtract-last'], ...nodes, ['head', 'dense'], ['forecast', 'add-last']],
  edges: [['input', 'level'], ...edges, [last, 'head'], ['head', 'forecast']],
});

/** The window from its last row on, in segments, and a GRU that takes one step for each. */
const segmented = (initial: Record<string, unknown> = {}): Draft => ({
  nodes: [
    ['level', 'normalise', { centre: 'last', scale: false, affine: false }],
    ['segment', 'segment', { points: 24 }],
    ['embed', 'dense', { units: 64, activation: 'relu', ...initial }],
    ['encode', 'gru', { units: 64, ...initial }],
  ],
  edges: [
    ['input', 'level'],
    ['level', 'segment'],
    ['segment', 'embed'],
    ['embed', 'encode'],
  ],
});

/** Starting weights of the published network: ETTh1 with them .360, else .364. */
const asPublished = { initial: 'uniform' };

/** What `from` says at each step, read both ways; a class from mean and largest value of every unit. */
const pooled = (nodes: Draft['nodes'], edges: Draft['edges'], from: string): Draft => ({
  nodes: [
    ...nodes,
    ['onward', 'gru', { units: 32 }],
    ['backward', 'gru', { units: 32, direction: 'backward' }],
    ['mean', 'read-out', { way: 'mean' }],
    ['largest', 'read-out', { way: 'max' }],
    ['drop', 'dropout', { rate: 0.3 }],
    ['class', 'dense'],
  ],
  edges: [
    ...edges,
    [from, 'onward'],
    [from, 'backward'],
    ['onward', 'mean'],
    ['backward', 'mean'],
    ['onward', 'largest'],
    ['backward', 'largest'],
    ['mean', 'drop'],
    ['largest', 'drop'],
    ['drop', 'class'],
  ],
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
  'bidirectional-gru': {
    label: 'Bidirectional',
    when: 'The window is read both ways: its first rows are as near to the forecast as its last.',
    source: 'Schuster and Paliwal 1997, Bidirectional recurrent neural networks',
    draft: {
      nodes: [
        ['level', 'subtract-last'],
        ['onward', 'gru', { units: 48 }],
        ['backward', 'gru', { units: 48, direction: 'backward' }],
        ['head', 'dense'],
        ['forecast', 'add-last'],
      ],
      edges: [
        ['input', 'level'],
        ['level', 'onward'],
        ['level', 'backward'],
        ['onward', 'head'],
        ['backward', 'head'],
        ['head', 'forecast'],
      ],
    },
  },
  'encoder-decoder': {
    label: 'Seq to seq',
    when: 'One cell reads the window, another writes the forecast from its state, step by step, and reads what it wrote.',
    source: 'Sutskever et al. 2014, arXiv:1409.3215; Cho et al. 2014, arXiv:1406.1078',
    draft: {
      nodes: [
        ['level', 'subtract-last'],
        ['encode', 'gru', { units: 64 }],
        ['ahead', 'ahead', { points: 1, size: 16 }],
        ['doubt', 'dropout', { rate: 0.8 }],
        ['decode', 'gru', { units: 64 }],
        ['head', 'dense'],
        ['forecast', 'add-last'],
      ],
      edges: [
        ['input', 'level'],
        ['level', 'encode'],
        ['encode', 'ahead'],
        ['ahead', 'decode'],
        ['encode', 'decode', { into: 'start' }],
        ['forecast', 'doubt', { delay: 1, feed: 'target' }],
        ['doubt', 'decode'],
        ['decode', 'head'],
        ['head', 'forecast'],
      ],
    },
  },
  'segment-gru': {
    label: 'Segment GRU',
    when: 'Long windows: one step per day instead of per hour, and the whole horizon at once.',
    source: 'Lin et al. 2023, arXiv:2308.11200 (SegRNN); all features side by side instead of one network for each',
    draft: {
      nodes: [
        ...segmented(asPublished).nodes,
        ['ahead', 'ahead', { points: 24, size: 64, input: false }],
        ['decode', 'gru', { units: 64, ...asPublished }, 'encode'],
        ['drop', 'dropout', { rate: 0.1 }],
        ['head', 'dense', asPublished],
        ['forecast', 'denormalise'],
      ],
      edges: [
        ...segmented().edges,
        ['encode', 'ahead'],
        ['ahead', 'decode'],
        ['encode', 'decode', { into: 'state' }],
        ['decode', 'drop'],
        ['drop', 'head'],
        ['head', 'forecast'],
      ],
    },
  },
  'segment-direct': {
    label: 'Segment direct',
    when: 'A season that repeats closely: beside the GRU, every row of the window leads straight to every row of the forecast.',
    source: 'Lin et al. 2023, arXiv:2308.11200 (SegRNN); the direct path as in Zeng et al. 2023, arXiv:2205.13504 (NLinear)',
    draft: {
      nodes: [
        ...segmented(asPublished).nodes,
        ['end', 'read-out', { way: 'last' }],
        ['drop', 'dropout', { rate: 0.1 }],
        ['whole', 'segment', { points: 24 }],
        ['rows', 'read-out', { way: 'last' }],
        ['head', 'dense', asPublished],
        ['forecast', 'denormalise'],
      ],
      edges: [
        ...segmented().edges,
        ['encode', 'end'],
        ['end', 'drop'],
        ['drop', 'head'],
        ['level', 'whole'],
        ['whole', 'rows'],
        ['rows', 'head'],
        ['head', 'forecast'],
      ],
    },
  },
  slstm: {
    label: 'sLSTM',
    when: 'When something new should be able to outweigh all that was stored before.',
    source: 'Beck et al. 2024, arXiv:2405.04517 (xLSTM)',
    draft: anchored([['slstm', 'slstm', { units: 64 }]], [['level', 'slstm']], 'slstm'),
  },
  'min-gru': {
    label: 'minGRU',
    when: 'Two quick layers whose gates see only the input, each with a residual block behind it.',
    source: 'Feng et al. 2024, arXiv:2410.01201',
    draft: anchored(
      [
        ['layer1', 'min-gru', { units: 48 }],
        ['mix1', 'residual', { hidden: 96 }],
        ['layer2', 'min-gru', { units: 48 }],
        ['mix2', 'residual', { hidden: 96 }],
      ],
      [
        ['level', 'layer1'],
        ['layer1', 'mix1'],
        ['mix1', 'layer2'],
        ['layer2', 'mix2'],
        ['mix1', 'mix2', { join: 'sum' }],
      ],
      'mix2',
    ),
  },
  narx: {
    label: 'NARX',
    when: 'No hidden state: a layer over the last few inputs and the last few outputs, which come back.',
    source: 'Lin et al. 1996, Learning long-term dependencies in NARX recurrent neural networks',
    draft: {
      nodes: [
        ['level', 'subtract-last'],
        ['doubt', 'dropout', { rate: 0.5 }],
        ['hidden', 'dense', { units: 64, activation: 'tanh' }],
        ['head', 'dense', { forecast: 'recursive' }],
        ['forecast', 'add-last'],
      ],
      edges: [
        ['input', 'level'],
        ['level', 'hidden'],
        ['level', 'hidden', { delay: 1 }],
        ['level', 'hidden', { delay: 2 }],
        ['forecast', 'doubt', { delay: 1, feed: 'target' }],
        ['forecast', 'doubt', { delay: 2, feed: 'target' }],
        ['forecast', 'doubt', { delay: 3, feed: 'target' }],
        ['doubt', 'hidden'],
        ['hidden', 'head'],
        ['head', 'forecast'],
      ],
    },
  },
  settle: {
    label: 'Settle loop',
    when: 'Two layers that agree within each step: the loop is run until it stands still, before time goes on.',
    source: 'a drawing; compare Bai et al. 2019, arXiv:1909.01377 (deep equilibrium)',
    draft: anchored(
      [
        ['lower', 'gru', { units: 32 }],
        ['upper', 'dense', { units: 32, activation: 'tanh' }],
      ],
      [
        ['level', 'lower'],
        ['upper', 'lower', { settle: { limit: 16, tolerance: 1e-3, gradient: 'implicit' } }],
        ['lower', 'upper'],
      ],
      'upper',
    ),
  },
  'echo-state': {
    label: 'Echo state',
    when: 'A large random loop that is never trained; only its read-out learns.',
    source: 'Jaeger 2001 (GMD report 148)',
    draft: anchored([['reservoir', 'echo-state', { units: 300 }]], [['level', 'reservoir']], 'reservoir'),
  },
  'echo-direct': {
    label: 'Echo direct',
    when: 'Few windows: a random loop and every row of the window lead straight to the forecast, and only those weights are solved for, at once.',
    source:
      'Jaeger 2001 (GMD report 148), read out together with the input; the direct path as in Zeng et al. 2023, arXiv:2205.13504 (NLinear)',
    draft: {
      nodes: [
        ['level', 'normalise', { centre: 'last', scale: false, affine: false }],
        ['reservoir', 'echo-state', { units: 100, input: 0.2 }],
        ['end', 'read-out', { way: 'last' }],
        ['whole', 'segment', { points: 24 }],
        ['rows', 'read-out', { way: 'last' }],
        ['head', 'dense'],
        ['forecast', 'denormalise'],
      ],
      edges: [
        ['input', 'level'],
        ['level', 'reservoir'],
        ['reservoir', 'end'],
        ['end', 'head'],
        ['level', 'whole'],
        ['whole', 'rows'],
        ['rows', 'head'],
        ['head', 'forecast'],
      ],
    },
  },
  'soft-sensor': {
    label: 'Soft sensor',
    when: 'A column from others, where its own past is not seen: read row by row, with nothing to begin from but what was read.',
    source: 'Cho et al. 2014, arXiv:1406.1078',
    draft: {
      nodes: [
        ['gru', 'gru', { units: 64 }],
        ['value', 'dense'],
      ],
      edges: [
        ['input', 'gru'],
        ['gru', 'value'],
      ],
    },
  },
  classifier: {
    label: 'Classifier',
    when: 'One class for a whole series: read both ways, and told by mean and largest value of every unit.',
    source: 'Schuster and Paliwal 1997; pooling over time as in Collobert et al. 2011, section 3.3',
    draft: pooled([], [], 'input'),
  },
  'segment-classifier': {
    label: 'Segment classifier',
    when: 'One class for a long series of a few columns: shapes of some rows at a time instead of single rows, and far fewer steps.',
    source: 'Collobert et al. 2011, section 3.3 (windows and pooling); segments as in Lin et al. 2023, arXiv:2308.11200',
    draft: pooled(
      [
        ['segment', 'segment', { points: 8 }],
        ['embed', 'dense', { units: 32, activation: 'relu' }],
      ],
      [
        ['input', 'segment'],
        ['segment', 'embed'],
      ],
      'embed',
    ),
  },
  characters: {
    label: 'Characters',
    when: 'The next symbol of a text at every place, from all that came before.',
    source: 'Graves 2013, arXiv:1308.0850; Karpathy 2015 (char-rnn)',
    draft: {
      nodes: [
        ['letters', 'embedding', { codes: 256, units: 32 }],
        ['memory', 'gru', { units: 256 }],
        ['drop', 'dropout', { rate: 0.1 }],
        ['next', 'dense'],
      ],
      edges: [
        ['input', 'letters'],
        ['letters', 'memory'],
        ['memory', 'drop'],
        ['drop', 'next'],
      ],
    },
  },
};

const build = (name: string): Template => {
  const { draft, ...about } = drafts[name];
  const ids = draft.nodes.map(([id]) => id);
  const { architecture, issues } = parseArchitecture({
    version: 1,
    nodes: draft.nodes.map(([id, cell, options = {}, weights]) => ({ id, cell, options, ...(weights ? { weights } : {}) })),
    edges: draft.edges.map(([from, to, extra]) => ({ from, to, ...extra })),
    output: ids.at(-1),
  });
  if (!architecture) throw new Error(`template ${name}: ${issues[0].message}`);
  return { name, ...about, architecture };
};

export const templates: readonly Template[] = Object.keys(drafts).map(build);
export const templateNames: readonly string[] = templates.map((t) => t.name);
export const templateOf = (name: string): Template | undefined => templates.find((t) => t.name === name);
