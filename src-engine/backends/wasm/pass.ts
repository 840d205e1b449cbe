/**
 * One fused pass: all expressions that a stage stores, for one piece of a row. Every value is computed once, at its
 * first use, and its register is given up after its last. A load stands before any store to the same place, so a pass
 * may overwrite what it reads.
 *
 * Registers come in groups of `wide` neighbouring vectors: 1, or 2 for code that V8 can pair into 256 bits. For that,
 * the same instruction must be written for both and their stores must be adjacent.
 */
import { V128, type Func } from './assembler.ts';
import type { Arithmetic, Expr } from './arithmetic.ts';

export interface Store {
  value: Expr;
  /** Local with the address, and bytes to add to it. */
  pointer: number;
  offset: number;
}

type Register = readonly number[];

export class Pass {
  private readonly stores: Store[];
  private readonly fma: boolean;
  private readonly wide: number;
  private readonly uses = new Map<Expr, number>();
  private readonly constants = new Map<Expr, number>();
  private readonly free: Register[] = [];

  constructor(arithmetic: Arithmetic, stores: Store[], wide: 1 | 2) {
    this.fma = arithmetic.fma;
    this.wide = wide;
    this.stores = stores.map((s) => ({ ...s, value: arithmetic.whole(s.value) }));
    for (const { value } of this.stores) this.count(value);
  }

  /** Puts the constants into locals; before any loop. */
  begin(f: Func): void {
    for (const expr of this.uses.keys()) {
      if (expr.op !== 'constant') continue;
      const local = f.local(V128);
      f.constant(expr.number).set(local);
      this.constants.set(expr, local);
    }
  }

  /** Code for the 16 * wide bytes at `shift` behind every pointer. */
  emit(f: Func, shift: number): void {
    const left = new Map(this.uses);
    const live = new Map<Expr, Register>();
    const each = (write: (w: number) => void) => {
      for (let w = 0; w < this.wide; w++) write(w);
    };
    const take = (): Register => this.free.pop() ?? Array.from({ length: this.wide }, () => f.local(V128));
    const release = (expr: Expr) => {
      const n = left.get(expr)! - 1;
      left.set(expr, n);
      const register = live.get(expr);
      if (n > 0 || !register) return;
      live.delete(expr);
      this.free.push(register);
    };
    const operand = (expr: Expr): Register => {
      if (expr.op === 'constant') return new Array<number>(this.wide).fill(this.constants.get(expr)!);
      if (expr.op === 'uniform') return new Array<number>(this.wide).fill(expr.number);
      return live.get(expr) ?? compute(expr);
    };
    /** A product that only this sum needs becomes part of it. */
    const isLoneProduct = (expr: Expr) => this.fma && expr.op === 'multiply' && this.uses.get(expr) === 1 && !live.has(expr);
    const instruction = (op: Expr['op'], args: readonly Expr[], number: number): Register => {
      const registers = args.map(operand);
      args.forEach(release);
      const out = take();
      each((w) => {
        for (const r of registers) f.get(r[w]);
        if (op === 'shiftLeftInt' || op === 'shiftRightInt') f.int(number);
        f.op(op as Parameters<Func['op']>[0]).set(out[w]);
      });
      return out;
    };
    const compute = (expr: Expr): Register => {
      const [a, b] = expr.args;
      let out: Register;
      if (expr.op === 'load') {
        out = take();
        each((w) =>
          f
            .get(expr.number)
            .load(expr.offset + shift + 16 * w)
            .set(out[w]),
        );
      } else if (expr.op === 'add' && isLoneProduct(a)) out = instruction('multiplyAdd', [...a.args, b], 0);
      else if (expr.op === 'add' && isLoneProduct(b)) out = instruction('multiplyAdd', [...b.args, a], 0);
      else if (expr.op === 'subtract' && isLoneProduct(b)) out = instruction('negatedMultiplyAdd', [...b.args, a], 0);
      else out = instruction(expr.op, expr.args, expr.number);
      live.set(expr, out);
      return out;
    };

    for (const { value, pointer, offset } of this.stores) {
      for (const expr of this.uses.keys())
        if (expr.op === 'load' && expr.number === pointer && expr.offset === offset && left.get(expr)! > 0) operand(expr);
      const register = operand(value);
      each((w) =>
        f
          .get(pointer)
          .get(register[w])
          .store(offset + shift + 16 * w),
      );
      release(value);
    }
  }

  private count(expr: Expr): void {
    const n = this.uses.get(expr) ?? 0;
    this.uses.set(expr, n + 1);
    if (n === 0) for (const a of expr.args) this.count(a);
  }
}
