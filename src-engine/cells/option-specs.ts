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
