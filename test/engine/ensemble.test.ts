// Forecasts of several seeds made one, folds of a backtest, and what is said of them.
import { describe, expect, test } from 'vitest';
import { newDesign } from '#engine/data/design-file.ts';
import type { DatasetDesign, TimeSplit } from '#engine/data/design.ts';
import { foldsOf } from '#engine/data/folds.ts';
import { reference } from '#engine/backends/reference.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { parseArchitecture } from '#engine/architecture.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { prepare } from '#engine/data/windows.ts';
import { combine, combineLogits } from '#engine/train/combine.ts';
import { evaluateEnsemble } from '#engine/train/ensemble.ts';
import { evaluate, forecastWindows } from '#engine/train/evaluate.ts';
import { summariseFolds, type Fold } from '#engine/train/backtest.ts';
import { englishBacktest, sayBacktest } from '#engine/train/backtest-words.ts';
import type { Outcome, Verdict } from '#engine/train/verdict.ts';

describe('combining', () => {
  test('takes the mean or the median of each value by itself', () => {
    const each = [Float64Array.of(1, 10, 5), Float64Array.of(2, 0, 5), Float64Array.of(9, 2, 5)];
    expect([...combine(each, 'mean')]).toEqual([4, 4, 5]);
    expect([...combine(each, 'median')]).toEqual([2, 2, 5]);
    expect([...combine([...each, Float64Array.of(4, 4, 5)], 'median')]).toEqual([3, 3, 5]);
  });

  test('takes the mean of the probabilities of classes, whatever is added to all logits', () => {
    const [a, b] = [
      [Math.log(0.9), Math.log(0.1)],
      [7 + Math.log(0.5), 7 + Math.log(0.5)],
    ];
    const said = [...combineLogits([a, b], 'mean')].map(Math.exp);
    expect(said[0]).toBeCloseTo(0.7, 12);
    expect(said[1]).toBeCloseTo(0.3, 12);
    // What all give no chance stays a number.
    expect([...combineLogits([[0, -2000]], 'mean')].every(Number.isFinite)).toBe(true);
  });

  test('never makes quantiles cross that do not cross in any member', () => {
    const members = [
      [1, 2, 9],
      [5, 5, 6],
      [-3, 4, 5],
    ].map((levels) => levels.map((x) => Float64Array.of(x)));
    for (const how of ['mean', 'median'] as const) {
      const levels = [0, 1, 2].map(
        (level) =>
          combine(
            members.map((m) => m[level]),
            how,
          )[0],
      );
      expect(levels).toEqual([...levels].sort((x, y) => x - y));
    }
  });
});

const numbers = Float64Array.from({ length: 200 }, (_, i) => 20 + 5 * Math.sin(i / 4) + Math.sin(i * i));
const dataset = { rows: 200, columns: [{ name: 'y', numbers }] };
const design: DatasetDesign = { ...newDesign, targets: ['y'], features: ['y'], lookback: 8, horizon: 3, split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 } }; // prettier-ignore

function job(cell: 'dense' | 'quantiles') {
  const { prepared } = prepare(dataset, design);
  const { architecture } = parseArchitecture({
    version: 1,
    nodes: [
      { id: 'gru', cell: 'gru', options: { units: 4 } },
      { id: 'head', cell },
    ],
    edges: [
      { from: 'input', to: 'gru' },
      { from: 'gru', to: 'head' },
    ],
    output: 'head',
  });
  const { program } = compile(architecture!, prepared!.task, { loss: cell === 'dense' ? 'mse' : 'quantile' });
  const sizes = { batch: 7, steps: stepsOf(design, program!.strategy) };
  const members = [1, 2, 3].map((seed) => initialWeights(program!, seed));
  return { prepared: prepared!, program: program!, batch: 7, members, open: () => reference.open(program!, sizes, []) };
}

describe('an ensemble', () => {
  test('of one network scores as that network', async () => {
    const { open, ...own } = job('quantiles');
    const session = await open();
    session.writeWeights(own.members[1]);
    const alone = await evaluate(own.prepared, session, 'test', 7, own.program, { keep: true });
    const together = await evaluateEnsemble({ ...own, session, members: [own.members[1]], how: 'median' }, 'test');
    expect(together!.scores).toEqual(alone!.scores);
    expect(together!.kept!.quantileScores()).toEqual(alone!.kept!.quantileScores());
  });

  test('scores the combination of the forecasts of its members', async () => {
    const { open, ...own } = job('dense');
    const session = await open();
    const all = own.prepared.windows.test;
    const each: number[][] = [];
    for (const weights of own.members) {
      session.writeWeights(weights);
      const forecasts: number[] = [];
      for await (const batch of forecastWindows(own.prepared, session, all, 7, own.program)) forecasts.push(...batch.forecasts);
      each.push(forecasts);
    }
    const together = await evaluateEnsemble({ ...own, session, how: 'mean' }, 'test');
    let squares = 0;
    all.forEach((origin, w) => {
      for (let h = 0; h < 3; h++) squares += (each.reduce((sum, f) => sum + f[w * 3 + h], 0) / 3 - numbers[origin + 1 + h]) ** 2;
    });
    expect(together!.scores.units.mse).toBeCloseTo(squares / (3 * all.length), 9);
    expect(await evaluateEnsemble({ ...own, session, how: 'mean', goesOn: () => false }, 'test')).toBeNull();
  });
});

