import { describe, expect, test } from 'vitest';
import { blocksOf, skillOf, studentQuantile } from '#engine/train/skill.ts';
import { judge, type PartErrors, type VerdictFacts } from '#engine/train/verdict.ts';
import { englishVerdict, sayVerdict } from '#engine/train/verdict-words.ts';
import { Random } from '#engine/random.ts';

const facts: VerdictFacts = { horizon: 12, stride: 1, levelShift: 0, isNormalised: true, epoch: 10, bestEpoch: 8, epochs: 30 };
const normals = (count: number, seed: number): Float64Array => {
  const random = new Random(seed, 'test');
  return Float64Array.from({ length: count }, () => random.normal());
};

/** Squared error of each window of a forecast of a series, with values from `rows`. */
const errorsOf = (series: Float64Array, from: number, to: number, horizon: number, f: (origin: number, h: number) => number) =>
  Float64Array.from({ length: to - from - horizon }, (_, w) => {
    let sum = 0;
    for (let h = 0; h < horizon; h++) sum += (series[from + w + 1 + h] - f(from + w, h)) ** 2;
    return sum / horizon;
  });

function walk(seed: number, length = 800): Float64Array {
  const steps = normals(length, seed);
  let sum = 0;
  return steps.map((x) => (sum += x));
}

/** A walk of 800 rows and some network that was fitted on the first 560: validation 80 rows, test 160. */
function onWalk(seed: number, network: (series: Float64Array) => (origin: number, h: number) => number) {
  const series = walk(seed);
  const model = network(series);
  const part = (from: number, to: number): PartErrors => ({
    model: errorsOf(series, from, to, 12, model),
    baselines: { naive: errorsOf(series, from, to, 12, (o) => series[o]), seasonalNaive: null, linear: null },
  });
  return judge({ validation: part(560, 640), test: part(640, 800) }, facts, seed)!;
}

describe('a random walk', () => {
  const rounds = 300;
  const fooled = (network: Parameters<typeof onWalk>[1]) =>
    Array.from({ length: rounds }, (_, i) => onWalk(i + 1, network)).filter((v) => v.beats.naive).length / rounds;

  test('is said to be beaten in at most 5 % of cases by a network that pulls towards the mean of the training part', () => {
    const share = fooled((series) => {
      const mean = series.subarray(0, 560).reduce((a, b) => a + b, 0) / 560;
      return (o, h) => series[o] + (mean - series[o]) * (1 - 0.98 ** (h + 1));
    });
    expect(share).toBeLessThanOrEqual(0.05);
  });

  test('and by one that follows the drift of the training part', () => {
    expect(fooled((series) => (o, h) => series[o] + ((series[559] - series[0]) / 559) * (h + 1))).toBeLessThanOrEqual(0.05);
  });

  test('and by one that goes on with the last move', () => {
    expect(fooled((series) => (o, h) => series[o] + 0.1 * (series[o] - series[o - 5]) * (h > 0 ? 1 : 0.5))).toBeLessThanOrEqual(0.05);
  });
});

describe('skill', () => {
  test('is 1 - MSE / MSE of the windows that both forecast', () => {
    const { skill } = skillOf([1, NaN, 3, 2], [4, 5, 4, NaN], 1, 1, 1);
    expect(skill).toBeCloseTo(0.5, 14);
  });

  test('its interval holds the truth as often as it says, with windows that overlap', () => {
    // Two forecasts that are equally good: errors of horizon 10, moving sums of independent squares.
    const rounds = 300;
    let outside = 0;
    for (let i = 0; i < rounds; i++) {
      const [a, b] = [normals(400, 2 * i + 1), normals(400, 2 * i + 2)];
      const mean = (x: Float64Array, at: number) => x.subarray(at, at + 10).reduce((s, v) => s + v * v, 0) / 10;
      const own = Float64Array.from({ length: 390 }, (_, w) => mean(a, w));
      const other = Float64Array.from({ length: 390 }, (_, w) => mean(b, w));
      const [low, high] = skillOf(own, other, 10, 1, i).interval!;
      if (low > 0 || high < 0) outside++;
    }
    expect(outside / rounds).toBeLessThan(0.075);
    expect(outside / rounds).toBeGreaterThan(0.015);
  });

  test('the same seed gives the same interval', () => {
    const [a, b] = [normals(200, 1).map(Math.abs), normals(200, 2).map(Math.abs)];
    expect(skillOf(a, b, 5, 1, 7)).toEqual(skillOf(a, b, 5, 1, 7));
    expect(skillOf(a, b, 5, 1, 7)).not.toEqual(skillOf(a, b, 5, 1, 8));
  });

  test('blocks are twice the overlap where there is room, and never shorter than it', () => {
    expect(blocksOf(1000, 24, 1)).toMatchObject({ length: 48, independent: 41, isEnough: true });
    expect(blocksOf(1000, 24, 12)).toMatchObject({ overlap: 2, length: 10 });
    expect(blocksOf(100, 24, 1)).toMatchObject({ length: 24, independent: 4, isEnough: true });
    expect(blocksOf(10, 3, 1)).toMatchObject({ isEnough: false });
  });

  test("quantiles of Student's t are those of the tables", () => {
    for (const [freedom, value] of [
      [3, 3.182],
      [5, 2.571],
      [10, 2.228],
      [30, 2.042],
    ])
      expect(studentQuantile(freedom) / value).toBeCloseTo(1, 1.5);
  });
});

