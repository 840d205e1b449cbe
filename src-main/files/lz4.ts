/**
 * One block of LZ4, as Parquet packs its pages. A block is a row of sequences: bytes to be copied as they are, then a stretch of what has come out already.
 * Source: the LZ4 block format. Throws an Error for a block that does not fit together.
 */
export function unpackLz4(input: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let [at, filled] = [0, 0];
  /** 15 in a token goes on in bytes that are added up, until one is less than 255. */
  const whole = (short: number): number => {
    let sum = short;
    if (short === 15)
      for (let byte = 255; byte === 255;) {
        if (at >= input.length) throw new Error('a block of LZ4 ends too early');
        sum += byte = input[at++];
      }
    return sum;
  };
  while (at < input.length) {
    const token = input[at++];
    const plain = whole(token >> 4);
    if (at + plain > input.length || filled + plain > length) throw new Error('a block of LZ4 is damaged');
    out.set(input.subarray(at, at + plain), filled);
    at += plain;
    filled += plain;
    // The last sequence has no stretch behind it.
    if (at >= input.length) break;
    const back = input[at] | (input[at + 1] << 8);
    at += 2;
    const copied = whole(token & 15) + 4;
    if (back === 0 || back > filled || filled + copied > length) throw new Error('a block of LZ4 is damaged');
    // Byte by byte: a stretch may reach into itself.
    for (let i = 0; i < copied; i++, filled++) out[filled] = out[filled - back];
  }
  if (filled !== length) throw new Error('a block of LZ4 ends too early');
  return out;
}
