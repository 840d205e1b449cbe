// A small series, its windows, and a run on them: for tests of training.
import { newDesign } from '#engine/data/design-file.ts';
import { expect } from 'vitest';
import type { Backend } from '#engine/backends/backend.ts';
import { reference } from '#engine/backends/reference.ts';
import type { Options } from '#engine/cells/cell.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { Random } from '#engine/random.ts';
import { templateOf } from '#engine/templates.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '#engine/train/checkpoint.ts';
import { planRun, type Choice } from '#engine/train/plan.ts';
import { defaultSettings, slotsOf, type TrainSettings } from '#engine/train/settings.ts';
import { shapesOf, train, type TrainEvent, type TrainJob } from '#engine/train/train.ts';

const random = new Random(3, 'series');
const wave = Float64Array.from({ length: 160 }, (_, i) => Math.sin(i / 3) + 0.3 * Math.cos(i / 7) + 0.05 * random.normal());
export const dataset: Dataset = {
  rows: 160,
  columns: [
    { name: 'a', numbers: wave },
    { name: 'b', numbers: wave.map((x, i) => x * 3 + i / 50) },
  ],
};
export const design: DatasetDesign = {
  ...newDesign,
  targets: ['a'],
  features: ['a', 'b'],
  lookback: 8,
  horizon: 3,
  stride: 1,
  gap: 0,
  split: { by: 'time', unit: 'share', train: 0.6, validation: 0.2, test: 0.2 },
  scaler: 'standard',
  missing: 'skip',
};
export const settings: TrainSettings = { ...defaultSettings, epochs: 3, batch: 16, rate: 0.01 };

/** A template with few units, and segments that fit the window. */
export const small = (name: string) => {
  const { architecture } = templateOf(name)!;
  const few: Record<string, number> = { units: 5, size: 5, points: 4 };
  const shrunk = (options: Options): Options =>
    Object.fromEntries(
      Object.entries(options).map(([option, value]) => [option, typeof value === 'number' ? (few[option] ?? value) : value]),
    );
  return { ...architecture, nodes: architecture.nodes.map((n) => ({ ...n, options: shrunk(n.options) })) };
};

/** 94 training windows; 6 batches of 16 an epoch. */
export async function job(choice: Partial<Choice> = {}, backend: Backend = reference): Promise<TrainJob> {
  const architecture = choice.architecture ?? small('drawn-feedback');
  const { planned, issues } = planRun(dataset, { design, settings, ...choice, architecture });
  expect(issues).toEqual([]);
  const { program, prepared } = planned!;
  const chosen = choice.settings ?? settings;
  const session = await backend.open(program, { batch: chosen.batch, steps: stepsOf(design, program.strategy) }, slotsOf(chosen));
  return { program, prepared, architecture, settings: chosen, session, weights: initialWeights(program, chosen.seed) };
}

export async function all(stream: AsyncIterable<TrainEvent>): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
export const last = (events: TrainEvent[]) =>
  events.filter((e) => e.kind === 'checkpoint' && e.which === 'last').at(-1) as Extract<TrainEvent, { kind: 'checkpoint' }>;

/** Through the file format, as the store keeps it. */
export const stored = (job: TrainJob, c?: Checkpoint): Checkpoint | undefined =>
  c && readCheckpoint(writeCheckpoint(c, shapesOf(job.program)));

/** Runs until so many batches are done, is killed there, and gives the checkpoints of its last moment. */
export async function killedAfter(batches: number, run: TrainJob): Promise<{ last: Checkpoint; best?: Checkpoint }> {
  const kept: { last?: Checkpoint; best?: Checkpoint } = {};
  let done = 0;
  for await (const event of train({ ...run, wish: () => 'checkpoint' })) {
    if (event.kind === 'checkpoint') kept[event.which] = event.checkpoint;
    if (event.kind === 'step' || event.kind === 'batch') done++;
    if (done > batches) break;
  }
  return { last: stored(run, kept.last)!, best: stored(run, kept.best) };
}
