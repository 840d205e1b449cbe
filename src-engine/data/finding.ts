// What the auditor finds in a design: an issue with its effect on the scores and the change that mends it.
import type { Issue } from '../issue.ts';
import type { DatasetDesign } from './design.ts';

export interface Finding extends Issue {
  /** How much it could flatter the scores. */
  effect: string;
  /** What of the design is to be changed. */
  change?: Partial<DatasetDesign>;
}
