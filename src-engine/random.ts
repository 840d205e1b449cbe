/**
 * The only source of randomness. Counter-based: a number is a pure function of (key, counter), so a place in the
 * stream is one integer, and a stream named after a thing does not change when another thing is added.
 * Not for cryptography.
 */
export class Random {
  /** How many 32-bit words have been drawn: the whole state, beside the key. */
  counter: number;
  private readonly a: number;
  private readonly b: number;

  constructor(seed: number, stream = '', counter = 0) {
    let a = 0x811c9dc5;
    let b = 0x9747b28c;
    for (const code of `${seed}/${stream}`) {
      a = Math.imul(a ^ code.codePointAt(0)!, 0x01000193);
      b = Math.imul(b ^ code.codePointAt(0)!, 0x5bd1e995);
    }
    this.a = mix(a);
    this.b = mix(b ^ a);
    this.counter = counter;
  }

  /** 32 random bits as an unsigned integer. */
  word(): number {
    const n = this.counter++;
    const low = n >>> 0;
    const high = (n / 0x100000000) >>> 0;
    return mix(mix(low ^ this.a) + Math.imul(high, 0x85ebca6b) + this.b) >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    return ((this.word() >>> 5) * 67108864 + (this.word() >>> 6)) / 9007199254740992;
  }

  /** Standard normal, by Box and Muller (1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A whole number in [0, count), without bias for the counts that occur here (rejection of the last partial range). */
  below(count: number): number {
    const limit = Math.floor(0x100000000 / count) * count;
    let word = this.word();
    while (word >= limit) word = this.word();
    return word % count;
  }

  /** The numbers 0 to count - 1 in random order (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }
}

/** Two multiply-xorshift rounds with the constants of hash-prospector (Wellons, 2018): every input bit reaches every output bit. */
function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
