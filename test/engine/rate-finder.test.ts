import { describe, expect, test } from 'vitest';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { Random } from '#engine/random.ts';
import { checkSweep, defaultSweep, findRate, rateAt, sayAdvice, smoothed, suggestRate, type RatePoint } from '#engine/train/rate-finder.ts';
import { train } from '#engine/train/train.ts';
import { all, job, last, settings } from './training-job.ts';

/** A sweep whose loss is a function of the power of ten, with noise. */
function sweepOf(loss: (power: number) => number, noise = 0.005): RatePoint[] {
  const random = new Random(5, 'noise');
  return Array.from({ length: defaultSweep.steps }, (_, i) => {
    const rate = rateAt(defaultSweep, i);
    return { rate, loss: loss(Math.log10(rate)) * (1 + noise * random.normal()) };
  });
}
/** Falls from 1 to 0.4 around 10^middle and rises steeply around 10^rise. */
const usual = (middle: number, rise: number) => sweepOf((p) => 0.4 + 0.6 / (1 + Math.exp(6 * (p - middle))) + Math.exp(8 * (p - rise)));
const search = async (changes: Partial<typeof settings> = {}) => {
  const j = await job({ settings: { ...settings, ...changes } }, wasmBackend());
  const points: RatePoint[] = [];
  for await (const point of findRate({ ...j, sweep: defaultSweep })) points.push(point);
  return { points, j };
};

describe('the advice', () => {
  test('is where the loss falls fastest, where that is well below where it is lowest', () => {
    const advice = suggestRate(usual(-3, -1));
    expect(advice).toMatchObject({ reason: 'steepest', rose: true });
    expect(Math.abs(Math.log10(advice.rate!) + 3)).toBeLessThan(0.25);
    expect(sayAdvice(advice, String)).toMatch(/^At 0\.\d+ the loss falls fastest\. It is lowest at 0\.\d+, and above that it rises\.$/);
  });

  test('is a third of where the loss is lowest, where it falls until just before it rises', () => {
    const advice = suggestRate(sweepOf((p) => (p < -2 ? 1 - 0.1 * Math.max(0, p + 4) ** 3 : 5)));
    if (advice.rate === null) throw new Error('no advice');
    expect(advice.reason).toBe('below-rise');
    expect(advice.rate).toBeCloseTo(advice.lowest / 3, 4);
  });

  test('says when the rates ended before the loss rose', () => {
    const advice = suggestRate(usual(-1, 9));
    expect(advice).toMatchObject({ rose: false });
    expect(sayAdvice(advice, String)).toMatch(/had not risen/);
  });

  test('is none when the loss never falls, or breaks off at once', () => {
    expect(suggestRate(sweepOf(() => 1))).toEqual({ rate: null, reason: 'no-fall' });
    expect(suggestRate(usual(-3, -1).slice(0, 9))).toEqual({ rate: null, reason: 'too-few' });
    for (const reason of ['no-fall', 'too-few'] as const)
      expect(sayAdvice({ rate: null, reason }, String)).toMatch(/no rate can be suggested/);
  });

  test('smoothing leaves a straight line as it is, and one huge loss does not hide the valley before it', () => {
    const line = Array.from({ length: 40 }, (_, i) => ({ rate: 10 ** i, loss: 100 - i }));
    smoothed(line)
      .slice(6, -6)
      .forEach((x, i) => expect(x).toBeCloseTo(100 - i - 6, 9));
    const spoiled = [...usual(-3, 9).slice(0, 100), { rate: 1, loss: 1e9 }];
    expect(Math.max(...smoothed(spoiled))).toBeLessThan(2);
  });
});

describe('the sweep', () => {
  test('is the same each time, falls, and stops once the loss has risen', async () => {
    const [first, again] = [await search(), await search()];
    expect(again.points).toEqual(first.points);
    expect(first.points.length).toBeLessThan(defaultSweep.steps);
    expect(first.points[0].rate).toBe(defaultSweep.from);
    const advice = suggestRate(first.points);
    expect(advice.rate).toBeGreaterThan(1e-4);
    expect(advice.rate).toBeLessThan(1);
  });

  test('tells every loss against how hard its batch is: with no step to speak of the curve is flat', async () => {
    const { points } = await search({ optimizer: 'sgd' });
    const tiny = points.filter((p) => p.rate < 1e-5).map((p) => p.loss);
    expect(tiny.length).toBeGreaterThan(10);
    expect(Math.max(...tiny) / Math.min(...tiny)).toBeLessThan(1.001);
  });

  test('gathers the batches of a step, and needs no more of a step than one large batch', async () => {
    const few = await search({ batch: 8, accumulate: 3, optimizer: 'sgd' });
    const one = await search({ batch: 24, optimizer: 'sgd' });
    few.points.slice(0, 60).forEach((p, i) => expect(p.loss).toBeCloseTo(one.points[i].loss, 4));
  });

  test('moves nothing of a run: neither the weights it was given nor what training makes of them', async () => {
    const { j } = await search();
    expect([...j.weights]).toEqual([...initialWeights(j.program, j.settings.seed)]);
    const after = last(await all(train({ ...(await job({}, wasmBackend())), weights: j.weights }))).checkpoint;
    const without = last(await all(train(await job({}, wasmBackend())))).checkpoint;
    expect([...after.weights]).toEqual([...without.weights]);
  });

  test.each([
    [{ from: 0, to: 1, steps: 100 }, 'rates'],
    [{ from: 1, to: 1, steps: 100 }, 'rates'],
    [{ from: NaN, to: 1, steps: 100 }, 'rates'],
    [{ from: 1e-6, to: 1, steps: 10.5 }, 'steps'],
    [{ from: 1e-6, to: 1, steps: 3 }, 'steps'],
  ])('%o is refused', (sweep, where) => expect(checkSweep(sweep).map((i) => i.where)).toEqual([where]));

  test('the usual one is fine', () => expect(checkSweep(defaultSweep)).toEqual([]));
});
