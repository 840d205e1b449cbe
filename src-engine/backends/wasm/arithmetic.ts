/**
 * The algebra that ops write themselves in, as expressions over SIMD registers: nothing is emitted here, so that a pass
 * can first see all of them, find what they share, and then decide on an order.
 *
 * exp and log are polynomials. Worst errors, measured against float64 by test/engine/wasm.test.ts:
 *   exp      1e-7 relative on [-87, 88] (1.3e-7 without fused multiply-add); clamped outside
 *   log      8e-8 relative to max(1, |log x|), every positive float32
 *   sigmoid  1e-7 absolute, tanh 2e-7 absolute, everywhere
 * NaN comes out of everything that NaN goes into.
 */
import type { Code } from '../../ops/op.ts';
import type { VectorOp } from './assembler.ts';

export interface Expr {
  readonly id: number;
  /** load: from memory. uniform: a local that holds four times the same number. exp: written out by whoever uses it. */
  readonly op: VectorOp | 'load' | 'constant' | 'uniform' | 'exp';
  readonly args: readonly Expr[];
  /** constant: the number. exp: factor of the argument. shift: by how many bits. uniform, load: the local. */
  readonly number: number;
  /** load: bytes to add to the local. */
  readonly offset: number;
}

/** 2^r = 1 + c1 r + c2 r^2 ... on [-1/2, 1/2], least worst relative error: 9.1e-8 and 2.0e-9. Own fit (Lawson iteration). */
const exp2Degree5 = [0.6931469775991563, 0.24022242085369597, 0.05550733743263306, 0.009671512639899012, 0.001326472719382351];
const exp2Degree6 = [
  0.6931472028550439, 0.24022647913631923, 0.05550332471158591, 0.009618437357462182, 0.0013398874403745195, 0.00015353361940022466,
];
/** log(1 + f) = f - f^2 / 2 + f^3 (l0 + l1 f ...) on [sqrt(1/2) - 1, sqrt(2) - 1]. Cephes, logf.c (Moshier 1992). */
const logSeries = [
  3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.2420140846e-1, 1.167699874e-1, -1.151461031e-1,
  7.0376836292e-2,
];
/** Adding this rounds to a whole number n, and leaves n + 127 in the low bits: the exponent of 2^n once shifted by 23. */
const roundingMagic = 12582912 + 127;
/** Two parts of ln 2, the first so short that n times it is exact. */
const ln2High = 0.693359375;
const ln2Low = -2.12194440054690583e-4;
const largestFloat = 3.4028234663852886e38;
const smallestNormal = 1.1754943508222875e-38;

const floatOfBits = (bits: number): number => new Float32Array(new Int32Array([bits]).buffer)[0];

export class Arithmetic implements Code<Expr> {
  readonly fma: boolean;
  private readonly known = new Map<string, Expr>();

  constructor(fma: boolean) {
    this.fma = fma;
  }

  load(pointer: number, offset: number): Expr {
    return this.make('load', [], pointer, offset);
  }

  uniform(local: number): Expr {
    return this.make('uniform', [], local);
  }

  constant(x: number): Expr {
    return this.make('constant', [], Math.fround(x));
  }

  add(a: Expr, b: Expr): Expr {
    if (a.op === 'exp' && isAtLeastOne(b)) return this.make('add', [this.expBehindOne(a), b]);
    if (b.op === 'exp' && isAtLeastOne(a)) return this.make('add', [a, this.expBehindOne(b)]);
    return this.make('add', [a, b]);
  }

  subtract(a: Expr, b: Expr): Expr {
    return this.make('subtract', [a, b]);
  }

  multiply(a: Expr, b: Expr): Expr {
    return this.make('multiply', [a, b]);
  }

  divide(a: Expr, b: Expr): Expr {
    return this.make('divide', [a, b]);
  }

  negate(a: Expr): Expr {
    return this.make('negate', [a]);
  }

  abs(a: Expr): Expr {
    return this.make('abs', [a]);
  }

  sqrt(a: Expr): Expr {
    return this.make('sqrt', [a]);
  }

  /** The instruction for this is slow on x86; against a constant the fast one keeps NaN if the constant comes second. */
  minimum(a: Expr, b: Expr): Expr {
    if (b.op === 'constant') return this.make('pseudoMinimum', [a, b]);
    if (a.op === 'constant') return this.make('pseudoMinimum', [b, a]);
    return this.make('minimum', [a, b]);
  }

  maximum(a: Expr, b: Expr): Expr {
    if (b.op === 'constant') return this.make('pseudoMaximum', [a, b]);
    if (a.op === 'constant') return this.make('pseudoMaximum', [b, a]);
    return this.make('maximum', [a, b]);
  }

  greater(a: Expr, b: Expr): Expr {
    return this.make('and', [this.make('greater', [a, b]), this.constant(1)]);
  }

  where(c: Expr, a: Expr, b: Expr): Expr {
    const isComparison = c.op === 'and' && c.args[0].op === 'greater';
    return this.select(isComparison ? c.args[0] : this.make('notEqual', [c, this.constant(0)]), a, b);
  }

  /** e^x; a factor of the argument costs nothing. */
  exp(a: Expr): Expr {
    if (a.op === 'negate') return this.make('exp', [a.args[0]], -1);
    if (a.op === 'multiply') {
      const [x, y] = a.args;
      if (y.op === 'constant' && y.number !== 0) return this.make('exp', [x], y.number);
      if (x.op === 'constant' && x.number !== 0) return this.make('exp', [y], x.number);
    }
    return this.make('exp', [a], 1);
  }

