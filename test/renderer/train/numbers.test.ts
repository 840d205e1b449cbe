// Arithmetic behind the Train page: spaces of losses, seasons, naive forecasts, what an error looks like, tuning, plan checks.
import { describe, expect, it } from 'vitest';
import { templateOf } from '#engine/templates.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { prepare } from '#engine/data/windows.ts';
import { baselines as engineBaselines } from '#engine/train/baselines.ts';
import { planRun } from '#engine/train/plan.ts';
import { defaultSettings } from '#engine/train/settings.ts';
import { errorText } from '../../../src-renderer/features/train/model/error-text.ts';
import { grouped } from '../../../src-renderer/features/train/model/grouped.ts';
import { lossKinds, lossView } from '../../../src-renderer/features/train/model/loss-view.ts';
import { meanError, naiveForecast } from '../../../src-renderer/features/train/model/naive-forecast.ts';
import { checkPlan } from '../../../src-renderer/features/train/model/plan-check.ts';
import { bestNaive, headlineError, lossFactor } from '../../../src-renderer/features/train/model/run-facts.ts';
import { seasonName } from '../../../src-renderer/features/train/model/season.ts';
import { misfit, movableCells } from '../../../src-renderer/features/train/model/tuning.ts';
import { rowsOf, shownEpoch, watchedWindow } from '../../../src-renderer/features/train/model/watched.ts';
import { remark } from '../../../src-renderer/features/train/words/reasons.ts';
import { baselines, curve, run } from './run-record.ts';

describe('from the loss of a run to errors on standardised values', () => {
  it('is 1 where the model scales as the metrics do, and known before the baselines are', () => {
    expect(lossFactor(run())).toBe(1);
    expect(lossFactor(run({ baselines: null, scaling: null }))).toBe(1);
  });

  it('is the square of the ratio of the scales for MSE of one target, the ratio for MAE', () => {
    const minmax = { scaling: { features: [], targets: [{ shift: 0, scale: 10 }] } };
    // The deviation is 2, so an error of 1 in model space is 10 in units and 5 on standardised values.
    expect(lossFactor(run(minmax))).toBeCloseTo(25, 9);
    expect(lossFactor(run(minmax, { loss: 'mae' }))).toBeCloseTo(5, 9);
    expect(headlineError(run({ ...minmax, bestLoss: 0.01 }))).toBeCloseTo(0.25, 9);
  });

  it('is not known for Huber: then validation and training are two charts', () => {
    const huber = run({}, { loss: 'huber' });
    expect(lossFactor(huber)).toBeUndefined();
    expect(lossKinds(huber)).toEqual(['measure', 'loss']);
    const measured = lossView(huber, curve([0.5, 0.4]), 'measure');
    expect(measured.training.y).toEqual([]);
    expect(measured.validation.y).toEqual([0.5, 0.4]);
    expect(measured.baselines).toHaveLength(3);
    expect(lossView(huber, curve([0.5, 0.4]), 'loss').baselines).toEqual([]);
  });

  it('training stands at the middle of its epoch, validation at the end, the best one is marked', () => {
    const view = lossView(run(), curve([0.5, 0.4, 0.45]), 'measure');
    expect(view.training.x).toEqual([0.5, 1.5, 2.5]);
    expect(view.validation.x).toEqual([1, 2, 3]);
    expect(view.best).toEqual({ epoch: 2, value: 0.4, line: 'validation' });
    expect(view.end).toBe(30);
    expect(lossView(run({ status: 'finished', epoch: 3 }), curve([0.5, 0.4, 0.45]), 'measure').end).toBe(3);
  });

  it('without a validation part the training curve is drawn as it is', () => {
    const alone = run(
      { windows: { train: 1, validation: 0, test: 0 }, baselines: { validation: baselines({}), test: baselines({}) } },
      { epochs: 1000, batch: 1 },
    );
    expect(lossKinds(alone)).toEqual(['loss']);
    const view = lossView(alone, curve([0.5, 0.4], false), 'loss');
    expect(view.epochs).toBe(2);
    expect(view.steps.x).toEqual([]);
    expect(view.best).toEqual({ epoch: 2, value: expect.closeTo(0.36, 9), line: 'training' });
  });
});

