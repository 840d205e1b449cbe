// The run that is being planned: where its settings come from, what a fine-tune begins with, what is sent to the host.
import { expect, it } from 'vitest';
import { templateOf } from '#engine/templates.ts';
import { defaultSettings, fitSchedule, type TrainSettings } from '#engine/train/settings.ts';
import type { DatasetRecord, RunRecord } from '#shared/records.ts';
import type { Studio } from '../../../src-renderer/studio.svelte.ts';
import type { Desk } from '../../../src-renderer/features/train/desk.svelte.ts';
import { RunPlanner } from '../../../src-renderer/features/train/planner.svelte.ts';
import { run } from './run-record.ts';

const windows = { train: 8521, validation: 2857, test: 2857 };
function planner({ settings, horizon = 24 }: { settings?: Partial<TrainSettings>; horizon?: number } = {}) {
  const { design, designHash } = run().plan;
  const dataset = { id: 'd1', name: 'ETTh1', rows: 17420, hash: 'h1', design: { ...design, horizon }, designHash } as DatasetRecord;
  const studio = {
    dataset,
    datasets: [dataset],
    architecture: { id: 'a1', name: 'gru', architecture: templateOf('gru')!.architecture },
    project: { sample: settings ? 'book' : '' },
    samples: settings ? [{ name: 'book', settings }] : [],
    info: { readOnly: null, engine: { gflops: 50, threads: 2 } },
    isPlanning: false,
    select: () => {},
  };
  const desk = { summaryOf: () => ({ issues: [], windows, period: 24 }) };
  return { studio, plan: new RunPlanner(studio as unknown as Studio, desk as unknown as Desk) };
}
const finished = (patch: Partial<RunRecord> = {}) =>
  run({ status: 'finished', epoch: 12, bestEpoch: 9, ...patch }, { rate: 3e-3, batch: 32, seed: 7 });

it('begins with the defaults, or with what a sample is meant to be trained with', () => {
  expect(planner().plan.settings).toEqual(defaultSettings);
  const { plan } = planner({ settings: { optimizer: 'sgd', rate: 0.01, epochs: 1000 } });
  expect(plan.settings).toEqual(fitSchedule({ ...defaultSettings, optimizer: 'sgd', rate: 0.01, epochs: 1000 }));
  expect(plan.origin).toBe('sample');
});

it('remembers only what differs, and goes back to the first values', () => {
  const { plan } = planner();
  plan.change({ rate: 0.01, batch: 128 });
  plan.change({ batch: defaultSettings.batch });
  expect(plan.changes).toEqual({ rate: 0.01 });
  plan.reset();
  expect(plan.settings).toEqual(defaultSettings);
});

it('another optimizer brings its own rate and decays, until a person changes them', () => {
  const { plan } = planner();
  plan.change({ optimizer: 'adamw' });
  expect(plan.settings).toEqual({ ...defaultSettings, optimizer: 'adamw', weightDecay: 0.01 });
  plan.change({ weightDecay: 0 });
  plan.change({ optimizer: 'sgd' });
  expect(plan.settings).toMatchObject({ optimizer: 'sgd', rate: 0.1, weightDecay: 0 });
  plan.change({ optimizer: 'adam' });
  expect(plan.changes).not.toHaveProperty('optimizer');
  expect(plan.settings).toEqual(defaultSettings);
});

it('schedules fit the epochs and the patience that are planned', () => {
  const { plan } = planner();
  plan.change({ epochs: 90, patience: 30 });
  expect(plan.settings).toMatchObject({ stepEvery: 30, plateauPatience: 10 });
  plan.change({ stepEvery: 7 });
  plan.change({ epochs: 60 });
  expect(plan.settings).toMatchObject({ stepEvery: 7, plateauPatience: 10 });
});

