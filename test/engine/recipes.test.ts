// Where a person begins who has touched nothing: the recipe fits the data, says why, and its network can be trained.
import { describe, expect, test } from 'vitest';
import { check } from '#engine/compile/1-check.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import { prepare } from '#engine/data/windows.ts';
import { Random } from '#engine/random.ts';
import { factsOf } from '#engine/recipes/facts.ts';
import { recipeFor, segmentLength, type Recipe } from '#engine/recipes/recipe.ts';
import { planRun } from '#engine/train/plan.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { recipes as chinese } from '../../src-renderer/i18n/zh-CN/recipes.ts';

const random = new Random(5, 'recipes');
const table = (rows: number, value: (i: number) => number): Dataset => ({
  rows,
  columns: [{ name: 'y', numbers: Float64Array.from({ length: rows }, (_, i) => value(i)) }],
});
let level = 0;
const datasets: Record<string, Dataset> = {
  'a daily season that repeats': table(3000, (i) => Math.sin((2 * Math.PI * i) / 24) + 0.05 * random.normal()),
  'a random walk': table(3000, () => (level += random.normal())),
  'sixty rows': table(60, (i) => i + random.normal()),
  'twenty rows': table(20, (i) => i % 5),
};
const made: Recipe[] = [];
const recipeOf = (dataset: Dataset) => recipeFor(factsOf(prepare(dataset, defaultDesign(dataset)).prepared!));

describe.each(Object.entries(datasets))('%s', (_, dataset) => {
  const design = defaultDesign(dataset);
  const { prepared } = prepare(dataset, design);
  const recipe = recipeFor(factsOf(prepared!));
  made.push(recipe);

  test('gives a network that can be trained as it is', () => {
    const { planned, issues } = planRun(dataset, { design, architecture: recipe.architecture, settings: recipe.settings });
    expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
    expect(planned).toBeDefined();
  });

  test('has a reason for every choice, in both languages', () => {
    expect(recipe.reasons.map((r) => r.of)).toContain('template');
    for (const { code, text, values } of recipe.reasons) {
      expect(text).toMatch(/[.]$/);
      expect(chinese.reasons[code]?.(values), code).toMatch(/[。]$/);
    }
  });
});

test('a direct path is drawn where a season repeats, and not for a random walk', () => {
  expect(made.map((r) => r.template).slice(0, 2)).toEqual(['segment-direct', 'segment-gru']);
});

test('of much data and few series each has a vector; of many series none', () => {
  const design = { task: 'forecast' as const, lookback: 336, horizon: 96 };
  const facts = {
    design,
    windows: 50_000,
    features: 1,
    seesTarget: true,
    period: 24,
    classes: 0,
    seasonError: 0.6,
    isRagged: false,
    levelGain: 0,
    validation: 100,
    isOfOthers: false,
  };
  const few = recipeFor({ ...facts, series: 7 });
  expect(few).toMatchObject({ template: 'segment-gru', settings: { schedule: 'exponential', loss: 'mae' } });
  expect(few.reasons.every(({ code, values }) => chinese.reasons[code]?.(values))).toBe(true);
  const { checked, issues } = check(few.architecture, { inputs: 1, targetColumns: [0], horizon: 96, series: 7 });
  expect(issues).toEqual([]);
  // The decoder has the weights of the encoder, so what it reads is as wide.
  expect(checked!.nodes.get('decode')!.inputs).toBe(checked!.nodes.get('encode')!.inputs);
  const hasSeries = (recipe: Recipe) => recipe.architecture.nodes.some((node) => node.cell === 'series');
  expect([few, recipeFor({ ...facts, series: 400 }), recipeFor({ ...facts, series: 1 })].map(hasSeries)).toEqual([true, false, false]);
});

test('segments divide the window: a season, a part of one, or about the root', () => {
  expect(segmentLength(336, 24)).toBe(24);
  expect(segmentLength(336, 336)).toBe(48);
  expect(segmentLength(28, 7)).toBe(7);
  expect(segmentLength(100, 1)).toBe(10);
  expect(segmentLength(5, 1)).toBe(1);
  for (let lookback = 8; lookback < 400; lookback++) expect(lookback % segmentLength(lookback, 24)).toBe(0);
});