it('the better one of the naive forecasts is the one with the smaller error', () => {
  expect(bestNaive(baselines({ naive: 0.7, seasonalNaive: 0.5 }), 'mse')).toEqual({ name: 'seasonalNaive', error: 0.5 });
  expect(bestNaive(baselines({ naive: 0.4, seasonalNaive: 0.5 }), 'mse')).toEqual({ name: 'naive', error: 0.4 });
  expect(bestNaive(baselines({}), 'mse')).toBeUndefined();
});

it('one season before has a word where the calendar has one', () => {
  expect(seasonName(24, { count: 1, unit: 'hour' })).toBe('yesterday');
  expect(seasonName(96, { count: 15, unit: 'minute' })).toBe('yesterday');
  expect(seasonName(7, { count: 1, unit: 'day' })).toBe('lastWeek');
  expect(seasonName(12, { count: 1, unit: 'month' })).toBe('lastYear');
  expect(seasonName(52, { count: 1, unit: 'week' })).toBe('lastYear');
  expect(seasonName(132, { count: 1, unit: 'month' })).toBe('season');
  expect(seasonName(24, undefined)).toBe('season');
});

it.each([
  [0.39, '0.390'],
  [0.0586, '0.0586'],
  [0.087, '0.0870'],
  [3.6e-15, '3.6e-15'],
  [12.345, '12.35'],
  [1234.5, '1,235'],
  [1e30, '1e30'],
  [0, '0'],
  [undefined, '–'],
])('the error %d stands as %s', (value, text) => expect(errorText(value)).toBe(text));

describe('the naive forecasts of a window', () => {
  const rows = 200;
  const numbers = Float64Array.from({ length: rows }, (_, i) => (i % 31 === 7 ? NaN : Math.sin(i / 3) * 5 + (i % 11)));
  const dataset: Dataset = {
    rows,
    columns: [{ name: 'y', numbers }],
    frequency: 'PT1H',
    time: Float64Array.from({ length: rows }, (_, i) => i * 3.6e6),
  };
  const base: DatasetDesign = { ...run().plan.design, targets: ['y'], features: ['y'], lookback: 30, horizon: 7, missing: 'previous' };

  it.each([0, 2, -1])('are those of the engine, with a gap of %i', (gap) => {
    const design = { ...base, gap, ...(gap < 0 ? { horizon: 1, targets: ['y'], features: ['z'] } : {}) };
    const data =
      gap < 0 ? { ...dataset, columns: [...dataset.columns, { name: 'z', numbers: Float64Array.from(numbers, (x) => x || 0) }] } : dataset;
    const { prepared } = prepare(data, design);
    for (const origin of [60, 99, 131])
      for (const name of ['naive', 'seasonalNaive'] as const) {
        const expected = engineBaselines[name].make(prepared!)!(origin);
        const { from, to } = rowsOf(design, origin, prepared!.period);
        const got = naiveForecast({ first: from, values: numbers.slice(from, to) }, origin, design, name, prepared!.period);
        if (expected) expect(got).toEqual(Array.from(expected));
      }
  });

  it('are drawn beside truth and forecast, with mean errors where both are known', () => {
    const origin = 100;
    const { from, to } = rowsOf(base, origin, 24);
    const slice = { from, to, rows: Float64Array.from({ length: to - from }, (_, i) => from + i), values: [numbers.slice(from, to)] };
    const values = Float32Array.from({ length: 7 }, (_, h) => numbers[origin + 1 + h] + 1);
    const made = watchedWindow(slice, {
      design: base,
      origin,
      index: 0,
      target: 0,
      naive: 'naive',
      period: 24,
      curve: { ...curve([1]), forecasts: [{ epoch: 1, values }] },
      epoch: 1,
    });
    expect(made.past.x).toEqual(Array.from({ length: 14 }, (_, i) => i - 13));
    expect(made.truth.x).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(made.truth.y[0]).toBe(numbers[101]);
    expect(made.error).toBeCloseTo(1, 5);
  });

  it('a mean error needs a pair', () => {
    expect(meanError([1, NaN, 5], [2, 3, NaN])).toBe(1);
    expect(meanError([NaN], [1])).toBeNaN();
  });

  it('of a run that is over the best epoch is shown, where its forecast is kept', () => {
    const c = { ...curve([1]), forecasts: [1, 7, 8, 9].map((epoch) => ({ epoch, values: new Float32Array() })) };
    expect(shownEpoch(c, 8, true)).toBe(8);
    expect(shownEpoch(c, 3, true)).toBe(9);
    expect(shownEpoch(c, 8, false)).toBe(9);
  });
});

