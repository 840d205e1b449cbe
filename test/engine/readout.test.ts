// A readout that is solved: against the conditions of its minimum, and as a run that can be killed.
import { describe, expect, test } from 'vitest';
import type { Architecture } from '#engine/architecture.ts';
import { reference } from '#engine/backends/reference.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { feedFor, stepsOf } from '#engine/data/feed.ts';
import type { Checkpoint } from '#engine/train/checkpoint.ts';
import { isReservoir, Readout } from '#engine/train/readout.ts';
import { planRun, startingSettings } from '#engine/train/plan.ts';
import { forOptimizer } from '#engine/train/settings.ts';
import { train, type TrainEvent } from '#engine/train/train.ts';
import { strengths } from '#engine/train/strengths.ts';
import { draw } from './architectures.ts';
import { all, dataset, design, job, killedAfter, last, settings, small } from './training-job.ts';
import { distance } from './wasm-support.ts';

const ridge = forOptimizer(settings, 'ridge');
const reservoir = ['echo-state', { units: 12 }] as [string, Record<string, unknown>];
const wrapped = (first: [string, Record<string, unknown>?], lastCell: string): Architecture =>
  draw({ before: first, r: reservoir, head: ['dense'], y: [lastCell] }, [
    ['input', 'before'],
    ['before', 'r'],
    ['r', 'head'],
    ['head', 'y'],
  ]);

const drawings: Record<string, Architecture> = {
  'a reservoir and a Dense': draw({ r: reservoir, y: ['dense'] }, [
    ['input', 'r'],
    ['r', 'y'],
  ]),
  'without a bias': draw({ r: reservoir, y: ['dense', { bias: false }] }, [
    ['input', 'r'],
    ['r', 'y'],
  ]),
  'the last value added': wrapped(['subtract-last'], 'add-last'),
  'each window denormalised': wrapped(['normalise', { affine: false }], 'denormalise'),
  // Points of the last step that lie beyond the horizon of 3 do not count.
  'a forecast of two rows a step': draw({ r: reservoir, a: ['ahead', { points: 2, size: 0 }], y: ['dense'] }, [
    ['input', 'r'],
    ['r', 'a'],
    ['a', 'y'],
  ]),
  'a forecast that is taught with the truth': draw({ r: reservoir, y: ['dense'] }, [
    ['input', 'r'],
    ['y', 'r', { delay: 1, feed: 'target' }],
    ['r', 'y'],
  ]),
};

const jobWith = (architecture: Architecture, backend = reference) => job({ architecture, settings: ridge }, backend);
const records = (events: TrainEvent[]) => events.filter((e) => e.kind === 'epoch').map((e) => e.record);

/**
 * At the minimum of loss + s |W|^2 the gradient of the loss is -2 s W, and 0 for the bias. s is strength x m, with the same m for all
 * strengths, which is not known here: so the ratio must be one number per strength, and ten times smaller at the next.
 */
describe('the gradient of the loss at the solution says that it is the minimum:', () => {
  test.each(Object.entries(drawings))('%s', async (_, architecture) => {
    const run = await jobWith(architecture);
    const { prepared, program, session } = run;
    session.writeWeights(run.weights);
    const readout = new Readout(run, architecture);
    for await (const _step of readout.pass());
    const origins = prepared.windows.train;
    // One batch of all windows, on a session of its own. Weights are read in float32: 6e-8 of each.
    const whole = await reference.open(program, { batch: origins.length, steps: stepsOf(design, program.strategy) }, []);
    const feed = feedFor(prepared, origins, origins.length, program, { seed: 1, step: 0 });
    const { name: W, rows, cols } = program.weights.find((w) => /^(head|y)\.W$/.test(w.name))!;
    const b = program.weights.find((w) => /^(head|y)\.b$/.test(w.name))?.name;
    const ratiosOf = async (strength: number) => {
      const loss = readout.fit(strength)!;
      const weights = session.readWeights();
      whole.writeWeights(weights);
      const found = await whole.gradient(feed);
      expect(Math.abs(found - loss)).toBeLessThan(1e-6 * Math.max(1, loss));
      const gradients = whole.readGradients();
      const size = Math.max(...Array.from(weights.get(W)!, Math.abs));
      if (b) expect(Math.max(...Array.from(gradients.get(b)!, Math.abs))).toBeLessThan(1e-6);
      // By column of the output: stretched ones have an m of their own.
      return Array.from({ length: cols }, (_, j) => {
        let [dot, square, gradient] = [0, 0, 0];
        for (let k = 0; k < rows; k++) {
          const at = k * cols + j;
          dot += gradients.get(W)![at] * weights.get(W)![at];
          square += weights.get(W)![at] ** 2;
          gradient = Math.max(gradient, Math.abs(gradients.get(W)![at]));
        }
        const ratio = square ? dot / square : 0;
        for (let k = 0; k < rows; k++) {
          const at = k * cols + j;
          expect(Math.abs(gradients.get(W)![at] - ratio * weights.get(W)![at])).toBeLessThan(1e-6 * Math.max(1, size));
        }
        return ratio;
      });
    };
    const strong = await ratiosOf(1);
    const weak = await ratiosOf(0.1);
    strong.forEach((ratio, j) => {
      expect(ratio).toBeLessThanOrEqual(0);
      expect(Math.abs(ratio - 10 * weak[j])).toBeLessThan(1e-4 * Math.abs(ratio) + 1e-9);
    });
    expect(Math.min(...strong)).toBeLessThan(0);
  });
});

