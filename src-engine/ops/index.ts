// The table of ops. The key is the name that cells, backends and exporters use.
import { abs } from './abs.ts';
import { add } from './add.ts';
import { divide } from './divide.ts';
import { exp } from './exp.ts';
import { greater } from './greater.ts';
import { hold } from './hold.ts';
import { log } from './log.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { offset } from './offset.ts';
import { oneMinus } from './one-minus.ts';
import type { Op } from './op.ts';
import { relu } from './relu.ts';
import { rowMax } from './row-max.ts';
import { scale } from './scale.ts';
import { sigmoid } from './sigmoid.ts';
import { sign } from './sign.ts';
import { sqrt } from './sqrt.ts';
import { subtract } from './subtract.ts';
import { tanh } from './tanh.ts';
import { where } from './where.ts';

const table = {
  abs,
  add,
  divide,
  exp,
  greater,
  hold,
  log,
  maximum,
  minimum,
  multiply,
  negate,
  offset,
  oneMinus,
  relu,
  rowMax,
  scale,
  sigmoid,
  sign,
  sqrt,
  subtract,
  tanh,
  where,
};

export type OpName = keyof typeof table;
export const ops: Readonly<Record<OpName, Op>> = table;
