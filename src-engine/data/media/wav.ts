/**
 * WAV recordings: uncompressed PCM of 8, 16, 24 and 32 bits and float of 32 and 64, any number of channels, which are averaged.
 * Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0 (RIFF), and WAVE_FORMAT_EXTENSIBLE.
 */

export interface Recording {
  /** Samples per second. */
  rate: number;
  /** One channel, -1 to 1. */
  samples: Float64Array;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** A recording, or the reason why it is none, as the end of a sentence: "it ..." */
export function readWav(bytes: Uint8Array): Recording | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tag(bytes, 0) !== 'RIFF' || tag(bytes, 8) !== 'WAVE') return 'is no WAV file';
  let format: { kind: number; channels: number; rate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (tag(bytes, at) === 'fmt ') {
      if (size < 16 || start + size > bytes.length) return 'has a damaged head';
      const kind = view.getUint16(start, true);
      format = {
        // The true format of an extensible one stands at the beginning of its long name.
        kind: kind === EXTENSIBLE && size >= 26 ? view.getUint16(start + 24, true) : kind,
        channels: view.getUint16(start + 2, true),
        rate: view.getUint32(start + 4, true),
        bits: view.getUint16(start + 14, true),
      };
    } else if (tag(bytes, at) === 'data') {
      if (!format) return 'has a damaged head';
      // A recorder that was cut off writes a size that is too large, and one that streams writes the largest.
      return decoded(view, start, Math.min(size, bytes.length - start), format);
    }
    // Chunks begin at even places.
    at = start + size + (size & 1);
  }
  return 'holds no samples';
}

const tag = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

function decoded(
  view: DataView,
  start: number,
  size: number,
  { kind, channels, rate, bits }: { kind: number; channels: number; rate: number; bits: number },
): Recording | string {
  const sampleAt = readerOf(view, kind, bits);
  if (!sampleAt) return `is packed in a way that is not read (format ${kind}, ${bits} bits)`;
  if (channels < 1 || rate < 1) return 'has a damaged head';
  const bytesEach = bits / 8;
  const samples = new Float64Array(Math.floor(size / (bytesEach * channels)));
  for (let i = 0, at = start; i < samples.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += bytesEach) sum += sampleAt(at);
    samples[i] = sum / channels;
  }
  return { rate, samples };
}

/** Eight bits are unsigned, all others signed; the largest negative value is -1. */
function readerOf(view: DataView, kind: number, bits: number): ((at: number) => number) | undefined {
  switch (`${kind} ${bits}`) {
    case `${PCM} 8`:
      return (at) => (view.getUint8(at) - 128) / 128;
    case `${PCM} 16`:
      return (at) => view.getInt16(at, true) / 32_768;
    case `${PCM} 24`:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
    case `${PCM} 32`:
      return (at) => view.getInt32(at, true) / 2_147_483_648;
    case `${FLOAT} 32`:
      return (at) => view.getFloat32(at, true);
    case `${FLOAT} 64`:
      return (at) => view.getFloat64(at, true);
    default:
      return undefined;
  }
}
