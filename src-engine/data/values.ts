/**
 * A column of numbers that may be larger than memory: written once from its first row to its last, then read in stretches. Small ones are a plain
 * array (`memoryStorage`); a host keeps large ones on disk.
 */
export interface Values {
  readonly length: number;
  /** Rows [from, to). Not to be changed: it may be the column itself. */
  read(from: number, to: number): Float64Array;
}

/** What a column is written into. */
export interface Sink {
  /** As many as `chunkRows`, or fewer at the end; they are copied. */
  append(numbers: Float64Array): void;
  finish(): Values;
  /** Throws away what was written. */
  discard(): void;
}

export interface Storage {
  /** Rows that are best handed over together. */
  readonly chunkRows: number;
  open(): Sink;
}

/** Rows that loops over columns take at a time: enough to be quick, little enough for any number of columns. */
export const STRETCH = 1 << 16;

export const memoryValues = (numbers: Float64Array): Values => ({
  length: numbers.length,
  read: (from, to) => (from === 0 && to === numbers.length ? numbers : numbers.subarray(from, to)),
});

/** A column in parts of `partRows` rows, the last one shorter. A stretch within one part is that part's own memory. */
export const valuesInParts = (length: number, partRows: number, part: (index: number) => Float64Array): Values => ({
  length,
  read(from, to) {
    const first = Math.floor(from / partRows);
    const start = first * partRows;
    if (to <= from) return new Float64Array(0);
    if (to <= start + partRows) return part(first).subarray(from - start, to - start);
    const whole = new Float64Array(to - from);
    for (let index = first; index * partRows < to; index++) {
      const at = index * partRows;
      const numbers = part(index).subarray(Math.max(0, from - at), Math.min(partRows, to - at));
      whole.set(numbers, Math.max(0, at - from));
    }
    return whole;
  },
});

export const memoryStorage: Storage = {
  chunkRows: STRETCH,
  open: () => {
    const parts: Float64Array[] = [];
    let length = 0;
    return {
      append(numbers) {
        parts.push(numbers.slice());
        length += numbers.length;
      },
      finish: () => valuesInParts(length, STRETCH, (index) => parts[index]),
      discard: () => void (parts.length = 0),
    };
  },
};

/** The whole column in memory. */
export const allOf = (values: Values): Float64Array => values.read(0, values.length);

/** Stretches of a column in order, with the row each begins with. */
export function* stretchesOf(values: Values): Generator<[numbers: Float64Array, from: number]> {
  for (let from = 0; from < values.length; from += STRETCH) yield [values.read(from, Math.min(values.length, from + STRETCH)), from];
}

/** A column computed from others when it is read: `compute` fills rows [from, from + out.length). */
export const computedValues = (length: number, compute: (from: number, out: Float64Array) => void): Values => ({
  length,
  read(from, to) {
    const out = new Float64Array(to - from);
    compute(from, out);
    return out;
  },
});

/** A copy of a column in another place. */
export function copyTo(storage: Storage, values: Values): Values {
  const sink = storage.open();
  const { chunkRows } = storage;
  for (let from = 0; from < values.length; from += chunkRows) sink.append(values.read(from, Math.min(values.length, from + chunkRows)));
  return sink.finish();
}
