/**
 * In which order windows are looked at. Usually in any; where states go on from batch to batch, row b of a batch goes on where row b of
 * the batch before has ended, so that a text is read as B streams side by side.
 */
import { Random } from '../random.ts';
import type { PartName } from './design.ts';
import type { Prepared } from './windows.ts';

export const batchCount = (windows: number, batch: number): number => Math.ceil(windows / batch);

/** Origins of the training windows for an epoch; -1 where a stream has ended. */
export function shuffled(p: Prepared, batch: number, seed: number, epoch: number): Int32Array {
  const origins = p.windows.train;
  if (p.design.carries) return streams(origins, batch);
  return Int32Array.from(new Random(seed, `order/${epoch}`).permutation(origins.length), (i) => origins[i]);
}

/** Origins of a part, for scoring it. */
export const inOrder = (p: Prepared, part: PartName, batch: number): Int32Array =>
  p.design.carries ? streams(p.windows[part], batch) : p.windows[part];

function streams(origins: Int32Array, batch: number): Int32Array {
  const length = batchCount(origins.length, batch);
  return Int32Array.from({ length: length * batch }, (_, i) => origins[(i % batch) * length + Math.floor(i / batch)] ?? -1);
}
