// The textbook example: x = [1, 2, 3], two hidden units, one output, target 0.5.
import { storedDesign } from '#engine/data/design-file.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArchitecture } from '#engine/architecture.ts';
import { reference } from '#engine/backends/reference.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { updateOf } from '#engine/train/optimizers.ts';
import { planRun } from '#engine/train/plan.ts';
import { defaultSettings, type TrainSettings } from '#engine/train/settings.ts';
import { train } from '#engine/train/train.ts';

const samples = join(import.meta.dirname, '../../resources/samples');
const rows = 4;
const column = (name: string, value: number) => ({ name, numbers: new Float64Array(rows).fill(value) });
const dataset: Dataset = { rows, columns: [column('x1', 1), column('x2', 2), column('x3', 3), column('y', 0.5)] };
const { design: written, settings } = (
  JSON.parse(readFileSync(join(samples, 'samples.json'), 'utf8')) as {
    name: string;
    design: DatasetDesign;
    settings: Partial<TrainSettings>;
  }[]
).find((s) => s.name === 'textbook') as {
  design: DatasetDesign;
  settings: Partial<TrainSettings>;
};

const design = storedDesign(written);

async function open(file: string, changes: Partial<TrainSettings> = {}) {
  const { architecture } = parseArchitecture(JSON.parse(readFileSync(join(samples, file), 'utf8')));
  const all: TrainSettings = { ...defaultSettings, ...settings, ...changes };
  const { planned, issues } = planRun(dataset, { design, architecture: architecture!, settings: all });
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  const { program, prepared } = planned!;
  const session = await reference.open(program, { batch: 1, steps: stepsOf(design, program.strategy) }, []);
  return { program, prepared, architecture: architecture!, session, settings: all };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

test('sigmoid units: one step of gradient descent, checked by hand', async () => {
  const { program, prepared, session, settings } = await open('textbook-sigmoid.json', { rate: 0.5 });
  const W = [
    [0.1, 0.4],
    [0.2, 0.5],
    [0.3, 0.6],
  ];
  const v = [0.7, 0.8];
  session.writeWeights(
    new Map([
      ['hidden.W', Float64Array.from(W.flat())],
      ['hidden.b', Float64Array.of(0, 0)],
      ['y.W', Float64Array.from(v)],
      ['y.b', Float64Array.of(0)],
    ]),
  );
  const { feedFor } = await import('#engine/data/feed.ts');
  const loss = await session.gradient(feedFor(prepared, prepared.windows.train, 1, program, { seed: 1, step: 0 }));
  session.update(updateOf('sgd', settings, 1), 1);

  const x = [1, 2, 3];
  const h = [0, 1].map((j) => sigmoid(x.reduce((sum, xi, i) => sum + xi * W[i][j], 0)));
  const y = sigmoid(h[0] * v[0] + h[1] * v[1]);
  const dz = 2 * (y - 0.5) * y * (1 - y);
  const dh = h.map((hj, j) => dz * v[j] * hj * (1 - hj));
  expect(loss).toBeCloseTo((y - 0.5) ** 2, 14);
  const after = session.readWeights();
  [...after.get('y.W')!].forEach((w, j) => expect(w).toBeCloseTo(v[j] - 0.5 * dz * h[j], 14));
  expect(after.get('y.b')![0]).toBeCloseTo(-0.5 * dz, 14);
  [...after.get('hidden.W')!].forEach((w, k) => expect(w).toBeCloseTo(W.flat()[k] - 0.5 * dh[k % 2] * x[Math.floor(k / 2)], 14));
  [...after.get('hidden.b')!].forEach((b, j) => expect(b).toBeCloseTo(-0.5 * dh[j], 14));
});

describe('a thousand iterations of SGD 0.01 end at 0.5, with the whole curve', () => {
  for (const file of ['textbook-relu.json', 'textbook-feedback.json'])
    test(file, async () => {
      const { program, prepared, architecture, session, settings } = await open(file);
      const losses: number[] = [];
      for await (const event of train({
        program,
        prepared,
        architecture,
        settings,
        session,
        weights: initialWeights(program, settings.seed),
      }))
        if (event.kind === 'epoch') losses.push(event.record.trainLoss);
      expect(losses).toHaveLength(1000);
      expect(losses.at(-1)!).toBeLessThan(losses[0]);
      const { feedFor } = await import('#engine/data/feed.ts');
      const [y] = await session.predict(feedFor(prepared, prepared.windows.train, 1, program));
      expect(Math.abs(y - 0.5)).toBeLessThan(1e-3);
    });
});