describe('a run', () => {
  const template = small('echo-state');

  test('tries one strength an epoch, keeps the best on validation, and moves nothing but the readout', async () => {
    const run = await jobWith(template);
    const events = await all(train(run));
    const epochs = records(events);
    expect(epochs.map((e) => e.rate)).toEqual(strengths);
    // Less ridge fits the training windows better, always.
    epochs.slice(1).forEach((e, i) => expect(e.trainLoss).toBeLessThanOrEqual(epochs[i].trainLoss * (1 + 1e-9)));
    const best = Math.min(...epochs.map((e) => e.loss));
    expect(epochs.findLast((e) => e.isBest)!.loss).toBe(best);
    const end = events.at(-1)!;
    expect(end.kind === 'finished' && end.validation!.scaled.mse!).toBeLessThan(0.2);
    const moved = [...run.weights].filter(([name, w]) => w.some((x, i) => x !== last(events).checkpoint.weights.get(name)![i]));
    expect(moved.map(([name]) => name).sort()).toEqual(['head.W', 'head.b']);
  });

  test.each([reference, wasmBackend()])('on $name killed and resumed ends with the same bits', async (backend) => {
    const events = await all(train(await jobWith(template, backend)));
    const whole = last(events).checkpoint;
    for (const batches of [1, 4]) {
      const kept = await killedAfter(batches, await jobWith(template, backend));
      const after = await all(train({ ...(await jobWith(template, backend)), resume: kept }));
      expect([...last(after).checkpoint.weights]).toEqual([...whole.weights]);
      expect(records(after)).toEqual(records(events));
    }
    // After the fifth epoch: the windows are looked at again.
    let kept: Checkpoint | undefined;
    for await (const event of train(await jobWith(template, backend))) {
      if (event.kind !== 'checkpoint' || event.which !== 'last') continue;
      kept = event.checkpoint;
      if (kept.progress.epoch === 5) break;
    }
    const after = await all(train({ ...(await jobWith(template, backend)), resume: { last: kept! } }));
    expect([...last(after).checkpoint.weights]).toEqual([...whole.weights]);
    expect(records(after)).toEqual(records(events).slice(5));
  });

  test('scores as the reference does on WebAssembly', async () => {
    const [a, b] = await Promise.all(
      [reference, wasmBackend()].map(async (backend) => records(await all(train(await jobWith(template, backend))))),
    );
    // The states that flow in are float32 on WebAssembly; weak ridges make much of that.
    a.slice(0, 8).forEach((e, i) => expect(distance([e.loss], [b[i].loss])).toBeLessThan(1e-3));
  });
});

describe('what cannot be solved is said', () => {
  const codes = (architecture: Architecture, changes = {}) =>
    planRun(dataset, { design, architecture, settings: { ...ridge, ...changes } }).issues.map((i) => i.code);

  test('a head that is no linear Dense, another loss, a head without a bias under a Denormalise, a forecast that flows back', () => {
    expect(
      codes(
        draw({ r: reservoir, y: ['dense', { activation: 'tanh' }] }, [
          ['input', 'r'],
          ['r', 'y'],
        ]),
      ),
    ).toEqual(['readout-cell']);
    expect(codes(drawings['a reservoir and a Dense'], { loss: 'mae' })).toEqual(['readout-loss']);
    const free = draw({ r: reservoir, y: ['dense'] }, [
      ['input', 'r'],
      ['y', 'r', { delay: 1 }],
      ['r', 'y'],
    ]);
    expect(codes(free)).toEqual(['readout-loop']);
    const bare = wrapped(['normalise', { affine: false }], 'denormalise');
    bare.nodes.find((n) => n.id === 'head')!.options = { bias: false };
    expect(codes(bare)).toEqual(['readout-bias']);
  });

  test('cells that could learn and will not', () => {
    expect(codes(small('gru'))).toEqual(['readout-others']);
    expect(codes(small('echo-state'))).toEqual([]);
  });
});

test('a reservoir starts with it, other networks do not', () => {
  expect(isReservoir(small('echo-state'))).toBe(true);
  expect(isReservoir(small('gru'))).toBe(false);
  expect(startingSettings(small('echo-state'), 5000)).toMatchObject({ optimizer: 'ridge', epochs: strengths.length, patience: 0 });
  expect(startingSettings(small('gru'), 5000).optimizer).toBe('adam');
  expect(forOptimizer(startingSettings(small('echo-state'), 5000), 'adam')).toMatchObject({ epochs: 30, patience: 6 });
});
