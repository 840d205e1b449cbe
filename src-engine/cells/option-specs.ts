// Options that several cells share, so that they read the same everywhere.
import { activationNames, type ActivationName } from './activations.ts';
import type { Init } from '../compile/value.ts';
import type { OptionSpec } from './cell.ts';

export const units: OptionSpec = {
  kind: 'integer',
  label: 'Units',
  help: 'How many values the cell remembers and gives out.',
  min: 1,
  max: 4096,
  default: 64,
};

/** What every cell with a state can do beside its equations. */
export const recurrentOptions: Record<string, OptionSpec> = {
  direction: {
    kind: 'choice',
    label: 'Direction',
    help: 'Backward runs from the last row of the window to the first; beside a forward one it makes a bidirectional layer.',
    choices: ['forward', 'backward'],
    default: 'forward',
  },
  start: {
    kind: 'choice',
    label: 'Start',
    help: 'What the state is before the first step: zero, or learned. An edge into its start decides instead.',
    choices: ['zero', 'learned'],
    default: 'zero',
  },
  recurrentDropout: {
    kind: 'number',
    label: 'Recurrent dropout',
    help: 'Share of the state that the matrices of a cell do not see while training, the same throughout a window (Gal and Ghahramani 2016).',
    min: 0,
    max: 0.95,
    default: 0,
  },
  zoneout: {
    kind: 'number',
    label: 'Zoneout',
    help: 'Share of the state that keeps its old value at a step while training (Krueger et al. 2017).',
    min: 0,
    max: 0.95,
    default: 0,
  },
};

/** Which weights a cell starts from: the usual ones, biases zero, or all of them small, as other tools do. */
export const initialOption = (usual: 'glorot' | 'orthogonal'): OptionSpec => ({
  kind: 'choice',
  label: 'Starting weights',
  help: 'Uniform draws all of them, biases too, from -1/sqrt(n) to 1/sqrt(n), as PyTorch does: n units of a recurrent cell, n inputs of a Dense. Otherwise biases start at zero.',
  choices: [usual, 'uniform'],
  default: usual,
});

/** `fallback` unless a cell is to start from small numbers everywhere: within 1/sqrt(n). */
export const initialOf = (given: unknown, n: number, fallback: Init): Init =>
  given === 'uniform' ? { kind: 'uniform', limit: 1 / Math.sqrt(n) } : fallback;

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
