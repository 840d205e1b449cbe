/**
 * Log-mel frames of a recording: how much energy lies in bands of pitch, every 10 ms over 25 ms. What networks that listen are usually given.
 *
 * A frame times a Hann window, its power spectrum |DFT|^2, sums under triangles that are equally wide in mel, the natural logarithm of each sum but of no
 * less than 1e-10. Neither pre-emphasis nor padding: a frame lies wholly in the recording; one that is shorter than a frame is filled up with zeros.
 * Source: S. Young et al., The HTK Book 3.5, section 5.4: mel(f) = 2595 log10(1 + f / 700), triangles from one centre to the next.
 */

const FRAME_MS = 25;
const STEP_MS = 10;
const FLOOR = 1e-10;

const melOf = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const hzOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

/** Bands up to a frequency: 26 for a telephone's 4 kHz, 40 from 8 kHz on, in between by their width. */
export const bandsUpTo = (hz: number): number => Math.max(26, Math.min(40, Math.round(26 + (14 * (hz - 4000)) / 4000)));

/** Makes frames of recordings of one rate. top: Hz, at most half the rate. */
export class LogMel {
  readonly bands: number;
  private readonly frame: number;
  private readonly step: number;
  private readonly size: number;
  private readonly window: Float64Array;
  /** For each band its first frequency and the weights from there on. */
  private readonly filters: { first: number; weights: Float64Array }[];

  constructor(rate: number, top: number, bands = bandsUpTo(top)) {
    this.bands = bands;
    this.frame = Math.max(2, Math.round((rate * FRAME_MS) / 1000));
    this.step = Math.max(1, Math.round((rate * STEP_MS) / 1000));
    const edges = Array.from({ length: bands + 2 }, (_, i) => hzOf((melOf(top) * i) / (bands + 1)));
    // Fine enough that a frequency lies under the narrowest triangle.
    this.size = 2;
    while (this.size < this.frame || rate / this.size > edges[1]) this.size *= 2;
    this.window = Float64Array.from({ length: this.frame }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / this.frame));
    this.filters = Array.from({ length: bands }, (_, band) => this.filter(rate, edges[band], edges[band + 1], edges[band + 2]));
  }

  private filter(rate: number, low: number, centre: number, high: number) {
    const first = Math.floor((low * this.size) / rate) + 1;
    const last = Math.min(this.size / 2, Math.ceil((high * this.size) / rate) - 1);
    const weights = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
      const hz = ((first + i) * rate) / this.size;
      return hz <= centre ? (hz - low) / (centre - low) : (high - hz) / (high - centre);
    });
    return { first, weights };
  }

  /** [frames * bands], frame after frame. */
  frames(samples: Float64Array): Float64Array {
    const count = samples.length <= this.frame ? 1 : 1 + Math.floor((samples.length - this.frame) / this.step);
    const out = new Float64Array(count * this.bands);
    const re = new Float64Array(this.size);
    const im = new Float64Array(this.size);
    for (let frame = 0; frame < count; frame++) {
      re.fill(0);
      im.fill(0);
      const from = frame * this.step;
      for (let i = 0; i < this.frame; i++) re[i] = (samples[from + i] ?? 0) * this.window[i];
      transform(re, im);
      this.filters.forEach(({ first, weights }, band) => {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i] * (re[first + i] ** 2 + im[first + i] ** 2);
        out[frame * this.bands + band] = Math.log(Math.max(FLOOR, sum));
      });
    }
    return out;
  }
}

/** The discrete Fourier transform in place, of a length that is a power of two. Source: Cooley and Tukey 1965, decimation in time. */
export function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let length = 2; length <= size; length *= 2) {
    const half = length / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / length;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let at = k; at < size; at += length) {
        const [r, i] = [re[at + half] * c - im[at + half] * s, re[at + half] * s + im[at + half] * c];
        re[at + half] = re[at] - r;
        im[at + half] = im[at] - i;
        re[at] += r;
        im[at] += i;
      }
    }
  }
}
