/**
 * PNG pictures of 8 bits: grey, coloured or of a palette. How opaque a pixel is, is left out. Not read: 16 bits, fewer than 8 outside of palettes, interlaced.
 * Source: Portable Network Graphics Specification, second edition, sections 5, 7, 9 and 11.
 */
import { inflateSync } from 'node:zlib';
import type { Picture } from '#engine/data/media/pictures.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bytes of a pixel by the type of colour. */
const PIXEL_BYTES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const MOST_PIXELS = 1 << 26;

/** A picture, or the reason why it is none ("it ..."). */
export function readPng(bytes: Uint8Array): Picture | string {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) return 'is no PNG file';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let head: { width: number; height: number; bits: number; colour: number; interlaced: number } | undefined;
  let palette: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const size = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (body.length < size) return 'ends too early';
    if (name === 'IHDR' && size === 13)
      head = { width: view.getUint32(at + 8), height: view.getUint32(at + 12), bits: body[8], colour: body[9], interlaced: body[12] };
    else if (name === 'PLTE') palette = body;
    else if (name === 'IDAT') data.push(body);
    else if (name === 'IEND') break;
    at += size + 12;
  }
  if (!head || !head.width || !head.height) return 'has a damaged head';
  const { width, height, bits, colour, interlaced } = head;
  const each = PIXEL_BYTES[colour];
  if (bits !== 8 || !each || interlaced) return 'is not an 8-bit PNG without interlacing';
  if (width * height > MOST_PIXELS) return 'is too large';
  if (colour === 3 && !palette) return 'lacks its palette';
  const stride = width * each;
  let raw: Uint8Array;
  try {
    raw = inflateSync(Buffer.concat(data), { maxOutputLength: (stride + 1) * height });
  } catch {
    return 'is damaged';
  }
  if (raw.length < (stride + 1) * height) return 'ends too early';
  const rows = unfiltered(raw, height, stride, each);
  if (!rows) return 'is damaged';
  const isColour = colour === 2 || colour === 6 || colour === 3;
  const channels = isColour ? 3 : 1;
  const pixels = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < channels; c++) pixels[i * channels + c] = colour === 3 ? (palette![rows[i] * 3 + c] ?? 0) : rows[i * each + c];
  return { width, height, channels, pixels };
}

/** Rows without the differences to their neighbours that they are stored as; undefined for a filter that does not exist. */
function unfiltered(raw: Uint8Array, height: number, stride: number, each: number): Uint8Array | undefined {
  const out = new Uint8Array(stride * height);
  for (let row = 0, at = 0; row < height; row++) {
    const filter = raw[at++];
    if (filter > 4) return undefined;
    for (let i = 0; i < stride; i++) {
      const place = row * stride + i;
      const left = i >= each ? out[place - each] : 0;
      const above = row > 0 ? out[place - stride] : 0;
      const corner = row > 0 && i >= each ? out[place - stride - each] : 0;
      out[place] = raw[at++] + [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
    }
  }
  return out;
}

/** The neighbour that is nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}
