// Options that several cells share, so that they read the same everywhere.
import { activationNames, type ActivationName } from './activations.ts';
import type { OptionSpec } from './cell.ts';

export const units: OptionSpec = {
  kind: 'integer',
  label: 'Units',
  help: 'How many values the cell remembers and gives out.',
  min: 1,
  max: 4096,
  default: 64,
};

export const activationOption = (fallback: ActivationName): OptionSpec => ({
  kind: 'choice',
  label: 'Activation',
  help: 'The curve that each sum passes through.',
  choices: activationNames,
  default: fallback,
});

/** The inner layer of a cell that gives out as many values as come in. */
export const hidden: OptionSpec = {
  kind: 'integer',
  label: 'Hidden',
  help: 'Units of the layer inside; what it gives out is as wide as what comes in.',
  min: 1,
  max: 4096,
  default: 64,
};
