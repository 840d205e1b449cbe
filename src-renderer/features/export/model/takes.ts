/**
 * What can be taken away: the best checkpoint of each run, and the last one where that is another. The error of a checkpoint is
 * that of its own epoch on the validation part.
 */
import { headlineOf } from '#engine/train/metrics.ts';
import type { CheckpointName, RunRecord } from '#shared/records.ts';
import { validationOf, type RunRow } from '../../compare/model/rows.ts';

export interface Take {
  run: RunRecord;
  row: RunRow;
  checkpoint: CheckpointName;
  epoch: number;
  error: number | null;
  /** The best epoch was the last one: both checkpoints have the same weights. */
  isBoth: boolean;
  /** The run goes on, and this checkpoint may be replaced by a better or later one. */
  isSoFar: boolean;
}

export const takesOfRow = (row: RunRow): Take[] => {
  const { run, epochs, isGoing } = row;
  if (run.epoch < 1) return [];
  const isBoth = run.bestEpoch === run.epoch;
  const best: Take[] = run.bestEpoch
    ? [
        {
          run,
          row,
          checkpoint: 'best',
          epoch: run.bestEpoch,
          error: headlineOf(validationOf(run, epochs)),
          isBoth,
          isSoFar: isGoing,
        },
      ]
    : [];
  if (isBoth) return best;
  const last = headlineOf(epochs?.find((e) => e.epoch === run.epoch)?.validation);
  return [...best, { run, row, checkpoint: 'last', epoch: run.epoch, error: last, isBoth: false, isSoFar: isGoing }];
};

export type TakeOrder = 'error' | 'newest';

export function takesOf(rows: readonly RunRow[], order: TakeOrder, withLast: boolean): Take[] {
  const takes = rows.flatMap(takesOfRow).filter((take) => withLast || take.checkpoint === 'best');
  if (order === 'newest') return takes.sort((a, b) => b.run.createdAt - a.run.createdAt || (a.checkpoint === 'best' ? -1 : 1));
  return takes.sort((a, b) => (a.error ?? Infinity) - (b.error ?? Infinity));
}

export const takeKey = (take: Pick<Take, 'run' | 'checkpoint'>): string => `${take.run.id} ${take.checkpoint}`;