describe('folds', () => {
  const wish = { count: 4, train: 'expanding', adapts: false } as const;
  const splitOf = (d: DatasetDesign) => d.split as TimeSplit;

  test('lie one test part apart, the last where the split is', () => {
    const { rows, designs, issues, changed } = foldsOf(1000, { ...design, split: { by: 'time', unit: 'rows', train: 700, validation: 100, test: 150 } }, wish); // prettier-ignore
    expect(issues).toEqual([]);
    expect(changed).toBeNull();
    expect(rows.map((r) => [r.train.to, r.test.from, r.test.to])).toEqual([
      [250, 350, 500],
      [400, 500, 650],
      [550, 650, 800],
      [700, 800, 950],
    ]);
    expect(designs.map((d) => splitOf(d).folds!.fold)).toEqual([0, 1, 2, 3]);
  });

  test('whose shares leave the first nothing are made shorter only where that is allowed', () => {
    const eight = { ...wish, count: 8 };
    expect(foldsOf(1000, design, eight).issues[0]).toMatchObject({ code: 'too-many-folds', values: { most: 4 } });
    expect(foldsOf(1000, design, { ...eight, count: 4 }).issues).toEqual([]);
    const { changed, rows } = foldsOf(1000, design, { ...eight, adapts: true });
    expect(changed).toMatchObject({ train: 0.8375, validation: 0.1, test: 0.0625 });
    expect(rows[0].train.to).toBeGreaterThanOrEqual(300);
    expect(rows[7].test.to).toBe(1000);
  });

  test('that cannot be are refused with what to do', () => {
    const codes = (d: DatasetDesign, count: number, rows = 1000) =>
      foldsOf(rows, d, { ...wish, count, adapts: true }).issues.map((i) => i.code);
    expect(codes(design, 1)).toEqual(['folds-count']);
    expect(codes(design, 2.5)).toEqual(['folds-count']);
    expect(codes(design, 51)).toEqual(['folds-count']);
    expect(codes(design, 20, 60)).toEqual(['folds-too-short']);
    expect(codes({ ...design, split: { by: 'date', validation: '2020', test: '2021' } }, 5)).toEqual(['folds-not-time']);
  });
});

describe('a backtest', () => {
  const scoresWith = (mse: number) => ({ windows: 9, scaled: { mse, mae: 1, rmse: 1 }, byStep: [], units: { perTarget: {} } }) as unknown as NonNullable<Fold['test']>; // prettier-ignore
  const verdict = (outcome: Outcome, skill: number) =>
    ({ outcome: { naive: outcome, seasonalNaive: 'absent', linear: 'unclear' }, skill: { naive: skill, seasonalNaive: null, linear: 0 } }) as unknown as Verdict; // prettier-ignore
  const part = { from: 0, to: 1 };
  const fold = (mse: number, outcome: Outcome, skill: number): Fold => ({
    rows: { train: part, validation: part, test: part },
    test: scoresWith(mse),
    baselines: { naive: scoresWith(2 * mse), seasonalNaive: null, linear: null },
    verdict: verdict(outcome, skill),
    intervals: [],
  });

  test('has the mean and the spread of its folds, and counts what it beats', () => {
    const summary = summariseFolds([fold(1, 'better', 0.5), fold(2, 'worse', -0.1), fold(6, 'better', 0.2)]);
    expect(summary.network!.mean.scaled.mse).toBe(3);
    expect(summary.network!.spread.scaled.mse).toBeCloseTo(Math.sqrt(7), 12);
    expect(summary.baselines.naive!.mean.scaled.mse).toBe(6);
    expect(summary.baselines.seasonalNaive).toBeNull();
    expect(summary.against.seasonalNaive).toBeNull();
    expect(summary.against.naive).toMatchObject({ better: 2, worse: 1, folds: 3, skill: { least: -0.1, most: 0.5 } });
    expect(sayBacktest(summary, englishBacktest)).toBe(
      'Better in some of 3 folds, not in all. Against repeating the last value: better in 2, worse in 1 of 3; squared error 20 % less on average (10 % more to 50 % less). Against the linear forecast: better in 0, worse in 0 of 3; squared error 0.0 % less on average (0.0 % less to 0.0 % less).',
    );
  });

  test('has no mean where a fold has no scores', () => {
    expect(summariseFolds([fold(1, 'better', 0.5), { ...fold(1, 'better', 0.5), test: null }]).network).toBeNull();
  });
});
