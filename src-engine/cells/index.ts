// The table of cells: the key is the name that an architecture file uses.
import { addLast } from './add-last.ts';
import type { Cell } from './cell.ts';
import { dense } from './dense.ts';
import { elman } from './elman.ts';
import { equations } from './equations.ts';
import { gru } from './gru.ts';
import { input } from './input.ts';
import { jordan } from './jordan.ts';
import { leaky } from './leaky.ts';
import { lstm } from './lstm.ts';
import { subtractLast } from './subtract-last.ts';

const table = {
  input,
  lstm,
  gru,
  elman,
  jordan,
  leaky,
  equations,
  dense,
  'subtract-last': subtractLast,
  'add-last': addLast,
};

export type CellName = keyof typeof table;
export const cells: Readonly<Record<CellName, Cell>> = table;
export const cellNames = Object.keys(table) as CellName[];
