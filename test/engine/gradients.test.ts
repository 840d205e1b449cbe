import { describe, expect, test } from 'vitest';
import { compile } from '#engine/compile/compile.ts';
import { activationNames } from '#engine/cells/activations.ts';
import { cellNames } from '#engine/cells/index.ts';
import { lossNames } from '#engine/train/losses.ts';
import { cellSamples, cellsOfSize, draw, loopSamples, task, withHead } from './architectures.ts';
import { checkGradients } from './gradient-check.ts';

/** Central differences in float64 leave about 1e-9; 1e-6 leaves room for ill-scaled tensors. */
const tolerance = 1e-6;

async function check(architecture: ReturnType<typeof draw>, loss: (typeof lossNames)[number]) {
  const { program, issues } = compile(architecture, task, { loss });
  expect(issues).toEqual([]);
  // One value near a kink leaves out every point: then with other numbers.
  for (let seed = 1; ; seed++) {
    const result = await checkGradients(program!, { batch: 3, steps: 7 }, { seed });
    if (result.leftOut < result.points / 2 || seed === 5) return result;
  }
}

describe('gradients of each cell agree with central differences', () => {
  for (const [name, architecture] of Object.entries(cellSamples))
    test(name, async () => {
      const { worst, leftOut, points } = await check(architecture, 'mse');
      expect(worst).toBeLessThan(tolerance);
      expect(leftOut).toBeLessThan(points);
    });
});

test('the samples hold every cell', () => {
  const sampled = new Set(Object.values({ ...cellSamples, ...loopSamples }).flatMap((a) => a.nodes.map((n) => n.cell)));
  // The two heads stand in the samples of their losses.
  expect(cellNames.filter((name) => !sampled.has(name))).toEqual(['input', 'quantiles', 'gaussian']);
  expect(cellNames.filter((name) => !(name in cellsOfSize))).toEqual([
    'input',
    ...[
      'future',
      'static',
      'series',
      'read-out',
      'segment',
      'ahead',
      'subtract-last',
      'add-last',
      'normalise',
      'denormalise',
      'quantiles',
      'gaussian',
    ],
  ]);
});

describe('gradients of looped architectures agree with central differences', () => {
  for (const [name, architecture] of Object.entries(loopSamples))
    test(name, async () => {
      const { worst, leftOut, points } = await check(architecture, 'mse');
      expect(worst).toBeLessThan(tolerance);
      expect(leftOut).toBeLessThan(points);
    });
});

describe('gradients of each loss', () => {
  for (const loss of lossNames)
    test(loss, async () => {
      const { worst, leftOut, points } = await check(withHead(loss), loss);
      expect(worst).toBeLessThan(tolerance);
      expect(leftOut).toBeLessThan(points);
    });
});

describe('gradients of each activation', () => {
  for (const activation of activationNames)
    test(activation, async () => {
      const { worst, leftOut, points } = await check(
        draw({ a: ['dense', { units: 4, activation }], y: ['dense'] }, [
          ['input', 'a'],
          ['a', 'y'],
        ]),
        'mse',
      );
      expect(worst).toBeLessThan(tolerance);
      expect(leftOut).toBeLessThan(points);
    });
});
