/**
 * The safetensors format: 8 bytes length of a JSON header, the header, then the numbers, little-endian.
 * Reading trusts nothing: header size, shapes, offsets and their sum are checked before a number is touched.
 * Source: the format description of huggingface/safetensors (header at most 100 MB, offsets contiguous from 0 to the end).
 */
export interface Tensor {
  dtype: 'F32' | 'F64';
  shape: number[];
  numbers: Float32Array | Float64Array;
}

const bytesPer = { F32: 4, F64: 8 } as const;
const largestHeader = 100_000_000;

/** Tensors in the order given; the header is padded with spaces so that the numbers start at a multiple of 8. */
export function writeSafetensors(tensors: ReadonlyMap<string, Tensor>, metadata?: Record<string, string>): Uint8Array<ArrayBuffer> {
  let at = 0;
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  for (const [name, { dtype, shape, numbers }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + numbers.byteLength] };
    at += numbers.byteLength;
  }
  const json = utf8(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const out = new Uint8Array(8 + headerLength + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerLength), true);
  out.fill(0x20, 8, 8 + headerLength).set(json, 8);
  let offset = 8 + headerLength;
  for (const { numbers } of tensors.values()) {
    out.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), offset);
    offset += numbers.byteLength;
  }
  return out;
}

/** Throws with what was expected and what was found; the message is fit to be shown. */
export function readSafetensors(bytes: Uint8Array): { tensors: Map<string, Tensor>; metadata: Record<string, string> } {
  if (bytes.length < 8) throw new Error(`not a safetensors file: ${bytes.length} bytes, a header needs at least 8`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > largestHeader || headerLength + 8 > bytes.length)
    throw new Error(`damaged safetensors file: the header claims ${headerLength} bytes, the file has ${bytes.length}`);
  const header = parseHeader(bytes.subarray(8, 8 + headerLength));
  const data = bytes.subarray(8 + headerLength);
  const tensors = new Map<string, Tensor>();
  let expected = 0;
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const ordered = entries.map(([name, entry]) => ({ name, ...checkEntry(name, entry) })).sort((a, b) => a.from - b.from);
  for (const { name, dtype, shape, from, to } of ordered) {
    const count = shape.reduce((n, size) => n * size, 1);
    if (!Number.isSafeInteger(count) || from !== expected || to - from !== count * bytesPer[dtype] || to > data.length)
      throw new Error(
        `damaged safetensors file: tensor "${name}" of [${shape}] stands at ${from} to ${to}, expected ${expected} to ${expected + count * bytesPer[dtype]} of ${data.length}`,
      );
    expected = to;
    // A copy at an aligned address. (slice() of a Node Buffer would not copy.)
    const copy = new Uint8Array(data.subarray(from, to));
    tensors.set(name, { dtype, shape, numbers: dtype === 'F32' ? new Float32Array(copy.buffer) : new Float64Array(copy.buffer) });
  }
  if (expected !== data.length) throw new Error(`damaged safetensors file: ${data.length - expected} bytes follow the last tensor`);
  const metadata = header.__metadata__;
  const isText = typeof metadata === 'object' && metadata !== null && Object.values(metadata).every((v) => typeof v === 'string');
  return { tensors, metadata: isText ? (metadata as Record<string, string>) : {} };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new Error('damaged safetensors file: the header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new Error('damaged safetensors file: the header is not an object');
  return header as Record<string, unknown>;
}

function checkEntry(name: string, entry: unknown): { dtype: 'F32' | 'F64'; shape: number[]; from: number; to: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const whole = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
  if (dtype !== 'F32' && dtype !== 'F64') throw new Error(`tensor "${name}" has the type ${String(dtype)}; F32 and F64 can be read`);
  if (!Array.isArray(shape) || !shape.every(whole) || !Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole))
    throw new Error(`damaged safetensors file: the entry of tensor "${name}" is not complete`);
  return { dtype, shape, from: offsets[0], to: offsets[1] };
}

/** The engine has no TextEncoder: UTF-8 by way of percent-encoding. */
function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const out: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      out.push(parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else out.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(out);
}

function fromUtf8(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte === 0x25 || byte > 0x7e ? `%${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte);
  return decodeURIComponent(text);
}
