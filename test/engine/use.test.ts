// A trained model put to use: where symbols are written on from, what refuses to, and the classes of a file. Weights are drawn, not trained.
import { describe, expect, it } from 'vitest';
import { parseArchitecture, type Architecture } from '#engine/architecture.ts';
import { reference } from '#engine/backends/reference.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { newDesign } from '#engine/data/design-file.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { endsOf } from '#engine/data/model-ends.ts';
import { generate, samplingIssues, startOf, startSampling, type Sampling } from '#engine/use/generate.ts';
import { stepwise } from '#engine/use/stepwise.ts';
import { likeliest, linesOfTold, originsToTell, toldFile, toldRight } from '#engine/use/tell.ts';

const letters = ['a', 'b', 'c', '\n'];
const text: Dataset = {
  rows: 60,
  columns: [],
  categories: [{ name: 'symbol', words: letters, codes: Float64Array.from({ length: 60 }, (_, i) => (i * i) % 4) }],
};
const textWithAll: Dataset = {
  ...text,
  categories: [{ ...text.categories![0], codes: Float64Array.from({ length: 60 }, (_, i) => i % 4) }],
};
const design: DatasetDesign = {
  ...newDesign,
  task: 'next',
  targets: ['symbol'],
  features: ['symbol'],
  lookback: 6,
  horizon: 1,
  stride: 1,
  split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 },
  scaler: 'none',
};

const node = (id: string, cell: string, options: Record<string, unknown> = {}) => ({ id, cell, options });
const drawing = (memory: ReturnType<typeof node>): Architecture =>
  parseArchitecture({
    version: 1,
    nodes: [node('letters', 'embedding', { codes: 4, units: 3 }), memory, node('next', 'dense')],
    edges: [
      { from: 'input', to: 'letters' },
      { from: 'letters', to: 'memory' },
      { from: 'memory', to: 'next' },
    ],
    output: 'next',
  }).architecture!;

async function written(architecture: Architecture, prompt: number[], sampling: Partial<Sampling> = {}, own = design) {
  const ends = endsOf(textWithAll, own);
  const { stepwise: ready, issues } = stepwise('m', architecture, own, ends);
  expect(issues).toEqual([]);
  const { program, steps } = ready!;
  const session = await reference.open(program, { batch: 1, steps }, []);
  session.writeWeights(initialWeights(program, 3));
  const codes: number[] = [];
  for await (const one of generate(session, ready!, prompt, { ...startSampling, length: 8, ...sampling }, 4)) codes.push(one.code);
  return { codes, steps };
}

describe('writing on', () => {
  const gru = drawing(node('memory', 'gru', { units: 5 }));

  it('reads its window again where a cell counts rows, and goes on beyond its length', async () => {
    const { codes, steps } = await written(drawing(node('memory', 'clockwork', { modules: 2, units: 2 })), [0], { length: 15 });
    expect(steps).toBe(design.lookback);
    expect(codes).toHaveLength(15);
  });

  it('begins an empty prompt at a line, or where there are none with a symbol that the seed draws', () => {
    expect(startOf(letters, 1)).toEqual({ code: 3, isShown: false });
    const starts = Array.from({ length: 20 }, (_, seed) => startOf(['x', 'y'], seed));
    expect(new Set(starts.map(({ code }) => code))).toEqual(new Set([0, 1]));
    expect(starts.every(({ isShown }) => isShown)).toBe(true);
  });

  it('refuses what cannot continue anything, and says why', () => {
    const ends = endsOf(textWithAll, design);
    const codesFor = (architecture: Architecture, changed: Partial<DatasetDesign> = {}) =>
      stepwise('m', architecture, { ...design, ...changed }, ends).issues.map((issue) => issue.code);
    expect(codesFor(gru, { task: 'forecast' })).toEqual(['generate-task']);
    expect(codesFor(gru, { task: 'classify' })).toEqual(['generate-task']);
    expect(codesFor(drawing(node('memory', 'gru', { units: 3, direction: 'backward' })))).toEqual(['backward-recursive']);
    expect(stepwise('m', gru, design, { ...ends, inputs: ['symbol', 'load'] }).issues[0].code).toBe('generate-columns');
    expect(samplingIssues({ length: 0, temperature: NaN, seed: -1 }).map((issue) => issue.where)).toEqual([
      'length',
      'temperature',
      'seed',
    ]);
    expect(samplingIssues(startSampling)).toEqual([]);
  });
});

describe('telling classes of a file', () => {
  const values = (length: number) => Float64Array.from({ length }, (_, i) => i);
  const many: Dataset = {
    rows: 12,
    columns: [{ name: 'x', numbers: values(12).map((x) => (x === 9 ? NaN : x)) }],
    sequences: {
      names: ['one', 'two, large', 'three'],
      starts: Float64Array.of(0, 4, 8, 12),
      labels: Int32Array.of(1, -1, 0),
      classes: ['new', 'slow'],
    },
  };
  const whole: DatasetDesign = { ...newDesign, task: 'classify', targets: [], features: ['x'], windows: 'series', lookback: 4, horizon: 1 };

  it('tells the end of every series that is complete, or every row with a full lookback', () => {
    expect(originsToTell(many, whole, 'all')).toEqual({ origins: Int32Array.of(3, 7), left: 1 });
    const rolling: DatasetDesign = { ...whole, windows: 'rolling', lookback: 3 };
    expect(originsToTell(many, rolling, 'all')).toEqual({ origins: Int32Array.of(2, 3, 6, 7), left: 2 });
    expect(originsToTell(many, rolling, 'last').origins).toEqual(Int32Array.of(3, 7));
    const short: Dataset = { rows: 2, columns: [{ name: 'x', numbers: values(2) }] };
    expect(originsToTell(short, rolling, 'all')).toEqual({ origins: new Int32Array(0), left: 1 });
  });

  it('writes a line for each, with what the file says itself, and counts what is right', () => {
    const told = toldFile(many, whole, ['quick', 'slow'], Int32Array.of(3, 7), Float64Array.of(0.25, 0.75, 0.9, 0.1), 1);
    expect([...linesOfTold(told)]).toEqual([
      'series,row,class,true class,P(quick),P(slow)',
      'one,4,slow,slow,0.25,0.75',
      '"two, large",4,quick,,0.9,0.1',
    ]);
    expect(toldRight(told)).toEqual({ right: 1, of: 1 });
    expect(likeliest(told, 1)).toBe(0);
    // A class that the model never saw is wrong, not left out.
    expect(toldRight({ ...told, windows: [{ series: 0, row: 4, truth: 'new' }] })).toEqual({ right: 0, of: 1 });
  });
});
