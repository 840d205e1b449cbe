// The table of cells: the key is the name that an architecture file uses.
import { addLast } from './add-last.ts';
import type { Cell } from './cell.ts';
import { cfc } from './cfc.ts';
import { dense } from './dense.ts';
import { elman } from './elman.ts';
import { embedding } from './embedding.ts';
import { gru } from './gru.ts';
import { indRnn } from './ind-rnn.ts';
import { input } from './input.ts';
import { jordan } from './jordan.ts';
import { layerNorm } from './layer-norm.ts';
import { leaky } from './leaky.ts';
import { lstm } from './lstm.ts';
import { minGru } from './min-gru.ts';
import { minLstm } from './min-lstm.ts';
import { peepholeLstm } from './peephole-lstm.ts';
import { residual } from './residual.ts';
import { rmsNorm } from './rms-norm.ts';
import { slstm } from './slstm.ts';
import { softmax } from './softmax.ts';
import { subtractLast } from './subtract-last.ts';
import { swiglu } from './swiglu.ts';

const table = {
  input,
  lstm,
  gru,
  elman,
  jordan,
  leaky,
  'peephole-lstm': peepholeLstm,
  slstm,
  'min-gru': minGru,
  'min-lstm': minLstm,
  'ind-rnn': indRnn,
  cfc,
  dense,
  residual,
  swiglu,
  embedding,
  softmax,
  'subtract-last': subtractLast,
  'add-last': addLast,
  'layer-norm': layerNorm,
  'rms-norm': rmsNorm,
};

export type CellName = keyof typeof table;
export const cells: Readonly<Record<CellName, Cell>> = table;
export const cellNames = Object.keys(table) as CellName[];
