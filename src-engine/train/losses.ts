// Losses: one entry each, written in ops. Lower is better for all of them.
import type { Parts } from '../compile/task.ts';
import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';

export interface Loss {
  label: string;
  help: string;
  task: 'forecast' | 'classify';
  /** What the output must say of each number. */
  parts: Parts['kind'];
  /** y: [B, width] for each part; target: [B, width]. Returns the loss of each element, [B, width], or of each row, [B, 1]; its mean is minimised. */
  perElement(b: Builder, y: readonly Value[], target: Value, parts: Parts): Value;
}

/** Below this the Huber loss is quadratic, above it linear; in scaled units. */
const huberEdge = 1;

export const losses = {
  mse: {
    label: 'MSE',
    help: 'Mean of squared errors: large errors count most.',
    task: 'forecast',
    parts: 'point',
    perElement: (b, [y], target) => {
      const error = b.subtract(y, target);
      return b.multiply(error, error);
    },
  },
  mae: {
    label: 'MAE',
    help: 'Mean of absolute errors: calm against outliers.',
    task: 'forecast',
    parts: 'point',
    perElement: (b, [y], target) => b.abs(b.subtract(y, target)),
  },
  huber: {
    label: 'Huber',
    help: `Squared below ${huberEdge}, absolute above (Huber 1964).`,
    task: 'forecast',
    parts: 'point',
    perElement: (b, [y], target) => {
      const size = b.abs(b.subtract(y, target));
      const near = b.minimum(size, b.constant(size.width, huberEdge));
      return b.multiply(near, b.subtract(size, b.scale(near, 0.5)));
    },
  },
  /** y: logits; target: one-hot or shares that sum to 1. -sum target * log softmax(y), shifted by the row's maximum. */
  crossEntropy: {
    label: 'Cross-entropy',
    help: 'For classes: minus the logarithm of the probability given to the right one.',
    task: 'classify',
    parts: 'point',
    perElement: (b, [y], target) => {
      const shifted = b.subtract(y, b.broadcast(b.rowMax(y), y.width));
      const logSum = b.log(b.rowSum(b.exp(shifted)));
      return b.subtract(logSum, b.rowSum(b.multiply(target, shifted)));
    },
  },
  quantile: {
    label: 'Pinball',
    help: 'For quantiles: an error below a level counts as much as the level says (Koenker and Bassett 1978); mean over the levels.',
    task: 'forecast',
    parts: 'quantiles',
    perElement: (b, y, target, parts) => {
      const levels = (parts as Extract<Parts, { kind: 'quantiles' }>).levels;
      const each = y.map((quantile, i) => {
        const below = b.subtract(target, quantile);
        return b.maximum(b.scale(below, levels[i]), b.scale(below, levels[i] - 1));
      });
      return b.scale(b.add(...each), 1 / levels.length);
    },
  },
  gaussian: {
    label: 'Gaussian',
    help: 'For mean and deviation: minus the logarithm of the normal density.',
    task: 'forecast',
    parts: 'gaussian',
    perElement: (b, [mean, logDeviation], target) => {
      const z = b.multiply(b.subtract(target, mean), b.exp(b.negate(logDeviation)));
      return b.offset(b.add(b.scale(b.multiply(z, z), 0.5), logDeviation), 0.5 * Math.log(2 * Math.PI));
    },
  },
} satisfies Record<string, Loss>;

export type LossName = keyof typeof losses;
export const lossNames = Object.keys(losses) as LossName[];
