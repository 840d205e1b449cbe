/** What the dataset asks of a network: the widths at both ends, and how many steps ahead. */
export interface Task {
  /** Features of each step. */
  inputs: number;
  /** Where each target stands among the features; -1 where it is not one of them. */
  targetColumns: readonly number[];
  /** Steps to forecast. */
  horizon: number;
}

/** Direct: the whole horizon from the last step of the window. Recursive: one step, and on from there. */
export type Strategy = 'direct' | 'recursive';
