// What cells at the end of a network share: the forecast taken apart, and values of the window at the places of the targets.
import { partCount } from '../compile/task.ts';
import type { Value } from '../compile/value.ts';
import type { Builder, Parameter } from '../ops/op.ts';
import type { Surroundings } from './cell.ts';

/**
 * Changes each part of a forecast, [B, width] each. isSpread: the logarithm of a deviation, which moves with the scale
 * but not with the level.
 */
export function eachPart(
  b: Builder,
  x: Value,
  { parts }: Pick<Surroundings, 'parts'>,
  change: (part: Value, isSpread: boolean) => Value,
): Value {
  const count = partCount(parts);
  const width = x.width / count;
  const changed = Array.from({ length: count }, (_, i) =>
    change(b.slice(x, i * width, (i + 1) * width), parts.kind === 'gaussian' && i === 1),
  );
  return b.concat(...changed);
}

/** [features, width]: copies the feature that each target is to every row of the horizon; nothing for one that is no feature. */
export function columnsOfTargets(
  { targetColumns, fixed }: Pick<Surroundings, 'targetColumns' | 'fixed'>,
  features: number,
  width: number,
): Parameter {
  return fixed(`targets${targetColumns.join(',')}`, features, width, () => {
    const numbers = new Array<number>(features * width).fill(0);
    for (let at = 0; at < width; at++) {
      const column = targetColumns[at % targetColumns.length];
      if (column >= 0) numbers[column * width + at] = 1;
    }
    return numbers;
  });
}
