/**
 * What a text may be at most. Far beyond any cell that has been published, and small enough that every text is read or
 * refused within 50 ms.
 */
export const limits = {
  /** UTF-16 units of the text. */
  characters: 4000,
  lines: 120,
  /** Parentheses within parentheses. */
  depth: 32,
  /** Sums, products, functions, matrix multiplications and names of all lines together. */
  operations: 600,
  /** Primes behind a name: how many steps back a line may look. */
  primes: 8,
  /** Letters of a name. */
  name: 40,
  /** The largest number that is still one in single precision. */
  number: 3.4028234e38,
  /** Values of one line, where it states them. */
  width: 4096,
  /** Values side by side. */
  joined: 65536,
  /** Numbers in the matrices of zeros and ones that slices and joined rows become. */
  moved: 1 << 21,
  /** Problems that are reported at once. */
  issues: 20,
} as const;
