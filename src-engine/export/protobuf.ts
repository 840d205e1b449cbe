/**
 * The few pieces of the protobuf wire format that an ONNX file needs: fields of three wire types, written in order.
 * Every writer returns the finished bytes of one field (tag included), so a message is the pieces side by side.
 * Reading is not here: nothing in this app trusts a foreign protobuf.
 * Source: https://protobuf.dev/programming-guides/encoding
 */
export type Bytes = Uint8Array<ArrayBuffer>;

const wire = { varint: 0, length: 2, fixed32: 5 } as const;

/** A message: its fields one after another. */
export function message(...fields: (Bytes | readonly Bytes[])[]): Bytes {
  const parts = fields.flat() as Bytes[];
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** int32, int64, bool, enum. Whole numbers up to 2^53; a negative one takes ten bytes, as the format wants it. */
export const whole = (field: number, value: number): Bytes => Uint8Array.from([...tag(field, wire.varint), ...varint(value)]);

/** float, 4 bytes little-endian. */
export function float(field: number, value: number): Bytes {
  const out = new Uint8Array(5 + (field > 15 ? 1 : 0));
  out.set(tag(field, wire.fixed32));
  new DataView(out.buffer).setFloat32(out.length - 4, value, true);
  return out;
}

/** bytes, or an embedded message. */
export const bytes = (field: number, value: Bytes): Bytes =>
  message(Uint8Array.from([...tag(field, wire.length), ...varint(value.length)]), value);

export const text = (field: number, value: string): Bytes => bytes(field, utf8(value));

/** repeated int64, not packed: every reader understands both forms. */
export const wholes = (field: number, values: readonly number[]): Bytes => message(values.map((value) => whole(field, value)));

function tag(field: number, type: number): number[] {
  return varint(field * 8 + type);
}

function varint(value: number): number[] {
  if (!Number.isSafeInteger(value)) throw new Error(`protobuf: expected a whole number up to 2^53, got ${value}`);
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return out;
}

/** The engine has no TextEncoder. Half a surrogate pair becomes U+FFFD, as a TextEncoder does it. */
export function utf8(value: string): Bytes {
  const out: number[] = [];
  for (const character of value.toWellFormed()) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return Uint8Array.from(out);
}
