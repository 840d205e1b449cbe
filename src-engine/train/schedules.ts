/**
 * Learning-rate schedules: one entry each, a rate as a function of the place in the run. Linear warm-up goes before any of
 * them. What a schedule has to remember (reduce-on-plateau) is kept in the run's progress; the others need nothing but the place.
 */
import { optimizerOf, type OptimizerName, type OptimizerSettings } from './optimizers.ts';

export interface ScheduleSettings {
  /** Epochs, also a part of one, in which the rate rises linearly to where the schedule begins. */
  warmup: number;
  /** The rate does not fall below it; cosine and one-cycle end at it. */
  minimumRate: number;
  /** step: epochs between two cuts, and the factor of a cut. */
  stepEvery: number;
  stepFactor: number;
  /** exponential: factor of each epoch after so many at the full rate. */
  decay: number;
  decayAfter: number;
  /** plateau: epochs without gain before a cut, the factor of a cut, and the share of the best loss that counts as a gain. */
  plateauPatience: number;
  plateauFactor: number;
  plateauThreshold: number;
  /** one-cycle: share of the run in which the rate rises, and the share of the rate that it begins with. */
  cyclePeak: number;
  cycleStart: number;
  /** one-cycle: momentum (beta1 of the Adams) at the peak; 0 leaves it as it is. */
  cycleMomentum: number;
}

export const defaultScheduleSettings: ScheduleSettings = {
  warmup: 0,
  minimumRate: 0,
  stepEvery: 10,
  stepFactor: 0.1,
  decay: 0.8,
  decayAfter: 3,
  plateauPatience: 2,
  plateauFactor: 0.5,
  plateauThreshold: 1e-4,
  cyclePeak: 0.3,
  cycleStart: 0.04,
  cycleMomentum: 0.85,
};

/** Where a schedule is, counted in optimizer steps from its beginning, which is the end of the warm-up. */
export interface Place {
  step: number;
  /** Steps of the whole schedule; with a warm-up of a part of an epoch not always a whole number. */
  steps: number;
  stepsPerEpoch: number;
  /** Cuts that reduce-on-plateau has made. */
  cuts: number;
}

export interface Schedule {
  label: string;
  help: string;
  source?: string;
  /** Settings that it looks at. */
  reads: readonly (keyof ScheduleSettings)[];
  rate(s: ScheduleSettings & { rate: number }, place: Place): number;
}

const epochOf = ({ step, stepsPerEpoch }: Place): number => step / stepsPerEpoch;
const atLeast = ({ minimumRate }: ScheduleSettings, rate: number): number => Math.max(minimumRate, rate);
/** From one number to another along half a cosine; share runs from 0 to 1. */
const alongCosine = (from: number, to: number, share: number): number => to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * share));

/** One-cycle in two parts, the rise and the fall, each with its share from 0 to 1. Its last step is the very end. */
function cycleAt({ cyclePeak }: ScheduleSettings, { step, steps }: Place): { rises: boolean; share: number } {
  const peak = cyclePeak * steps - 1;
  if (steps <= 1) return { rises: true, share: 1 };
  if (step <= peak && peak > 0) return { rises: true, share: step / peak };
  return { rises: false, share: Math.min(1, (step - peak) / (steps - 1 - peak)) };
}

export const schedules = {
  constant: { label: 'Constant', help: 'The same rate throughout.', reads: [], rate: ({ rate }) => rate },
  step: {
    label: 'Step',
    help: 'Cut by a factor every so many epochs.',
    reads: ['stepEvery', 'stepFactor', 'minimumRate'],
    rate: (s, place) => atLeast(s, s.rate * s.stepFactor ** Math.floor(epochOf(place) / s.stepEvery)),
  },
  exponential: {
    label: 'Exponential',
    help: 'Times a factor in every epoch after the first ones.',
    reads: ['decay', 'decayAfter', 'minimumRate'],
    rate: (s, place) => atLeast(s, s.rate * s.decay ** Math.max(0, Math.floor(epochOf(place)) - s.decayAfter + 1)),
  },
  cosine: {
    label: 'Cosine',
    help: 'Falls along half a cosine until the last epoch.',
    source: 'Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts',
    reads: ['minimumRate'],
    rate: (s, { step, steps }) =>
      s.minimumRate + (s.rate - s.minimumRate) * 0.5 * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps)),
  },
  plateau: {
    label: 'On a plateau',
    help: 'Cut by a factor when the validation loss has stopped falling.',
    source: 'As in PyTorch (ReduceLROnPlateau)',
    reads: ['plateauPatience', 'plateauFactor', 'plateauThreshold', 'minimumRate'],
    rate: (s, { cuts }) => atLeast(s, s.rate * s.plateauFactor ** cuts),
  },
  'one-cycle': {
    label: 'One cycle',
    help: 'Rises to the rate and falls far below it, momentum the other way round.',
    source: 'Smith and Topin 2017, arXiv:1708.07120; Smith 2018, arXiv:1803.09820; along cosines as in PyTorch (OneCycleLR)',
    reads: ['cyclePeak', 'cycleStart', 'cycleMomentum', 'minimumRate'],
    rate: (s, place) => {
      const { rises, share } = cycleAt(s, place);
      return rises ? alongCosine(s.rate * s.cycleStart, s.rate, share) : alongCosine(s.rate, s.minimumRate, share);
    },
  },
} satisfies Record<string, Schedule>;

export type ScheduleName = keyof typeof schedules;
export const scheduleNames = Object.keys(schedules) as ScheduleName[];
export const scheduleOf = (name: ScheduleName): Schedule => schedules[name];

/** The settings that say how fast a run goes. */
export interface PaceSettings extends ScheduleSettings, OptimizerSettings {
  optimizer: OptimizerName;
  schedule: ScheduleName;
  epochs: number;
}

/**
 * The optimizer's settings of one step: those of the run with the rate, and under one-cycle the momentum, of this place.
 * step: optimizer steps before it, since the run began.
 */
export function settingsAt(
  s: PaceSettings,
  { step, stepsPerEpoch, cuts = 0 }: { step: number; stepsPerEpoch: number; cuts?: number },
): OptimizerSettings {
  const warm = s.warmup * stepsPerEpoch;
  const place = { step: Math.max(0, step - warm), steps: s.epochs * stepsPerEpoch - warm, stepsPerEpoch, cuts };
  const reached = scheduleOf(s.schedule).rate(s, place);
  const rate = step < warm ? reached * Math.min(1, (step + 1) / warm) : reached;
  const { inertia } = optimizerOf(s.optimizer);
  if (s.schedule !== 'one-cycle' || !inertia || s.cycleMomentum === 0) return { ...s, rate };
  const { rises, share } = cycleAt(s, place);
  const [ends, peak] = [s[inertia], s.cycleMomentum];
  return { ...s, rate, [inertia]: rises ? alongCosine(ends, peak, share) : alongCosine(peak, ends, share) };
}

/** What reduce-on-plateau remembers. */
export interface Plateau {
  best: number | null;
  /** Epochs since the last gain or cut. */
  waited: number;
  cuts: number;
}

export const freshPlateau: Plateau = { best: null, waited: 0, cuts: 0 };

/** After an epoch with this loss, as PyTorch counts with its relative threshold - here also right for losses below zero. */
export function plateauAfter({ best, waited, cuts }: Plateau, loss: number, s: ScheduleSettings): Plateau {
  if (best === null || loss < best - s.plateauThreshold * Math.abs(best)) return { best: loss, waited: 0, cuts };
  return waited + 1 > s.plateauPatience ? { best, waited: 0, cuts: cuts + 1 } : { best, waited: waited + 1, cuts };
}