describe('fine-tuning', () => {
  const { design } = run().plan;
  it('offers the cells that have parameters, the head among them', () => {
    const cells = movableCells(templateOf('drawn-feedback')!.architecture, design);
    expect(cells.filter((c) => c.isHead)).toHaveLength(1);
    expect(cells.every((c) => c.parameters > 0)).toBe(true);
  });
  it('says which number of a dataset does not fit', () => {
    expect(misfit(design, design)).toBeUndefined();
    expect(misfit(design, { ...design, horizon: 12 })).toEqual({ what: 'horizon', has: 12, needs: 24 });
    expect(misfit(design, { ...design, features: ['a'] })).toEqual({ what: 'features', has: 1, needs: 2 });
  });
});

describe('the check before the start', () => {
  const rows = 400;
  const numbers = Float64Array.from({ length: rows }, (_, i) => Math.sin(i / 4));
  const dataset: Dataset = { rows, columns: ['y', 'x'].map((name) => ({ name, numbers })) };
  const design = { ...run().plan.design, lookback: 24, horizon: 6 };
  it.each([
    ['nothing is wrong', design, 'gru', defaultSettings, 'all'],
    ['a loss for classes', design, 'gru', { ...defaultSettings, loss: 'crossEntropy' }, 'all'],
    ['nothing may move', design, 'gru', defaultSettings, []],
    ['a rate below 0', design, 'gru', { ...defaultSettings, rate: -1 }, 'all'],
    ['half a window', design, 'gru', { ...defaultSettings, batch: 0.5 }, 'all'],
    ['a gap in a network that goes step by step', { ...design, gap: 2 }, 'jordan', defaultSettings, 'all'],
  ] as const)('finds what planRun finds: %s', (_, d, template, settings, train) => {
    const { architecture } = templateOf(template)!;
    const tune = typeof train === 'string' ? train : [...train];
    const codes = (issues: { code: string }[]) => issues.map((i) => i.code).sort();
    const ours = checkPlan(d, architecture, settings, tune);
    const theirs = planRun(dataset, { design: d, architecture, settings, tune });
    expect(codes(ours.issues)).toEqual(codes(theirs.issues));
  });
});

it('issues that say the same of several columns become one', () => {
  const issue = (column: string) => ({
    severity: 'warning' as const,
    code: 'constant-column',
    where: `column ${column}`,
    message: 'It never changes.',
    fix: 'Take it out.',
    column,
  });
  expect(grouped([issue('a'), issue('b'), { ...issue('c'), message: 'Other.' }]).map((i) => i.where)).toEqual(['column a, b', 'column c']);
});

it('a sentence of the engine becomes a remark', () => {
  expect(remark('Steady on recurrent networks.')).toBe('steady on recurrent networks');
  expect(remark('Adam that shrinks weights apart from the gradient.')).toBe('Adam that shrinks weights apart from the gradient');
  expect(remark('最朴素的梯度下降。')).toBe('最朴素的梯度下降');
});