test('classes and symbols have networks of their own', () => {
  const facts = {
    windows: 500,
    features: 2,
    seesTarget: false,
    period: 1,
    classes: 5,
    series: 1,
    seasonError: 1,
    isRagged: false,
    levelGain: 0,
    validation: 100,
    isOfOthers: false,
  };
  const design = { task: 'classify' as const, lookback: 50, horizon: 1 };
  expect(recipeFor({ ...facts, design })).toMatchObject({ template: 'classifier', settings: { loss: 'crossEntropy' } });
  const long = recipeFor({ ...facts, features: 1, design: { ...design, lookback: 96 } });
  expect(long.template).toBe('segment-classifier');
  expect(long.reasons.map((r) => r.code)).toContain('segment-shape');
  expect(long.reasons.every(({ code }) => chinese.reasons[code])).toBe(true);
  // Which weights are kept is said as it is: by what is told right, or by nothing where nothing is kept back.
  const kept = (validation: number, task: 'classify' | 'forecast') =>
    recipeFor({ ...facts, validation, design: { ...design, task } }).reasons.find(({ of }) => of === 'epochs')!.code;
  expect([kept(20, 'classify'), kept(0, 'classify'), kept(20, 'forecast')]).toEqual(['epochs-told', 'epochs-unheard', 'epochs']);
  expect(chinese.reasons['epochs-unheard']).toBeDefined();
  const sensor = recipeFor({ ...facts, classes: 0, design: { ...design, task: 'forecast' } });
  expect(sensor).toMatchObject({ template: 'soft-sensor', settings: { loss: 'huber' } });
  expect(sensor.reasons.every(({ code }) => chinese.reasons[code])).toBe(true);
  const text = recipeFor({ ...facts, classes: 65, design: { ...design, task: 'next' } });
  expect(text.architecture.nodes.find((n) => n.cell === 'embedding')!.options.codes).toBe(65);
  expect(text).toMatchObject({
    template: 'characters',
    settings: { loss: 'crossEntropy' },
  });
});

test('where classes are told of others than those learned from, levels of their own are taken off', () => {
  const names = ['ann', 'bob', 'cy'];
  const count = 30;
  const rows = count * 10;
  const dataset: Dataset = {
    rows,
    columns: [{ name: 'y', numbers: Float64Array.from({ length: rows }, () => random.normal()) }],
    categories: [{ name: 'who', words: names, codes: Float64Array.from({ length: rows }, (_, i) => Math.floor(i / 10) % 3) }],
    sequences: {
      names: Array.from({ length: count }, (_, i) => `${i}`),
      starts: Float64Array.from({ length: count + 1 }, (_, i) => i * 10),
      classes: ['a', 'b'],
      labels: Int32Array.from({ length: count }, (_, i) => i % 2),
    },
  };
  const design = defaultDesign(dataset, 'classify');
  const recipeWith = (split: typeof design.split) => {
    const made = recipeFor(factsOf(prepare(dataset, { ...design, split }).prepared!));
    const { planned, issues } = planRun(dataset, {
      design: { ...design, split },
      architecture: made.architecture,
      settings: made.settings,
    });
    expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
    expect(planned).toBeDefined();
    return made.reasons.some(({ code }) => code === 'level-of-others') && made.architecture.nodes[0].cell === 'normalise';
  };
  expect(recipeWith({ by: 'column', column: 'who', validation: [], test: ['cy'], share: 0.2, seed: 1 })).toBe(true);
  expect(recipeWith({ by: 'series', unit: 'count', train: 1, validation: 1, test: 1, order: 'given', seed: 1, group: 'who' })).toBe(true);
  expect(recipeWith(design.split)).toBe(false);
  expect(chinese.reasons['level-of-others']({})).toMatch(/。$/);
});

test('a forecast from few windows is solved for, from many it is learned', () => {
  const few = recipeOf(table(144, (i) => 100 + i + 20 * Math.sin((2 * Math.PI * i) / 12) + random.normal()));
  expect(few).toMatchObject({ template: 'echo-direct', settings: { optimizer: 'ridge', loss: 'mse' } });
  const facts = {
    windows: 299,
    features: 1,
    seesTarget: true,
    period: 12,
    classes: 0,
    series: 1,
    seasonError: 0.4,
    isRagged: false,
    levelGain: 0,
    validation: 100,
    isOfOthers: false,
  };
  const design = { task: 'forecast' as const, lookback: 48, horizon: 12 };
  expect(recipeFor({ ...facts, design }).template).toBe('echo-direct');
  // Windows of unequal length have no place for every row.
  for (const other of [{ windows: 300 }, { isRagged: true }, { features: 20 }])
    expect(recipeFor({ ...facts, ...other, design }).template).toBe('segment-gru');
});

test('the level is seen of a series that comes back to it, not of one that wanders', () => {
  const mine = new Random(7, 'level');
  let value = 0;
  const returning = recipeOf(table(3000, () => (value = 0.9 * value + mine.normal())));
  const seesLevel = ({ architecture }: Recipe) => architecture.edges.some(({ from, to }) => from === 'input' && to === 'segment');
  expect(seesLevel(returning)).toBe(true);
  expect(returning.reasons.map((r) => r.code)).toContain('level-seen');
  expect(returning.reasons.every(({ code, values }) => chinese.reasons[code]?.(values))).toBe(true);
  let at = 0;
  expect(seesLevel(recipeOf(table(3000, () => (at += mine.normal()))))).toBe(false);
  expect(seesLevel(recipeOf(table(3000, (i) => 0.01 * i + mine.normal())))).toBe(false);
});
