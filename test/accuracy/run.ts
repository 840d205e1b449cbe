// One training in this process, from a dataset and a design to its scores, with what the recipe says.
import type { Numbers } from '#engine/backends/backend.ts';
import { wasmBackend } from '#engine/backends/wasm/wasm-backend.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { parameterCount, type Program } from '#engine/compile/program.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign, PartName } from '#engine/data/design.ts';
import { stepsOf } from '#engine/data/feed.ts';
import { prepare, type Prepared } from '#engine/data/windows.ts';
import { recipeFor } from '#engine/recipes/recipe.ts';
import { factsOf } from '#engine/recipes/facts.ts';
import { evaluateEnsemble } from '#engine/train/ensemble.ts';
import type { Scores } from '#engine/train/metrics.ts';
import { planRun } from '#engine/train/plan.ts';
import { slotsOf, type TrainSettings } from '#engine/train/settings.ts';
import { train } from '#engine/train/train.ts';
import { nodeThreads } from '../../src-main/trainer/threads.ts';

export interface Trained {
  program: Program;
  /** Of its best epoch. */
  weights: ReadonlyMap<string, Numbers>;
  prepared: Prepared;
  test: Scores | null;
  validation: Scores | null;
  epochs: number;
  bestEpoch: number;
  parameters: number;
  settings: TrainSettings;
  template: string;
  /** Of the training alone. */
  seconds: number;
}

const opened = (program: Program, design: DatasetDesign, settings: TrainSettings) =>
  wasmBackend({ threads: 2, host: nodeThreads, now: () => performance.now() }).open(
    program,
    { batch: settings.batch, steps: stepsOf(design, program.strategy) },
    slotsOf(settings),
  );

/** Scores of the median of what several seeds forecast. */
export async function medianOf(all: readonly Trained[]): Promise<Trained> {
  const [{ program, prepared, settings }] = all;
  const session = await opened(program, prepared.design, settings);
  const job = { prepared, program, session, batch: settings.batch, members: all.map((one) => one.weights), how: 'median' as const };
  const on = async (part: PartName) => (await evaluateEnsemble(job, part))?.scores ?? null;
  const scores = { validation: await on('validation'), test: await on('test') };
  session.dispose();
  return { ...all[0], ...scores };
}

export async function trainOnce(dataset: Dataset, design: DatasetDesign, seed: number, say: (line: string) => void): Promise<Trained> {
  const { prepared: looked, issues: wrong } = prepare(dataset, design);
  if (!looked) throw new Error(wrong.map((i) => `${i.where}: ${i.message}`).join('; '));
  const recipe = recipeFor(factsOf(looked));
  const settings = { ...recipe.settings, seed };
  const { planned, issues } = planRun(dataset, { design, architecture: recipe.architecture, settings });
  if (!planned) throw new Error(issues.map((i) => `${i.where}: ${i.message}`).join('; '));
  const { program, prepared } = planned;
  const session = await opened(program, design, settings);
  const started = performance.now();
  let result: Trained | undefined;
  const job = { architecture: recipe.architecture, program, prepared, settings, session, weights: initialWeights(program, seed) };
  for await (const event of train(job)) {
    if (event.kind === 'epoch') {
      const { epoch, trainLoss, loss, isBest } = event.record;
      say(
        `  epoch ${epoch} of ${settings.epochs}: training ${trainLoss.toPrecision(4)}, validation ${loss.toPrecision(4)}${isBest ? ', best' : ''}`,
      );
    }
    if (event.kind === 'finished')
      result = {
        program,
        weights: session.readWeights(),
        prepared,
        test: event.test,
        validation: event.validation,
        epochs: event.progress.epoch,
        bestEpoch: event.progress.bestEpoch,
        parameters: parameterCount(program),
        settings,
        template: recipe.template,
        seconds: (performance.now() - started) / 1000,
      };
  }
  session.dispose();
  return result!;
}
