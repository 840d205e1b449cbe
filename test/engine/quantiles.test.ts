// Networks that say quantiles or a distribution: the loss they get, the intervals they say, and levels that do not cross.
import { expect, test } from 'vitest';
import { parseArchitecture, type Architecture } from '#engine/architecture.ts';
import { reference } from '#engine/backends/reference.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { newDesign } from '#engine/data/design-file.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { prepare } from '#engine/data/windows.ts';
import { templateOf } from '#engine/templates.ts';
import { evaluate, inOrderOfLevels } from '#engine/train/evaluate.ts';
import { edgesOf } from '#engine/train/kept.ts';
import { startingSettings } from '#engine/train/plan.ts';

/** A template whose head says something else. */
function withHead(template: string, cell: 'quantiles' | 'gaussian'): Architecture {
  const { architecture } = templateOf(template)!;
  const nodes = architecture.nodes.map((n) => (n.id === 'head' ? { id: 'head', cell } : n));
  return parseArchitecture({ ...architecture, nodes }).architecture!;
}

test('the loss follows from what the output says', () => {
  expect(startingSettings(withHead('segment-gru', 'quantiles'), 1000).loss).toBe('quantile');
  expect(startingSettings(withHead('gru', 'gaussian'), 1000).loss).toBe('gaussian');
  expect(startingSettings(templateOf('gru')!.architecture, 1000).loss).toBe(startingSettings(undefined, 1000).loss);
});

test('edges of intervals are the quantiles around the middle, of a normal distribution its own', () => {
  const values = [1, 2, 3, 4, 5].map((x) => Float64Array.of(x));
  const parts = { kind: 'quantiles' as const, levels: [0.05, 0.25, 0.5, 0.75, 0.95] };
  expect(edgesOf(parts, values).map((v) => v[0])).toEqual([1, 5, 2, 4]);
  const normal = edgesOf({ kind: 'gaussian' }, [Float64Array.of(10), Float64Array.of(2)]);
  expect(normal[0][0]).toBeCloseTo(10 - 2 * 1.959964, 5);
  expect(normal[1][0]).toBeCloseTo(10 + 2 * 1.959964, 5);
  expect(edgesOf({ kind: 'point' }, [])).toEqual([]);
});

test('levels that a transformation has turned round are put in order', () => {
  const said = inOrderOfLevels([Float64Array.of(3, 1), Float64Array.of(2, 2), Float64Array.of(1, 3)]);
  expect(said.map((v) => [...v])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

test.each(['gru', 'segment-gru'])('%s with a quantile head is scored by its median, and its quantiles do not cross', async (template) => {
  const numbers = Float64Array.from({ length: 300 }, (_, i) => 1000 + 50 * Math.sin(i / 4) + 9 * Math.sin(i * i));
  const design: DatasetDesign = { ...newDesign, targets: ['y'], features: ['y'], lookback: 48, horizon: 24, split: { by: 'time', unit: 'share', train: 0.6, validation: 0.2, test: 0.2 } }; // prettier-ignore
  const { prepared } = prepare({ rows: 300, columns: [{ name: 'y', numbers }] }, design);
  const { program, issues } = compile(withHead(template, 'quantiles'), prepared!.task, { loss: 'quantile' });
  expect(issues).toEqual([]);
  const session = await reference.open(program!, { batch: 8, steps: stepsOf(design, program!.strategy) }, []);
  session.writeWeights(initialWeights(program!, 1));
  const { scores, kept, loss } = (await evaluate(prepared!, session, 'test', 8, program!, { keep: true }))!;
  const { intervals, perTarget, levels } = kept!.quantileScores()!;
  expect(levels).toEqual([0.1, 0.5, 0.9]);
  expect(intervals[0].scores.perTarget.y.width).toBeGreaterThan(0);
  // The loss is the pinball loss of scaled values; of one series in units it is larger by the deviation.
  expect(perTarget.y.pinball! / prepared!.metricScaling[0].scale).toBeCloseTo(loss, 6);
  // What is told as the error is that of the median.
  const medians = kept!.residuals;
  let sum = 0;
  for (let w = 0; w < medians.windows; w++) for (let i = 0; i < medians.width; i++) sum += Math.abs(medians.at(w, i));
  expect(scores.units.mae).toBeCloseTo(sum / medians.windows / medians.width, 4);
});
