// What layer norm and RMS norm do to a row before anything is learned; the residual block has it in front.
import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';

/** Keeps the division finite where all values of a row are equal. As PyTorch's layer norm has it. */
const EPSILON = 1e-5;
export const epsilonLatex = '10^{-5}';

const rowMean = (b: Builder, x: Value): Value => b.scale(b.rowSum(x), 1 / x.width);

/** x / sqrt(mean of x^2 + epsilon), along the row. x and result: [B, width]. */
export const rootMeanSquareNormalised = (b: Builder, x: Value): Value =>
  b.divide(x, b.broadcast(b.sqrt(b.offset(rowMean(b, b.multiply(x, x)), EPSILON)), x.width));

/** (x - mean) / sqrt(variance + epsilon), along the row; the variance is the mean of the squares. x and result: [B, width]. */
export const meanAndVarianceNormalised = (b: Builder, x: Value): Value =>
  rootMeanSquareNormalised(b, b.subtract(x, b.broadcast(rowMean(b, x), x.width)));
