/**
 * Bytes to text and back. The engine's own library has no TextDecoder, every platform it runs on has one;
 * so it is taken from the global object with the few types that are needed.
 */

interface Decoder {
  readonly encoding: string;
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
interface Platform {
  TextDecoder: new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }) => Decoder;
  TextEncoder: new () => { encode(text: string): Uint8Array };
}
const platform = globalThis as unknown as Platform;

/** A decoder for a label such as `gb18030`; throws a RangeError for a label that nobody knows. */
export const decoderOf = (label: string, fatal = false): Decoder => new platform.TextDecoder(label, { fatal, ignoreBOM: true });

const utf8 = decoderOf('utf-8');
const encoder = new platform.TextEncoder();

export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text);

/** UTF-8 bytes [start, end) as text. Short ASCII, which is nearly every cell, does not wake the decoder. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= 32) {
    let text = '';
    let i = start;
    for (; i < end; i++) {
      const byte = bytes[i];
      if (byte >= 128) break;
      text += String.fromCharCode(byte);
    }
    if (i === end) return text;
  }
  return utf8.decode(bytes.subarray(start, end));
}
