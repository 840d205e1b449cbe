import { describe, expect, test } from 'vitest';
import { initialWeights } from '#engine/compile/initialise.ts';
import { templates } from '#engine/templates.ts';
import type { Checkpoint } from '#engine/train/checkpoint.ts';
import { planRun } from '#engine/train/plan.ts';
import { train, type TrainEvent } from '#engine/train/train.ts';
import { all, dataset, design, job, killedAfter, last, settings, small } from './training-job.ts';

describe('a run', () => {
  test('learns, keeps its best epoch and scores it on validation and test windows', async () => {
    const events = await all(train(await job()));
    const epochs = events.filter((e) => e.kind === 'epoch').map((e) => e.record);
    expect(epochs).toHaveLength(3);
    expect(epochs[2].trainLoss).toBeLessThan(epochs[0].trainLoss);
    const end = events.at(-1)!;
    if (end.kind !== 'finished') throw new Error('it did not finish');
    expect(end.reason).toBe('epochs');
    expect(end.validation!.scaled.mse).toBeCloseTo(Math.min(...epochs.map((e) => e.validation!.scaled.mse!)), 12);
    expect(end.test!.windows).toBe(32 - 3 + 1);
  });

  test('with the same seed gives the same bits, with another seed other ones', async () => {
    const bits = async (seed: number) => {
      const j = await job();
      return last(await all(train({ ...j, settings: { ...settings, seed }, weights: initialWeights(j.program, seed) }))).checkpoint;
    };
    const [first, again, other] = [await bits(1), await bits(1), await bits(2)];
    expect([...again.weights]).toEqual([...first.weights]);
    expect([...other.weights]).not.toEqual([...first.weights]);
  });

  test('killed after any step and resumed from its last checkpoint ends with the same bits', async () => {
    const whole = last(await all(train(await job()))).checkpoint;
    for (const batches of [2, 5, 9]) {
      const resumed = last(await all(train({ ...(await job()), resume: await killedAfter(batches, await job()) }))).checkpoint;
      expect(resumed.progress).toEqual(whole.progress);
      expect([...resumed.weights]).toEqual([...whole.weights]);
      expect([...resumed.slots]).toEqual([...whole.slots]);
    }
  });

  test('that is resumed has the whole curve, equal to an uninterrupted one', async () => {
    const whole = (await all(train(await job()))).filter((e) => e.kind === 'epoch').map((e) => e.record);
    let kept: Checkpoint | undefined;
    const before: unknown[] = [];
    for await (const event of train(await job())) {
      if (event.kind === 'epoch') before.push(event.record);
      if (event.kind === 'checkpoint' && event.which === 'last') {
        kept = event.checkpoint;
        break;
      }
    }
    const after = (await all(train({ ...(await job()), resume: { last: kept! } }))).filter((e) => e.kind === 'epoch').map((e) => e.record);
    expect([...before, ...after]).toEqual(whole);
  });

  test('that is resumed within an epoch tells of that epoch as an uninterrupted one would', async () => {
    const clipping = async () => ({ ...(await job()), settings: { ...settings, clip: 1e-4 } });
    const records = (events: TrainEvent[]) => events.filter((e) => e.kind === 'epoch').map((e) => e.record);
    const whole = records(await all(train(await clipping())));
    expect(whole[0].clipped).toBe(1);
    let kept: Checkpoint | undefined;
    for await (const event of train({ ...(await clipping()), wish: () => 'checkpoint' })) {
      if (event.kind !== 'checkpoint') continue;
      kept = event.checkpoint;
      break;
    }
    expect(kept!.progress).toMatchObject({ epoch: 0, step: 1 });
    expect(records(await all(train({ ...(await clipping()), resume: { last: kept! } })))).toEqual(whole);
  });

  test('stops when the validation loss has not improved for `patience` epochs', async () => {
    const events = await all(train({ ...(await job()), settings: { ...settings, epochs: 50, patience: 2, rate: 0.3 } }));
    const end = events.at(-1)!;
    expect(end.kind === 'finished' && end.reason).toBe('patience');
    const epochs = events.filter((e) => e.kind === 'epoch').map((e) => e.record);
    expect(epochs.length).toBe(epochs.findLast((e) => e.isBest)!.epoch + 2);
  });

  test('that diverges stops within the epoch and says so, with finite best weights', async () => {
    const events = await all(train({ ...(await job()), settings: { ...settings, optimizer: 'sgd', rate: 1e6, clip: 0 } }));
    const end = events.at(-1)!;
    expect(end.kind === 'finished' && end.reason).toBe('diverged');
    for (const e of events)
      if (e.kind === 'checkpoint') for (const numbers of e.checkpoint.weights.values()) expect(numbers.every(Number.isFinite)).toBe(true);
  });

  test('asked to stop keeps what it has', async () => {
    const events = await all(train({ ...(await job()), wish: () => 'stop' }));
    expect(events.map((e) => e.kind)).toEqual(['step', 'checkpoint', 'finished']);
  });
});

describe('fine-tuning', () => {
  test('the head only leaves every other weight as it is', async () => {
    const j = await job({ tune: 'head' });
    const end = last(await all(train(j))).checkpoint;
    const moved = [...j.weights].filter(([name, numbers]) => numbers.some((x, i) => x !== end.weights.get(name)![i])).map(([name]) => name);
    expect(moved.sort()).toEqual(['head.W', 'head.b']);
  });

  test('named cells move, others do not; an unknown cell is an Issue', async () => {
    const j = await job({ tune: ['gru1', 'head'] });
    const end = last(await all(train(j))).checkpoint;
    const moved = [...j.weights]
      .filter(([name, numbers]) => numbers.some((x, i) => x !== end.weights.get(name)![i]))
      .map(([name]) => name.split('.')[0]);
    expect([...new Set(moved)].sort()).toEqual(['gru1', 'head']);
    const { issues } = planRun(dataset, { design, architecture: small('gru'), settings, tune: ['gru9'] });
    expect(issues.map((i) => i.code)).toContain('unknown-cell');
  });
});

test('every template trains on the same windows', async () => {
  for (const { name } of templates) {
    const events = await all(train({ ...(await job({ architecture: small(name) })), settings: { ...settings, epochs: 1 } }));
    expect(events.at(-1)!.kind, name).toBe('finished');
  }
});