  log(x: Expr): Expr {
    const isSmall = this.make('less', [x, this.constant(smallestNormal)]);
    const scaled = this.select(isSmall, this.multiply(x, this.constant(2 ** 25)), x);
    // n so that the rest lies between sqrt(1/2) and sqrt(2).
    const n = this.make('shiftRightInt', [this.make('subtractInt', [scaled, this.constant(floatOfBits(0x3f3504f3))])], 23);
    const f = this.subtract(this.make('subtractInt', [scaled, this.make('shiftLeftInt', [n], 23)]), this.constant(1));
    const exponent = this.subtract(this.make('floatFromInt', [n]), this.make('and', [isSmall, this.constant(25)]));
    const square = this.multiply(f, f);
    const series = this.multiplyAdd(
      this.multiply(this.polynomial(f, logSeries), f),
      square,
      this.multiplyAdd(exponent, this.constant(ln2Low), this.multiply(square, this.constant(-0.5))),
    );
    const log = this.multiplyAdd(exponent, this.constant(ln2High), this.add(f, series));
    const finite = this.select(this.make('greater', [x, this.constant(largestFloat)]), x, log);
    const belowOrNaN = this.select(this.make('equal', [x, this.constant(0)]), this.constant(-Infinity), this.constant(NaN));
    return this.select(this.make('greater', [x, this.constant(0)]), finite, belowOrNaN);
  }

  /** a * b + c. */
  multiplyAdd(a: Expr, b: Expr, c: Expr): Expr {
    return this.fma ? this.make('multiplyAdd', [a, b, c]) : this.add(this.multiply(a, b), c);
  }

  /** c - a * b. */
  negatedMultiplyAdd(a: Expr, b: Expr, c: Expr): Expr {
    return this.fma ? this.make('negatedMultiplyAdd', [a, b, c]) : this.subtract(c, this.multiply(a, b));
  }

  private select(mask: Expr, a: Expr, b: Expr): Expr {
    return this.make('select', [a, b, mask]);
  }

  /** c[0] + c[1] x + ... */
  private polynomial(x: Expr, c: readonly number[]): Expr {
    let sum = this.constant(c[c.length - 1]);
    for (let k = c.length - 2; k >= 0; k--) sum = this.multiplyAdd(sum, x, this.constant(c[k]));
    return sum;
  }

  /** e^(factor x) where 1 is added to it at once, so that its relative error counts for little. */
  private expBehindOne({ args: [x], number: factor }: Expr): Expr {
    const rounded = this.roundedExponent(x, factor, -87.3, 87.3);
    const k = this.constant(factor * Math.LOG2E);
    return this.power(rounded.bits, this.negatedMultiplyAdd(rounded.x, k, rounded.n), exp2Degree5);
  }

  private fullExp({ args: [x], number: factor }: Expr): Expr {
    const rounded = this.roundedExponent(x, factor, -87.3, 88);
    const { n } = rounded;
    if (this.fma) {
      const high = Math.fround(factor * Math.LOG2E);
      const rest = this.negatedMultiplyAdd(rounded.x, this.constant(high), n);
      const minusR = this.negatedMultiplyAdd(rounded.x, this.constant(factor * Math.LOG2E - high), rest);
      return this.power(rounded.bits, minusR, exp2Degree6);
    }
    const scaled = factor === 1 ? rounded.x : this.multiply(rounded.x, this.constant(factor));
    const near = this.subtract(scaled, this.multiply(n, this.constant(ln2High)));
    const rest = this.subtract(near, this.multiply(n, this.constant(ln2Low)));
    return this.power(rounded.bits, this.multiply(rest, this.constant(-Math.LOG2E)), exp2Degree6);
  }

  /** n: factor x log2(e) rounded; bits: n + 127 in the low ones; x: clamped so that low <= factor x <= high. */
  private roundedExponent(x: Expr, factor: number, low: number, high: number): { x: Expr; n: Expr; bits: Expr } {
    const ends = [low / factor, high / factor].sort((p, q) => p - q);
    const clamped = this.maximum(this.minimum(x, this.constant(ends[1])), this.constant(ends[0]));
    const magic = this.constant(roundingMagic);
    const bits = this.multiplyAdd(clamped, this.constant(factor * Math.LOG2E), magic);
    return { x: clamped, n: this.subtract(bits, magic), bits };
  }

  /** 2^n 2^r. A product, not a sum of exponents: NaN stays NaN. */
  private power(bits: Expr, minusR: Expr, series: readonly number[]): Expr {
    const signed = [1, ...series].map((c, k) => (k % 2 ? -c : c));
    return this.multiply(this.polynomial(minusR, signed), this.make('shiftLeftInt', [bits], 23));
  }

  /** Equal expressions are one. */
  private make(op: Expr['op'], args: Expr[], number = 0, offset = 0): Expr {
    const whole = args.map((a) => (a.op === 'exp' ? this.fullExp(a) : a));
    const key = `${op} ${whole.map((a) => a.id).join(' ')} ${Object.is(number, -0) ? '-0' : number} ${offset}`;
    let expr = this.known.get(key);
    if (!expr) this.known.set(key, (expr = { id: this.known.size, op, args: whole, number, offset }));
    return expr;
  }

  /** For roots: an exp that nothing has written out yet. */
  whole(a: Expr): Expr {
    return a.op === 'exp' ? this.fullExp(a) : a;
  }
}

const isAtLeastOne = (a: Expr): boolean => a.op === 'constant' && a.number >= 1;
