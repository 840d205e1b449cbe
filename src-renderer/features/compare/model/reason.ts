// Why a cell has no number: a missing number says why.
import { kindOf, type Column } from './columns.ts';
import type { Row } from './rows.ts';

export type Reason =
  | 'queued'
  | 'loading'
  | 'firstEpoch'
  | 'atTheEnd'
  | 'noTest'
  | 'noValidation'
  | 'failed'
  | 'notFinished'
  | 'otherWindows'
  | 'pinned'
  | 'otherTask';

export function reasonOf(column: Column, row: Row, hasReference: boolean, isReference: boolean): Reason | null {
  if (column.key === 'vs_pinned') {
    if (isReference) return 'pinned';
    if (!hasReference) return 'otherWindows';
  }
  if (column.of && column.of !== kindOf(row)) return 'otherTask';
  if (row.kind === 'baseline' || column.kind !== 'result') return null;
  const { status, windows } = row.run;
  if (status === 'queued') return 'queued';
  const isTest = column.key.endsWith('_test');
  if (windows && !windows[isTest ? 'test' : 'validation']) return isTest ? 'noTest' : 'noValidation';
  if (status === 'failed') return 'failed';
  if (isTest) return row.isGoing ? 'atTheEnd' : 'notFinished';
  if (!row.epochs && row.run.epoch > 0) return 'loading';
  return row.isGoing ? 'firstEpoch' : 'notFinished';
}
