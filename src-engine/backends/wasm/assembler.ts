/**
 * Writes a WebAssembly module byte by byte. It does not optimise: instructions stand in the order in which they are
 * written, because for the matmul kernels that order decides the speed.
 * Source of every number: https://webassembly.github.io/spec/core/binary, SIMD and relaxed SIMD included.
 */

export const I32 = 0x7f;
export const F64 = 0x7c;
export const V128 = 0x7b;
export type Type = typeof I32 | typeof F64 | typeof V128;

/** Vector instructions by the name that they have in the text format, without their shape. */
const vector = {
  load: 0x00,
  loadSplat: 0x09,
  store: 0x0b,
  constant: 0x0c,
  shuffle: 0x0d,
  splatInt: 0x11,
  extractDouble: 0x21,
  greaterInt: 0x3b,
  equal: 0x41,
  notEqual: 0x42,
  less: 0x43,
  greater: 0x44,
  and: 0x4e,
  select: 0x52,
  promoteLow: 0x5f,
  shiftLeftInt: 0xab,
  shiftRightInt: 0xac,
  addInt: 0xae,
  subtractInt: 0xb1,
  abs: 0xe0,
  negate: 0xe1,
  sqrt: 0xe3,
  add: 0xe4,
  subtract: 0xe5,
  multiply: 0xe6,
  divide: 0xe7,
  minimum: 0xe8,
  maximum: 0xe9,
  pseudoMinimum: 0xea,
  pseudoMaximum: 0xeb,
  addDouble: 0xf0,
  multiplyDouble: 0xf2,
  floatFromInt: 0xfa,
  multiplyAdd: 0x105,
  negatedMultiplyAdd: 0x106,
} as const;
/** Those that take vectors from the stack, leave one, and need nothing else. */
export type VectorOp = Exclude<keyof typeof vector, 'load' | 'loadSplat' | 'store' | 'constant' | 'shuffle' | 'splatInt' | 'extractDouble'>;

/** A byte array that grows. */
export class Bytes {
  length = 0;
  private data = new Uint8Array(256);

  byte(b: number): this {
    if (this.length === this.data.length) this.grow(1);
    this.data[this.length++] = b;
    return this;
  }

  /** Unsigned LEB128, below 2^32. */
  unsigned(n: number): this {
    n >>>= 0;
    while (n > 127) {
      this.byte((n & 127) | 128);
      n >>>= 7;
    }
    return this.byte(n);
  }

  /** Signed LEB128 of 32 bits. */
  signed(n: number): this {
    n |= 0;
    for (;;) {
      const low = n & 127;
      n >>= 7;
      if ((n === 0 && !(low & 64)) || (n === -1 && low & 64)) return this.byte(low);
      this.byte(low | 128);
    }
  }

  /** Names here are ASCII. */
  text(s: string): this {
    this.unsigned(s.length);
    for (let i = 0; i < s.length; i++) this.byte(s.charCodeAt(i));
    return this;
  }

  append(other: Bytes | Uint8Array): this {
    const bytes = other instanceof Bytes ? other.data.subarray(0, other.length) : other;
    this.grow(bytes.length);
    this.data.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  /** Length first, then the bytes. */
  sized(other: Bytes): this {
    return this.unsigned(other.length).append(other);
  }

  done(): Uint8Array {
    return this.data.slice(0, this.length);
  }

  private grow(more: number): void {
    if (this.length + more <= this.data.length) return;
    const larger = new Uint8Array(Math.max(2 * this.data.length, this.length + more));
    larger.set(this.data.subarray(0, this.length));
    this.data = larger;
  }
}

const float32 = new Float32Array(1);
const float32Bytes = new Uint8Array(float32.buffer);

/** The body of one function. Parameters are the first locals. */
export class Func {
  readonly params: readonly Type[];
  readonly results: readonly Type[];
  private readonly code = new Bytes();
  private readonly locals: Type[] = [];

  constructor(params: readonly Type[], results: readonly Type[] = []) {
    this.params = params;
    this.results = results;
  }

