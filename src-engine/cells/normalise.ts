import type { Cell, ParameterSpec } from './cell.ts';
import { mean } from './read-out.ts';

/** Keeps the division finite where a window stands still; as in the authors' code. */
const epsilon = 1e-5;

/**
 * Reversible instance normalisation: each window is centred and scaled by its own mean and deviation, feature by feature,
 * then stretched and shifted as learned. The other half is `denormalise`.
 * x, y: [B, features], straight from the window; gain g and shift c: [1, features].
 */
export const normalise: Cell = {
  label: 'Normalise',
  family: 'normalisation',
  place: 'window',
  summary: 'each window by its own mean and deviation',
  source: 'Kim et al. 2022, Reversible instance normalization (RevIN), eq. 1-2; epsilon 1e-5',
  options: {
    centre: {
      kind: 'choice',
      label: 'Centre',
      help: 'What is taken from every row: the mean of the window, or its last row.',
      choices: ['mean', 'last'],
      default: 'mean',
    },
    scale: { kind: 'flag', label: 'Scale', help: 'Divide by the deviation of the window.', default: true },
    affine: { kind: 'flag', label: 'Learned', help: 'Stretch and shift each feature as learned, and back in the forecast.', default: true },
  },
  width: (_, inputs) => inputs,
  parameters: ({ affine }, I): Record<string, ParameterSpec> =>
    affine ? { g: { rows: 1, cols: I, init: 1 }, c: { rows: 1, cols: I, init: 0 } } : {},
  state: () => ({}),
  step(b, x, _state, p, { centre, scale }, around) {
    const middle = mean(b, x, around);
    const level = centre === 'last' ? around.origin : middle;
    let output = b.subtract(x, level);
    around.notes.set('level', level);
    if (scale) {
      const off = b.subtract(x, middle);
      const deviation = b.sqrt(b.offset(mean(b, b.multiply(off, off), around), epsilon));
      output = b.divide(output, deviation);
      around.notes.set('deviation', deviation);
    }
    if (p.g) {
      output = b.add(b.multiply(output, b.vector(p.g)), b.vector(p.c));
      around.notes.set('gain', b.vector(p.g));
      around.notes.set('shift', b.vector(p.c));
    }
    return { output, state: {} };
  },
  equations: ({ centre, scale, affine }) => {
    const off = `x_t - ${centre === 'last' ? 'x_L' : '\\mu'}`;
    const scaled = scale ? `\\frac{${off}}{\\sigma}` : affine ? `(${off})` : off;
    return [
      `y_t = ${affine ? `g \\odot ${scaled} + c` : scaled}`,
      ...(scale ? ['\\sigma^2 = \\tfrac{1}{L} \\sum_t (x_t - \\mu)^2 + \\varepsilon'] : []),
    ];
  },
};
