// The table of cells: the key is the name that an architecture file uses.
import { addLast } from './add-last.ts';
import { ahead } from './ahead.ts';
import type { Cell } from './cell.ts';
import { clockwork } from './clockwork.ts';
import { denormalise } from './denormalise.ts';
import { cfc } from './cfc.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { echoState } from './echo-state.ts';
import { elman } from './elman.ts';
import { future } from './future.ts';
import { gaussian } from './gaussian.ts';
import { embedding } from './embedding.ts';
import { equations } from './equations.ts';
import { gru } from './gru.ts';
import { indRnn } from './ind-rnn.ts';
import { input } from './input.ts';
import { jordan } from './jordan.ts';
import { layerNorm } from './layer-norm.ts';
import { leaky } from './leaky.ts';
import { lstm } from './lstm.ts';
import { normalise } from './normalise.ts';
import { recurrentOptions } from './option-specs.ts';
import { quantiles } from './quantiles.ts';
import { readOut } from './read-out.ts';
import { segment } from './segment.ts';
import { minGru } from './min-gru.ts';
import { minLstm } from './min-lstm.ts';
import { peepholeLstm } from './peephole-lstm.ts';
import { residual } from './residual.ts';
import { rmsNorm } from './rms-norm.ts';
import { series } from './series.ts';
import { slstm } from './slstm.ts';
import { softmax } from './softmax.ts';
import { staticValues } from './static.ts';
import { subtractLast } from './subtract-last.ts';
import { swiglu } from './swiglu.ts';

/** A cell that keeps a state from step to step has the options that every such cell has. */
const recurrent = (cell: Cell): Cell => ({ ...cell, options: { ...cell.options, ...recurrentOptions } });

const table = {
  input,
  future,
  static: staticValues,
  series,
  lstm: recurrent(lstm),
  gru: recurrent(gru),
  elman: recurrent(elman),
  jordan: recurrent(jordan),
  leaky: recurrent(leaky),
  'peephole-lstm': recurrent(peepholeLstm),
  slstm: recurrent(slstm),
  'min-gru': recurrent(minGru),
  'min-lstm': recurrent(minLstm),
  'ind-rnn': recurrent(indRnn),
  cfc: recurrent(cfc),
  clockwork: recurrent(clockwork),
  'echo-state': recurrent(echoState),
  // Its text says itself what its states begin with.
  equations,
  dense,
  residual,
  swiglu,
  embedding,
  softmax,
  dropout,
  'read-out': readOut,
  segment,
  ahead,
  'subtract-last': subtractLast,
  'add-last': addLast,
  normalise,
  denormalise,
  'layer-norm': layerNorm,
  'rms-norm': rmsNorm,
  quantiles,
  gaussian,
};

export type CellName = keyof typeof table;
export const cells: Readonly<Record<CellName, Cell>> = table;
export const cellNames = Object.keys(table) as CellName[];
