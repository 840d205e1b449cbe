// What a dataset brings beside the window: known columns of the horizon, static values, the number of the series.
import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '#engine/backends/reference.ts';
import { check } from '#engine/compile/1-check.ts';
import { compile } from '#engine/compile/compile.ts';
import { draw, loopSamples, task } from './architectures.ts';
import { randomFeed, randomWeights } from './gradient-check.ts';

const edges = (more: [string, string][]): [string, string][] => [['input', 'a'], ['a', 'y'], ...more];
const problems = (cell: string, options: Record<string, unknown>, more: [string, string][], of: Partial<typeof task> = {}) =>
  check(draw({ a: ['gru', { units: 4 }], s: [cell, options], y: ['dense'] }, edges(more)), { ...task, ...of })
    .issues.filter((i) => i.severity === 'error')
    .map((i) => `${i.code} ${i.where}`);

describe('a source', () => {
  test.each([
    ['future', { known: 0 }],
    ['static', { statics: undefined }],
    ['series', { series: 0 }],
  ] as const)('%s that the dataset does not have is said', (cell, of) => {
    expect(problems(cell, {}, [['s', 'a']])).toEqual([]);
    expect(problems(cell, {}, [['s', 'a']], of)).toEqual(['not-in-dataset cell s']);
  });

  test('takes nothing in', () => {
    expect(
      problems('static', {}, [
        ['input', 's'],
        ['s', 'a'],
      ]),
    ).toEqual(['edge-into-source edge input -> s']);
  });

  test('is not enough to forecast from: the window must be read', () => {
    const { issues } = check(draw({ s: ['static'], y: ['dense'] }, [['s', 'y']]), task);
    expect(issues.map((i) => `${i.code} ${i.where}`)).toEqual(['not-fed output y']);
  });

  test('stands at the steps of the horizon only beside cells that do', () => {
    expect(problems('future', { points: 1 }, [['s', 'a']])).toEqual(['beats-differ cell a']);
  });
});

test('widths: all rows of the horizon once, or some at each of its steps', () => {
  const inputsOf = (name: string) =>
    Object.fromEntries(
      compile(loopSamples[`what the dataset knows beside the window, ${name}`], task).program!.inputs.map((i) => [i.name, i.width]),
    );
  expect(inputsOf('at once')).toEqual({ x: 3, future: 4, static: 3, series: 1 });
  expect(inputsOf('at the steps of the horizon')).toEqual({ x: 3, 'future/1': 2, static: 3, series: 1 });
});

test('a series that is not known gets the vector of none', async () => {
  const architecture = draw({ n: ['series', { units: 3 }], a: ['gru', { units: 4 }], y: ['dense'] }, [
    ['input', 'a'],
    ['n', 'y'],
    ['a', 'y'],
  ]);
  const program = compile(architecture, task).program!;
  const sizes = { batch: 3, steps: 5 };
  const session = new ReferenceSession(program, sizes, []);
  const feed = randomFeed(program, sizes);
  const forecast = async (weights: Map<string, Float64Array>, numbers: number[]) => {
    session.writeWeights(weights);
    feed.series = Float64Array.from(numbers);
    return [...(await session.predict(feed))];
  };
  const weights = randomWeights(program);
  const without = new Map(weights).set('n.E', new Float64Array(weights.get('n.E')!.length));
  expect(await forecast(weights, [-1, 4, 7])).toEqual(await forecast(without, [0, 1, 2]));
  expect(await forecast(weights, [0, 1, 2])).not.toEqual(await forecast(without, [0, 1, 2]));
});
