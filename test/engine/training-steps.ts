// Ten steps of training on a session, for comparing backends: every optimizer, and everything that is done to gradients.
import type { Session, Sizes } from '#engine/backends/backend.ts';
import type { Program } from '#engine/compile/program.ts';
import { defaultsOf, steppingOptimizers } from '#engine/train/optimizers.ts';
import { defaultSettings, slotsOf, type TrainSettings } from '#engine/train/settings.ts';
import { gather, takeStep } from '#engine/train/step.ts';
import { randomFeed } from './gradient-check.ts';

// What divides by the size of a gradient is a smooth function of it with a large epsilon.
const smooth = { rate: 1e-2, epsilon: 1e-4 };

export const trainingCases: Record<string, TrainSettings> = {
  ...Object.fromEntries(
    steppingOptimizers.map((optimizer) => [optimizer, { ...defaultSettings, ...defaultsOf(optimizer), optimizer, ...smooth, clip: 0.7 }]),
  ),
  'penalties and decay': { ...defaultSettings, ...smooth, optimizer: 'nesterov', clip: 0.7, l1: 1e-3, l2: 1e-2, weightDecay: 0.1 },
  'value clipping': { ...defaultSettings, ...smooth, optimizer: 'adam', clip: 0, clipValue: 0.01 },
  'three batches a step': { ...defaultSettings, ...smooth, optimizer: 'adam', accumulate: 3, clip: 0.7 },
  'everything at once': {
    ...defaultSettings,
    ...smooth,
    optimizer: 'nadam',
    accumulate: 2,
    clip: 0.05,
    clipValue: 0.02,
    l1: 1e-3,
    l2: 1e-2,
    weightDecay: 0.1,
  },
};

/** Weights, slots and the losses of all batches after ten steps. Disposes of the session. */
export async function tenSteps(
  open: (slots: readonly string[]) => Promise<Session> | Session,
  program: Program,
  sizes: Sizes,
  settings: TrainSettings,
  weights: ReadonlyMap<string, Float64Array>,
): Promise<Map<string, ArrayLike<number>>> {
  const session = await open(slotsOf(settings));
  session.writeWeights(weights);
  const losses: number[] = [];
  for (let step = 1; step <= 10; step++) {
    for (let i = 0; i < settings.accumulate; i++) {
      losses.push(await session.gradient(randomFeed(program, sizes, 100 * step + i)));
      if (settings.accumulate > 1) gather(session, { share: 1 / settings.accumulate, isLast: i + 1 === settings.accumulate });
    }
    takeStep(session, settings, settings, step);
  }
  const state = new Map<string, ArrayLike<number>>([...session.readWeights(), ...session.readSlots(), ['losses', losses]]);
  session.dispose();
  return state;
}
