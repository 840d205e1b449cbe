import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';
import type { Surroundings } from './cell.ts';

/**
 * Whole numbers as rows of an identity matrix: x [B, 1] -> [B, count], 1 at the code that x is nearest to (k - 1/2 < x <= k + 1/2).
 * What is nearest to no code 0 ... count - 1 gives zeros. Times a table it picks one line, exactly.
 */
export function rowsOf(b: Builder, x: Value, count: number, fixed: Surroundings['fixed']): Value {
  const below = b.vector(fixed(`codes${count}`, 1, count, () => Array.from({ length: count }, (_, k) => k - 0.5)));
  const column = b.broadcast(x, count);
  return b.subtract(b.greater(column, below), b.greater(column, b.offset(below, 1)));
}
