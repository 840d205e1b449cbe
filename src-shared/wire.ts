/**
 * Messages as bytes, for transports that carry only bytes (a WebSocket). Message ports need none of this: they clone.
 * Layout: u32 length of the JSON, little-endian | JSON | padding to 8 | the numbers of typed arrays, each at a multiple of 8.
 * In the JSON a typed array stands as { $array: [type, offset, length] }; a JSON number that is not finite as { $number: "NaN" }.
 */
const types = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  u8: Uint8Array,
} as const;
type TypeName = keyof typeof types;
type Numbers = InstanceType<(typeof types)[TypeName]>;

const padded = (n: number): number => (n + 7) & ~7;

export function encode(message: unknown): Uint8Array<ArrayBuffer> {
  const parts: { numbers: Numbers; offset: number }[] = [];
  let length = 0;
  const json = JSON.stringify(message, function (this: Record<string, unknown>, key, given: unknown) {
    // A Buffer of Node is a Uint8Array with a toJSON, which has been asked already: what it was stands in its holder.
    const value = ArrayBuffer.isView(this[key]) ? this[key] : given;
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
    if (!ArrayBuffer.isView(value)) return value;
    const type = (Object.keys(types) as TypeName[]).find((name) => value instanceof types[name]);
    if (!type) throw new Error(`a ${value.constructor.name} cannot be sent`);
    const numbers = value as Numbers;
    parts.push({ numbers, offset: length });
    const reference = { $array: [type, length, numbers.length] };
    length = padded(length + numbers.byteLength);
    return reference;
  });
  const head = utf8Encode(json);
  const first = padded(4 + head.length);
  const out = new Uint8Array(first + length);
  new DataView(out.buffer).setUint32(0, head.length, true);
  out.set(head, 4);
  for (const { numbers, offset } of parts) out.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), first + offset);
  return out;
}

/** Throws on anything that encode() could not have written; offsets are checked before an array is made. */
export function decode(bytes: Uint8Array): unknown {
  const b = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  if (b.length < 4) throw new Error('message too short');
  const headLength = new DataView(b.buffer, b.byteOffset).getUint32(0, true);
  const first = padded(4 + headLength);
  if (4 + headLength > b.length) throw new Error('message cut off');
  return JSON.parse(utf8Decode(b.subarray(4, 4 + headLength)), (key, value: unknown) => {
    if (key === '__proto__') throw new Error('a message may not name __proto__');
    if (typeof value !== 'object' || value === null) return value;
    const { $array, $number } = value as { $array?: unknown; $number?: unknown };
    if (typeof $number === 'string') return Number($number);
    if (!Array.isArray($array)) return value;
    const [type, offset, length] = $array as [TypeName, number, number];
    const make = Object.hasOwn(types, type) ? types[type] : undefined;
    if (
      !make ||
      !Number.isSafeInteger(offset) ||
      !Number.isSafeInteger(length) ||
      offset < 0 ||
      offset % 8 ||
      length < 0 ||
      first + offset + length * make.BYTES_PER_ELEMENT > b.length
    )
      throw new Error('message with an array outside of it');
    return new make(b.buffer as ArrayBuffer, b.byteOffset + first + offset, length);
  });
}

declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean });
  decode(bytes: Uint8Array): string;
}

const utf8Encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf8Decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
