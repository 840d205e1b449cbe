import type { Cell } from './cell.ts';
import { columnsOfTargets, eachPart } from './forecast-parts.ts';

/**
 * Gives the forecast of each target the level and deviation that `normalise` took from its window.
 * x, y: [B, rows * targets] for each part of the forecast; targets that are not among the features are left as they are.
 */
export const denormalise: Cell = {
  label: 'Denormalise',
  family: 'normalisation',
  place: 'last',
  partner: 'normalise',
  summary: 'back to the level of the window',
  source: 'Kim et al. 2022, Reversible instance normalization (RevIN), eq. 3',
  options: {},
  width: (_, inputs) => inputs,
  parameters: () => ({}),
  state: () => ({}),
  step(b, x, _state, _p, _options, around) {
    const { notes, targetColumns } = around;
    const features = notes.get('level')!.width;
    /** What was noted, at the places of the targets; `other` for targets that are no feature. */
    const atTargets = (name: string, width: number, other: number) => {
      const noted = notes.get(name);
      if (!noted) return undefined;
      const there = b.matmul(noted, columnsOfTargets(around, features, width));
      if (!other || targetColumns.every((column) => column >= 0)) return there;
      const missing = around.fixed(`missing${targetColumns.join(',')}`, 1, width, () =>
        Array.from({ length: width }, (_, at) => (targetColumns[at % targetColumns.length] < 0 ? other : 0)),
      );
      return b.add(there, b.vector(missing));
    };
    const output = eachPart(b, x, around, (part, isSpread) => {
      const [level, deviation] = [atTargets('level', part.width, 0)!, atTargets('deviation', part.width, 1)];
      const [gain, shift] = [atTargets('gain', part.width, 1), atTargets('shift', part.width, 0)];
      if (isSpread) {
        const stretched = gain ? b.subtract(part, b.log(b.offset(b.abs(gain), 1e-10))) : part;
        return deviation ? b.add(stretched, b.log(deviation)) : stretched;
      }
      // As the authors have it, so that a gain of zero does not divide by zero.
      const plain = gain && shift ? b.divide(b.subtract(part, shift), b.offset(gain, 1e-10)) : part;
      return b.add(deviation ? b.multiply(plain, deviation) : plain, level);
    });
    return { output, state: {} };
  },
  equations: () => ['\\hat{y}_k = \\sigma \\odot \\frac{x_k - c}{g} + \\mu'],
};