  local(type: Type): number {
    this.locals.push(type);
    return this.params.length + this.locals.length - 1;
  }

  get(local: number): this {
    this.code.byte(0x20).unsigned(local);
    return this;
  }

  set(local: number): this {
    this.code.byte(0x21).unsigned(local);
    return this;
  }

  /** An address or a count; addresses above 2^31 wrap to the right bits. */
  int(n: number): this {
    this.code.byte(0x41).signed(n);
    return this;
  }

  plus(): this {
    return this.raw(0x6a);
  }

  minus(): this {
    return this.raw(0x6b);
  }

  times(): this {
    return this.raw(0x6c);
  }

  /** Both signed; rounds towards zero. */
  dividedBy(): this {
    return this.raw(0x6d);
  }

  remainder(): this {
    return this.raw(0x6f);
  }

  and(): this {
    return this.raw(0x71);
  }

  /** 1 if the first is below the second, both signed. */
  isBelow(): this {
    return this.raw(0x48);
  }

  shiftRight(): this {
    return this.raw(0x76);
  }

  /** local += n. */
  advance(local: number, n: number): this {
    return n === 0 ? this : this.get(local).int(n).plus().set(local);
  }

  /** local = the smaller of local and n, both signed. */
  atMost(local: number, n: number): this {
    return this.get(local).int(n).get(local).int(n).raw(0x48, 0x1b).set(local);
  }

  /** local = the larger of local and n, both signed. */
  atLeast(local: number, n: number): this {
    return this.get(local).int(n).get(local).int(n).raw(0x4a, 0x1b).set(local);
  }

  op(name: VectorOp): this {
    return this.simd(vector[name]);
  }

  /** The address is on the stack; `offset` is an unsigned 32-bit number. */
  load(offset: number): this {
    return this.simd(vector.load).memory(4, offset);
  }

  /** One float copied into the four lanes. */
  loadSplat(offset: number): this {
    return this.simd(vector.loadSplat).memory(2, offset);
  }

  /** Address, then vector on the stack. */
  store(offset: number): this {
    return this.simd(vector.store).memory(4, offset);
  }

  /** The word at `from` goes to `to`. */
  copyWord(to: number, toOffset: number, from: number, fromOffset: number): this {
    return this.get(to).get(from).loadWord(fromOffset).storeWord(toOffset);
  }

  /** The address is on the stack. */
  loadWord(offset: number): this {
    return this.raw(0x28).memory(2, offset);
  }

  /** Address, then word on the stack. */
  storeWord(offset: number): this {
    return this.raw(0x36).memory(2, offset);
  }

  /** Four times the same float. */
  constant(x: number): this {
    float32[0] = x;
    this.simd(vector.constant);
    for (let lane = 0; lane < 4; lane++) this.code.append(float32Bytes);
    return this;
  }

  /** Four integers. */
  lanes(ints: readonly number[]): this {
    this.simd(vector.constant);
    for (const n of ints) for (let k = 0; k < 4; k++) this.code.byte((n >> (8 * k)) & 255);
    return this;
  }

  /** Lanes (words) of two vectors, 0 to 3 of the first and 4 to 7 of the second, in a new order. */
  shuffle(words: readonly number[]): this {
    this.simd(vector.shuffle);
    for (const w of words) for (let k = 0; k < 4; k++) this.code.byte(4 * w + k);
    return this;
  }

  splatInt(): this {
    return this.simd(vector.splatInt);
  }

  extractDouble(lane: number): this {
    this.simd(vector.extractDouble).code.byte(lane);
    return this;
  }

  addDoubles(): this {
    return this.raw(0xa0);
  }

  call(index: number): this {
    this.code.byte(0x10).unsigned(index);
    return this;
  }

  /** memory.fill with zeros; address and byte count are on the stack, with a 0 between them. */
  fill(): this {
    return this.raw(0xfc, 0x0b, 0);
  }