it('a rate that was found belongs to what was planned then', async () => {
  const { plan, studio } = planner();
  const point = { rate: 1e-6, loss: 1 };
  const advice = { rate: 3e-3, reason: 'steepest', lowest: 1e-2, fallen: 0.5, rose: true } as const;
  const asked: unknown[] = [];
  Object.assign(studio, {
    api: {
      runs: {
        async *findRate(request: unknown) {
          asked.push(request);
          yield { points: [point], steps: 2, advice: null };
          yield { points: [point, point], steps: 2, advice };
        },
      },
    },
  });
  const search = () => plan.finder.search(plan.request(''), plan.searchKey);
  const searching = search();
  expect(plan.finder.status).toBe('searching');
  expect(plan.canSearch).toBe(false);
  await searching;
  expect(plan.finder.status).toBe('found');
  expect(plan.foundRate).toBe(3e-3);
  expect(asked).toHaveLength(1);
  // The rate itself, and how long it trains, do not change what was found; the optimizer does.
  plan.change({ rate: 3e-3, epochs: 7, schedule: 'cosine' });
  expect(plan.foundRate).toBe(3e-3);
  plan.finder.close();
  expect(plan.foundRate).toBe(3e-3);
  plan.change({ optimizer: 'sgd' });
  expect(plan.foundRate).toBeUndefined();
});

it('a search that is left is not heard any more', async () => {
  const { plan, studio } = planner();
  let go = () => {};
  const waiting = new Promise<void>((resolve) => (go = resolve));
  Object.assign(studio, {
    api: {
      runs: {
        async *findRate() {
          await waiting;
          yield { points: [], steps: 2, advice: { rate: 1, reason: 'steepest', lowest: 3, fallen: 0.5, rose: true } };
        },
      },
    },
  });
  const searching = plan.finder.search(plan.request(''), plan.searchKey);
  plan.finder.close();
  go();
  await searching;
  expect(plan.finder.status).toBe('closed');
  expect(plan.foundRate).toBeUndefined();
});

it('can start when nothing is wrong, and not when something is', () => {
  const { plan } = planner();
  expect(plan.canStart).toBe(true);
  expect(plan.parameters).toBeGreaterThan(1000);
  expect(plan.cost?.secondsPerEpoch).toBeGreaterThan(0);
  expect(plan.request('gru')).toEqual({
    dataset: 'd1',
    architecture: 'a1',
    name: 'gru',
    settings: defaultSettings,
    backend: 'auto',
    threads: 0,
  });
  plan.change({ batch: -1 });
  expect(plan.issues.map((i) => [i.code, i.where])).toEqual([['bad-setting', 'batch']]);
  expect(plan.canStart).toBe(false);
});

it('a copy takes the settings and the drawing of its run, until another drawing is chosen', () => {
  const { plan, studio } = planner();
  plan.planCopy(finished());
  expect(studio.isPlanning).toBe(true);
  expect(plan.settings).toMatchObject({ rate: 3e-3, batch: 32, seed: 7 });
  expect(plan.request('copy').architecture).toEqual(templateOf('gru')!.architecture);
  // The drawing keeps the name it had, whatever the run is called.
  expect(plan.request('copy').architectureName).toBe(plan.architectureName);
  plan.chooseArchitecture('a1');
  expect(plan.request('copy').architecture).toBe('a1');
  plan.planNew();
  expect(plan.settings).toEqual(defaultSettings);
});

it('a fine-tune begins at a tenth of the rate, from the best checkpoint, with all weights', () => {
  const { plan } = planner();
  plan.planTune(finished());
  expect(plan.settings.rate).toBe(3e-4);
  expect(plan.request('tuned').parent).toEqual({ run: 'r1', checkpoint: 'best', train: 'all' });
  const all = plan.movingParameters;
  plan.moves = 'head';
  expect(plan.movingParameters).toBeLessThan(all);
  expect(plan.request('tuned').parent?.train).toBe('head');
  plan.moves = 'cells';
  expect(plan.request('tuned').parent?.train).toEqual(['head']);
  plan.toggleCell('gru');
  plan.toggleCell('head');
  expect(plan.request('tuned').parent?.train).toEqual(['gru']);
});

it('a run that was stopped before its first epoch is tuned from its last checkpoint', () => {
  const { plan } = planner();
  plan.planTune(finished({ status: 'stopped', epoch: 0, bestEpoch: 0 }));
  expect(plan.checkpoint).toBe('last');
});

it('a dataset of another shape cannot be tuned on', () => {
  const { plan } = planner({ horizon: 12 });
  plan.planTune(finished());
  expect(plan.misfit).toEqual({ what: 'horizon', has: 12, needs: 24 });
  expect(plan.canStart).toBe(false);
});

it('what the host has refused is shown, and does not keep one from trying again', () => {
  const { plan } = planner();
  plan.refused = [{ severity: 'error', code: 'store-refused', where: 'store', message: 'Full.', fix: 'Make room.' }];
  expect(plan.issues).toHaveLength(1);
  expect(plan.canStart).toBe(true);
});
