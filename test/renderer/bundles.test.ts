// Files given together that belong together are read as one; every other stays by itself, in its place.
import { expect, test } from 'vitest';
import { bundled } from '../../src-renderer/bundles.ts';
import { given } from '../../src-renderer/dropped-files.ts';

const file = (name: string, text = name) => given(new File([text], name));
const names = (...all: string[]) => bundled(all.map((name) => file(name))).map((one) => one.name);

test('training and test part of one collection are one; names say which they are of', () => {
  expect(names('Vowels_TRAIN.ts', 'other.csv', 'Vowels_TEST.ts')).toEqual(['Vowels', 'other.csv']);
  expect(names('train.csv', 'test.csv', 'val.csv')).toEqual(['parts']);
});

test('what does not make a whole stays apart', () => {
  expect(names('A_TRAIN.ts', 'B_TEST.ts')).toEqual(['A_TRAIN.ts', 'B_TEST.ts']);
  expect(names('A_TRAIN.ts', 'A_TEST.csv')).toEqual(['A_TRAIN.ts', 'A_TEST.csv']);
  expect(names('A_TRAIN.ts', 'A_VAL.ts')).toEqual(['A_TRAIN.ts', 'A_VAL.ts']);
  expect(names('a.csv', 'b.csv', 'one.wav')).toEqual(['a.csv', 'b.csv', 'one.wav']);
});

test('recordings and pictures are one of each', async () => {
  const all = bundled([file('yes_1.wav', 'first'), file('no_1.WAV', 'second'), file('x.png'), file('y.png')]);
  expect(all.map((one) => one.name)).toEqual(['wav', 'png']);
  const archive = await all[0].file();
  expect(archive.name).toBe('wav.zip');
  const text = await archive.text();
  for (const piece of ['yes_1.wav', 'no_1.WAV', 'first', 'second']) expect(text).toContain(piece);
});

test('what is too large for an archive is read file by file', () => {
  const large = (name: string) => ({ ...file(name), size: 600 * 2 ** 20 });
  expect(bundled([large('A_TRAIN.ts'), large('A_TEST.ts')]).map((one) => one.name)).toEqual(['A_TRAIN.ts', 'A_TEST.ts']);
});