describe('what is said', () => {
  const constant = (value: number, windows = 300) => normals(windows, 5).map((x) => value * (1 + 0.1 * x));
  const said = (test: PartErrors, validation: PartErrors | null = null, more: Partial<VerdictFacts> = {}) => {
    const verdict = judge({ validation, test }, { ...facts, ...more })!;
    return { verdict, ...sayVerdict(verdict, englishVerdict) };
  };

  test('better than all three', () => {
    const { verdict, sentence, next } = said({
      model: constant(0.6),
      baselines: { naive: constant(1), seasonalNaive: constant(0.8), linear: constant(0.7) },
    });
    expect(verdict.beats).toEqual({ naive: true, seasonalNaive: true, linear: true });
    expect(verdict.skill.naive).toBeCloseTo(0.4, 2);
    expect(sentence).toContain('Better than all 3 baselines.');
    expect(sentence).toContain('40 % less squared error than repeating the last value');
    expect(next).toBe('Train other seeds before you rely on it; several together usually forecast better than one.');
  });

  test('a season that repeats exactly cannot be beaten', () => {
    const { verdict, sentence, next } = said({
      model: constant(1e-4),
      baselines: { naive: constant(2), seasonalNaive: new Float64Array(300), linear: constant(0.5) },
    });
    expect(verdict).toMatchObject({ beats: { naive: true, seasonalNaive: false }, skill: { seasonalNaive: null } });
    expect(sentence).toContain('Repeating the last season is exact here');
    expect(next).toContain('Use repeating the last season');
    expect(JSON.stringify(verdict)).not.toContain('Infinity');
  });

  test('too few windows: nothing is claimed, whatever the errors are', () => {
    const { verdict, sentence, next } = said({
      model: constant(0.1, 7),
      baselines: { naive: constant(1, 7), seasonalNaive: null, linear: constant(2, 7) },
    });
    expect(verdict.beats).toEqual({ naive: false, seasonalNaive: null, linear: false });
    expect(sentence).toContain('It cannot be told');
    expect(sentence).toContain('7 windows');
    expect(next).toContain('Collect more rows');
  });

  test('a level that moves at the split is named, and what was better only there is not called better', () => {
    const { verdict, sentence, next } = said(
      { model: constant(0.5), baselines: { naive: constant(0.4), seasonalNaive: null, linear: constant(90) } },
      { model: constant(0.5), baselines: { naive: constant(0.6), seasonalNaive: null, linear: constant(0.3) } },
      { levelShift: 12, isNormalised: false },
    );
    expect(verdict.doValidationAndTestDisagree).toBe(true);
    expect(verdict.beats).toEqual({ naive: false, seasonalNaive: null, linear: false });
    expect(sentence).toContain('The test part lies 12 deviations above the training part.');
    expect(sentence).toContain('but more on the validation part');
    expect(next).toContain('Take values relative to the last one of the window');
  });

  test('where neither line nor season beats the last value, no part says where the series goes', () => {
    const wandering: PartErrors = {
      model: constant(1.01),
      baselines: { naive: constant(1), seasonalNaive: constant(3), linear: constant(1.005) },
    };
    expect(said(wandering, wandering, { levelShift: 2 }).next).toContain('as in a random walk');
    // One that only the test part shows is not one.
    const steady: PartErrors = { ...wandering, baselines: { ...wandering.baselines, linear: constant(0.4) } };
    expect(said(wandering, steady, { levelShift: 2 }).next).not.toContain('random walk');
  });

  test('without a test part it says that validation flatters', () => {
    const verdict = judge(
      { validation: { model: constant(0.5), baselines: { naive: constant(1), seasonalNaive: null, linear: null } }, test: null },
      facts,
    )!;
    expect(verdict.part).toBe('validation');
    expect(sayVerdict(verdict, englishVerdict).sentence).toContain('flatters');
  });

  test('nothing to judge is no verdict', () => {
    expect(judge({ validation: null, test: null }, facts)).toBeNull();
  });
});