  /** memory.copy; to, from and byte count are on the stack. */
  copy(): this {
    return this.raw(0xfc, 0x0a, 0, 0);
  }

  /** for (local = from; local != to; local += step): the body runs at least once. The three are known now. */
  loop(local: number, from: number, to: number, step: number, body: () => void): this {
    this.int(from).set(local);
    if (from + step === to) {
      body();
      return this;
    }
    this.raw(0x03, 0x40);
    body();
    return this.advance(local, step).get(local).int(to).raw(0x47, 0x0d, 0, 0x0b);
  }

  /** while (local != end) { body }: the body moves the local itself; `end` is a local. */
  whileDifferent(local: number, end: number, body: () => void): this {
    this.raw(0x02, 0x40, 0x03, 0x40).get(local).get(end).raw(0x46, 0x0d, 1);
    body();
    return this.raw(0x0c, 0, 0x0b, 0x0b);
  }

  /** do { body; local -= 1 } while (local != 0), or nothing when it is 0 already. */
  repeat(local: number, body: () => void): this {
    this.raw(0x02, 0x40).get(local).raw(0x45, 0x0d, 0, 0x03, 0x40);
    body();
    return this.advance(local, -1).get(local).raw(0x0d, 0, 0x0b, 0x0b);
  }

  /** The condition is an integer: not 0 is true. */
  ifElse(condition: () => void, yes: () => void, no: () => void): this {
    condition();
    this.raw(0x04, 0x40);
    yes();
    this.raw(0x05);
    no();
    return this.raw(0x0b);
  }

  /** Everything after the parameter list, as the code section wants it. */
  body(): Bytes {
    const runs: { count: number; type: Type }[] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ count: 1, type });
    }
    const out = new Bytes().unsigned(runs.length);
    for (const { count, type } of runs) out.unsigned(count).byte(type);
    return out.append(this.code).byte(0x0b);
  }

  private raw(...bytes: number[]): this {
    for (const b of bytes) this.code.byte(b);
    return this;
  }

  private simd(op: number): this {
    this.code.byte(0xfd).unsigned(op);
    return this;
  }

  private memory(align: number, offset: number): this {
    this.code.byte(align).unsigned(offset);
    return this;
  }
}

/** A module that imports one memory as env.memory and exports the functions that have a name. */
export class ModuleWriter {
  private readonly functions: { name: string | undefined; func: Func }[] = [];
  private readonly memory: { pages: number; shared: boolean };

  constructor(memory: { pages: number; shared: boolean }) {
    this.memory = memory;
  }

  /** Adds a function and returns its index, which calls from later functions use. */
  add(name: string | undefined, func: Func): number {
    this.functions.push({ name, func });
    return this.functions.length - 1;
  }

  bytes(): Uint8Array {
    const out = new Bytes();
    for (const b of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(b);
    const section = (id: number, content: Bytes) => out.byte(id).sized(content);
    const count = this.functions.length;

    const types = new Bytes().unsigned(count);
    for (const { func } of this.functions) {
      types.byte(0x60).unsigned(func.params.length);
      for (const type of func.params) types.byte(type);
      types.unsigned(func.results.length);
      for (const type of func.results) types.byte(type);
    }
    section(1, types);

    const { pages, shared } = this.memory;
    section(
      2,
      new Bytes()
        .unsigned(1)
        .text('env')
        .text('memory')
        .byte(2)
        .byte(shared ? 3 : 1)
        .unsigned(pages)
        .unsigned(pages),
    );

    const indices = new Bytes().unsigned(count);
    for (let i = 0; i < count; i++) indices.unsigned(i);
    section(3, indices);

    const named = this.functions.flatMap(({ name }, index) => (name === undefined ? [] : [{ name, index }]));
    const exports = new Bytes().unsigned(named.length);
    for (const { name, index } of named) exports.text(name).byte(0).unsigned(index);
    section(7, exports);

    const code = new Bytes().unsigned(count);
    for (const { func } of this.functions) code.sized(func.body());
    section(10, code);
    return out.done();
  }
}
