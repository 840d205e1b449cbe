// What a dataset brings to a network beside the window, and the names of the inputs that hold it.
import type { Cell, Options } from '../cells/cell.ts';
import type { Task } from './task.ts';

/** How much of it there is for a task; 0 where the dataset has none. */
export function brought({ brings }: Pick<Cell, 'brings'>, { points }: Options, task: Task): number {
  if (brings === 'future') return ((points as number) || task.horizon) * (task.known ?? 0);
  if (brings === 'static') return task.statics ?? 0;
  return brings === 'series' ? (task.series ?? 0) : 0;
}

/**
 * The input of a program that holds it. future: all rows of the horizon once, [B, H K]. future/p: p rows at each step of the
 * horizon, [steps, B, p K], zero after the horizon. static: [B, S]. series: [B, 1], the number of the series, -1 for one that is not known.
 */
export function sourceInput({ brings }: Pick<Cell, 'brings'>, { points }: Options): string {
  return brings === 'future' && points ? `future/${points}` : brings!;
}
