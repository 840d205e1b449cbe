/**
 * Augmentations of training windows: which there are, what they can be set to, where they come from. `augment.ts` does them.
 * A design lists them in the order in which they are done.
 */
export interface AugmentationSetting {
  label: string;
  least: number;
  most: number;
  whole?: true;
  default: number;
}

export interface AugmentationKind {
  label: string;
  help: string;
  source: string;
  settings: Readonly<Partial<Record<AugmentationNumber, AugmentationSetting>>>;
}

export type AugmentationNumber = 'deviation' | 'knots' | 'share' | 'rows' | 'alpha';

const deviation = (value: number): AugmentationSetting => ({ label: 'Deviation', least: 0, most: 10, default: value });
const knots: AugmentationSetting = { label: 'Knots', least: 1, most: 64, whole: true, default: 4 };

const umAndPfister = 'Um et al. 2017, arXiv:1706.00527';

export const augmentations = {
  jitter: {
    label: 'Jitter',
    help: 'Adds noise to every value that the network sees; in scaled units. What is to be predicted stays as it is.',
    source: umAndPfister,
    settings: { deviation: deviation(0.03) },
  },
  scaling: {
    label: 'Scaling',
    help: 'Multiplies each column of a window, with what is to be predicted of it, by one random number near 1; in scaled units.',
    source: umAndPfister,
    settings: { deviation: deviation(0.1) },
  },
  magnitudeWarp: {
    label: 'Magnitude warp',
    help: 'As scaling, by a smooth curve along the window instead of one number.',
    source: umAndPfister,
    settings: { deviation: deviation(0.2), knots },
  },
  timeWarp: {
    label: 'Time warp',
    help: 'Runs through the window at a speed that varies smoothly, the same for all columns and for what is to be predicted.',
    source: umAndPfister,
    settings: { deviation: deviation(0.2), knots },
  },
  slice: {
    label: 'Window slice',
    help: 'Takes a random stretch of what the network sees and draws it out to the full length; for classes only.',
    source: 'Le Guennec et al. 2016, "Data Augmentation for Time Series Classification using CNNs"',
    settings: { share: { label: 'Share kept', least: 0.1, most: 1, default: 0.9 } },
  },
  mixup: {
    label: 'Mixup',
    help: 'Mixes a window, and what is to be predicted of it, with another one of the batch; the share is drawn from Beta(alpha, alpha).',
    source: 'Zhang et al. 2018, arXiv:1710.09412',
    settings: { alpha: { label: 'Alpha', least: 0.01, most: 10, default: 0.2 } },
  },
  masking: {
    label: 'Masking',
    help: 'Puts zero, which is the mean of a standardised column, in place of random stretches of what the network sees.',
    source: 'DeVries and Taylor 2017, arXiv:1708.04552 (cutout), along time as in Park et al. 2019, arXiv:1904.08779',
    settings: {
      share: { label: 'Share masked', least: 0, most: 0.95, default: 0.1 },
      rows: { label: 'Rows of a stretch', least: 1, most: 10_000, whole: true, default: 3 },
    },
  },
} satisfies Record<string, AugmentationKind>;

export type AugmentationName = keyof typeof augmentations;
export const augmentationNames = Object.keys(augmentations) as AugmentationName[];

/** One of them with its settings; those that its kind does not have are left out. chance: of a window to be changed by it. */
export type Augmentation = { name: AugmentationName; chance: number } & Partial<Record<AugmentationNumber, number>>;

export const augmentationOf = (name: AugmentationName): AugmentationKind => augmentations[name];

export const defaultAugmentation = (name: AugmentationName): Augmentation => ({
  name,
  chance: 1,
  ...Object.fromEntries(Object.entries(augmentationOf(name).settings).map(([key, setting]) => [key, setting.default])),
});
