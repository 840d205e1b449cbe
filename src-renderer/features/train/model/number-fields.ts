// How the numbers among the settings are typed: what an arrow key moves them by, and how wide they are.
import type { NumberSetting, TrainSettings } from '#engine/train/settings.ts';

/** A tenth of the size of a value, or this where it is 0: rates and penalties live in powers of ten. */
const relative = (value: number, from: number): number => (value > 0 ? 10 ** (Math.floor(Math.log10(value) + 1e-9) - 1) : from);

const steps: Record<NumberSetting, number | ((value: number) => number)> = {
  rate: (x) => relative(x, 1e-4),
  minimumRate: (x) => relative(x, 1e-6),
  epsilon: (x) => relative(x, 1e-9),
  l1: (x) => relative(x, 1e-5),
  l2: (x) => relative(x, 1e-5),
  weightDecay: (x) => relative(x, 1e-3),
  plateauThreshold: (x) => relative(x, 1e-4),
  momentum: 0.01,
  beta1: 0.01,
  beta2: 0.001,
  warmup: 0.5,
  stepEvery: 1,
  stepFactor: 0.1,
  decay: 0.01,
  decayAfter: 1,
  plateauPatience: 1,
  plateauFactor: 0.1,
  cyclePeak: 0.05,
  cycleStart: 0.01,
  cycleMomentum: 0.01,
  epochs: 1,
  batch: 1,
  accumulate: 1,
  patience: 1,
  clip: 0.1,
  clipValue: 0.1,
  seed: 1,
};

export function arrowStep(name: NumberSetting, settings: TrainSettings): number {
  const step = steps[name];
  return typeof step === 'number' ? step : step(settings[name]);
}

const wide = new Set<NumberSetting>(['rate', 'minimumRate', 'epsilon', 'seed', 'momentum', 'beta1', 'beta2', 'weightDecay', 'l1', 'l2']);
export const fieldWidth = (name: NumberSetting): number => (wide.has(name) ? 84 : 64);
