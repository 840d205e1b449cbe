// Losses: one entry each, written in ops. Lower is better for all of them.
import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';

export interface Loss {
  label: string;
  help: string;
  task: 'forecast' | 'classify';
  /** y, target: [B, width]. Returns the loss of each element, [B, width], or of each row, [B, 1]; its mean is minimised. */
  perElement(b: Builder, y: Value, target: Value): Value;
}

/** Below this the Huber loss is quadratic, above it linear; in scaled units. */
const huberEdge = 1;

export const losses = {
  mse: {
    label: 'MSE',
    help: 'Mean of squared errors: large errors count most.',
    task: 'forecast',
    perElement: (b, y, target) => {
      const error = b.subtract(y, target);
      return b.multiply(error, error);
    },
  },
  mae: {
    label: 'MAE',
    help: 'Mean of absolute errors: calm against outliers.',
    task: 'forecast',
    perElement: (b, y, target) => b.abs(b.subtract(y, target)),
  },
  huber: {
    label: 'Huber',
    help: `Squared below ${huberEdge}, absolute above (Huber 1964).`,
    task: 'forecast',
    perElement: (b, y, target) => {
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
    perElement: (b, y, target) => {
      const shifted = b.subtract(y, b.broadcast(b.rowMax(y), y.width));
      const logSum = b.log(b.rowSum(b.exp(shifted)));
      return b.subtract(logSum, b.rowSum(b.multiply(target, shifted)));
    },
  },
} satisfies Record<string, Loss>;

export type LossName = keyof typeof losses;
export const lossNames = Object.keys(losses) as LossName[];
