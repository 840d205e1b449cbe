import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LogMel } from '#engine/data/media/log-mel.ts';
import { wordsOfFiles } from '#engine/data/media/file-words.ts';
import { readWav, type Recording } from '#engine/data/media/wav.ts';

interface Golden {
  files: Record<string, { wav: string; samples: number[] }>;
  frames: { rate: number; top: number; bands: number; samples: number[]; frames: number[][] }[];
}
const golden = JSON.parse(readFileSync(new URL('../../golden/audio.json', import.meta.url), 'utf8')) as Golden;
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

test.each(Object.entries(golden.files))('%s samples are those that were written', (_, { wav, samples }) => {
  const { rate, samples: read } = readWav(bytesOf(wav)) as Recording;
  expect(rate).toBe(8000);
  expect([...read]).toEqual(samples);
});

/** A mono file of 24 bits, which scipy does not write, behind a chunk of odd length. */
function wav24(values: number[]): Uint8Array {
  const out = Buffer.alloc(56 + values.length * 3);
  out.write('RIFF____WAVE', 0, 'latin1');
  out.write('note', 12, 'latin1');
  out.writeUInt32LE(3, 16);
  out.write('fmt ', 24, 'latin1');
  out.writeUInt32LE(16, 28);
  out.writeUInt16LE(1, 32);
  out.writeUInt16LE(1, 34);
  out.writeUInt32LE(44_100, 36);
  out.writeUInt32LE(44_100 * 3, 40);
  out.writeUInt16LE(3, 44);
  out.writeUInt16LE(24, 46);
  out.write('data', 48, 'latin1');
  out.writeUInt32LE(values.length * 3, 52);
  values.forEach((value, i) => out.writeIntLE(value, 56 + 3 * i, 3));
  return new Uint8Array(out);
}

test('24 bits, behind a chunk of odd length; what is cut off ends early', () => {
  const file = wav24([0, 1, -1, 8_388_607, -8_388_608]);
  expect([...(readWav(file) as Recording).samples]).toEqual([0, 2 ** -23, -(2 ** -23), 1 - 2 ** -23, -1]);
  expect((readWav(file.subarray(0, file.length - 4)) as Recording).samples).toHaveLength(3);
});

test('what is no recording says why', () => {
  expect(readWav(new Uint8Array(50))).toBe('is no WAV file');
  const packed = wav24([1]);
  packed[32] = 2;
  expect(readWav(packed)).toContain('format 2, 24 bits');
  expect(readWav(wav24([1]).subarray(0, 40))).toBe('has a damaged head');
});

test.each(golden.frames)('log-mel frames at $rate Hz are those of numpy', ({ rate, top, bands, samples, frames }) => {
  const made = new LogMel(rate, top, bands).frames(Float64Array.from(samples));
  expect(made).toHaveLength(frames.length * bands);
  frames.flat().forEach((value, i) => expect(Math.abs(made[i] - value)).toBeLessThan(1e-8));
});

test('a recording shorter than a frame is one frame, and silence is the floor', () => {
  const made = new LogMel(8000, 4000).frames(new Float64Array(10));
  expect([...made]).toEqual(Array(26).fill(Math.log(1e-10)));
});

test('no band is empty at a low rate', () => {
  const noise = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i * i * 0.37));
  expect(new LogMel(1000, 500).frames(noise).every((x) => x > Math.log(1e-10))).toBe(true);
});

test('classes come from folders, or from the first part of the names', () => {
  expect(wordsOfFiles(['set/yes/a.wav', 'set/no/b.wav'])).toMatchObject({
    labels: ['yes', 'no'],
    from: 'folders',
    names: ['yes/a', 'no/b'],
  });
  const digits = wordsOfFiles(['x/0_ann_0.wav', 'x/0_bob_0.wav', 'x/1_ann_1.wav', 'x/1_bob_1.wav']);
  expect(digits).toMatchObject({ labels: ['0', '0', '1', '1'], from: 'names' });
  expect(digits.attributes[0]).toEqual({ name: 'name part 2', words: ['ann', 'bob', 'ann', 'bob'] });
  expect(wordsOfFiles(['one.wav', 'two.wav']).labels).toBeUndefined();
  const parts = wordsOfFiles(['s/train/yes/a.wav', 's/test/yes/b.wav', 's/train/no/c.wav']);
  expect(parts).toMatchObject({ labels: ['yes', 'yes', 'no'], attributes: [{ name: 'part', words: ['train', 'test', 'train'] }] });
  // Folders that only say the part are no classes.
  expect(wordsOfFiles(['train/7_x.wav', 'train/8_x.wav', 'test/7_y.wav', 'test/8_y.wav'])).toMatchObject({
    labels: ['7', '8', '7', '8'],
    from: 'names',
  });
});
