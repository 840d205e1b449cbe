// Searching for a rate through the host, and runs whose stored settings are older than today's.
import { expect, test } from 'vitest';
import { defaultSweep } from '#engine/train/rate-finder.ts';
import { defaultSettings, type TrainSettings } from '#engine/train/settings.ts';
import type { RateProgress } from '#shared/api.ts';
import { type IssueError } from '#shared/errors.ts';
import { searchRate } from '../../src-main/host/rate-search.ts';
import { datasetContent } from '../../src-main/store/datasets.ts';
import { launchChild } from '../../src-main/trainer/launch.ts';
import { freshHost, isOver, longRequest, longWave, projectWithWave, request, until } from './helpers.ts';

const read = async (stream: AsyncIterable<RateProgress>): Promise<RateProgress[]> => {
  const states: RateProgress[] = [];
  for await (const state of stream) states.push(state);
  return states;
};

test('a search tells points as they come and ends with advice; no run is made, and one that trains goes on', async () => {
  const host = freshHost();
  const { project, dataset } = await projectWithWave(host, ...longWave);
  const run = await host.api.runs.start(project.id, longRequest(dataset.id));
  const states = await read(host.api.runs.findRate(request(dataset.id, {}, {}, 32), defaultSweep));
  const end = states.at(-1)!;
  expect(end.advice?.rate).toBeGreaterThan(1e-5);
  expect(end.points.length).toBeGreaterThan(20);
  for (const state of states.slice(0, -1)) {
    expect(state.advice).toBeNull();
    expect(state.points).toEqual(end.points.slice(0, state.points.length));
  }
  expect((await host.api.runs.list(project.id)).map((r) => r.id)).toEqual([run.id]);
  expect((await until(host, run.id, isOver)).status).toBe('finished');
});

test('a search from a checkpoint begins where a fine-tune would', async () => {
  const host = freshHost();
  const { project, dataset } = await projectWithWave(host);
  const { id } = await host.api.runs.start(project.id, request(dataset.id, { epochs: 20, rate: 0.01 }));
  await until(host, id, isOver);
  const parent = { run: id, checkpoint: 'best' as const, train: 'all' as const };
  const [fresh, tuned] = await Promise.all(
    [{}, { parent }].map((more) => read(host.api.runs.findRate(request(dataset.id, {}, more), defaultSweep))),
  );
  expect(tuned.at(-1)!.points[0].loss).toBeLessThan(0.8 * fresh.at(-1)!.points[0].loss);
});

test('whoever leaves a search ends its process', async () => {
  const host = freshHost();
  const { dataset } = await projectWithWave(host);
  const ended: string[] = [];
  const stream = searchRate(
    () => {
      const child = launchChild();
      child.onExit((how) => ended.push(how));
      return child;
    },
    {
      kind: 'find-rate',
      plan: { ...request(dataset.id), design: dataset.design, architecture: request(dataset.id).architecture as never },
      dataset: datasetContent(host.db, dataset.id),
      sweep: { ...defaultSweep, steps: 10_000 },
    },
  );
  for await (const { points } of stream) if (points.length) break;
  await expect.poll(() => ended).toEqual(['it was ended by SIGKILL']);
});

test('settings and sweeps that make no sense are refused', async () => {
  const host = freshHost();
  const { dataset } = await projectWithWave(host);
  const refused = async (settings: Partial<TrainSettings>, sweep = defaultSweep) => {
    try {
      await read(host.api.runs.findRate(request(dataset.id, settings), sweep));
    } catch (error) {
      return (error as IssueError).issues.map((i) => i.code);
    }
    return [];
  };
  expect(await refused({ batch: 0 })).toEqual(['bad-setting']);
  expect(await refused({}, { ...defaultSweep, to: 1e-9 })).toEqual(['bad-sweep']);
});

test('a run that was stored before there were schedules with settings loads, resumes and can be tuned', async () => {
  const host = freshHost();
  const { project, dataset } = await projectWithWave(host, ...longWave);
  const { id } = await host.api.runs.start(project.id, {
    ...longRequest(dataset.id),
    settings: { ...longRequest(dataset.id).settings, schedule: 'step' },
  });
  await until(host, id, (run) => run.epoch >= 2);
  await host.api.runs.stop(id);
  await until(host, id, isOver);
  // What the first version kept, and no more.
  const { rate, momentum, beta1, beta2, epsilon, epochs, batch, patience, clip, seed } = (await host.api.runs.get(id)).plan.settings;
  const old = {
    rate,
    momentum,
    beta1,
    beta2,
    epsilon,
    weightDecay: 0.001,
    epochs,
    batch,
    patience,
    clip,
    seed,
    loss: 'mse',
    optimizer: 'adam',
    schedule: 'step',
  };
  host.db.prepare("update runs set plan = json_set(plan, '$.settings', json(?)) where id = ?").run(JSON.stringify(old), id);
  const { plan } = await host.api.runs.get(id);
  expect(plan.settings).toEqual({ ...defaultSettings, ...old, weightDecay: 0, l2: 0.001, stepEvery: (2 * epochs) / 3 });
  await host.api.runs.resume(id);
  expect((await until(host, id, isOver)).status).toBe('finished');
  const parent = { run: id, checkpoint: 'best' as const, train: 'all' as const };
  const tuned = await host.api.runs.start(project.id, {
    ...request(dataset.id, {}, { parent }, 32),
    settings: { ...plan.settings, epochs: 1 },
  });
  expect((await until(host, tuned.id, isOver)).status).toBe('finished');
});
