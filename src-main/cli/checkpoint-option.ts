import type { CheckpointName } from '#shared/records.ts';
import { usageError, type OptionValues } from './command.ts';

export function checkpointFrom(values: OptionValues): CheckpointName {
  const given = values.checkpoint ?? 'best';
  if (given === 'best' || given === 'last') return given;
  throw usageError('--checkpoint', `There is no "${String(given)}".`, 'Write best or last.');
}
