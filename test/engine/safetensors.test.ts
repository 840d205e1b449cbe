import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors, type Tensor } from '#engine/export/safetensors.ts';

const tensors = new Map<string, Tensor>([
  ['gru1.Wz', { dtype: 'F32', shape: [2, 3], numbers: Float32Array.of(1, -2, 3.5, 0, NaN, Infinity) }],
  ['größe', { dtype: 'F64', shape: [1], numbers: Float64Array.of(Math.PI) }],
]);

describe('safetensors', () => {
  test('come back bit for bit', () => {
    const { tensors: back, metadata } = readSafetensors(writeSafetensors(tensors, { note: 'ä "quoted"' }));
    expect([...back]).toEqual([...tensors]);
    expect(metadata).toEqual({ note: 'ä "quoted"' });
  });

  test('refuse every damaged file and never read outside of it', () => {
    const good = writeSafetensors(tensors);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(good.length), (at, flip, length) => {
        const bad = good.slice(0, length);
        if (at < bad.length) bad[at] ^= flip;
        try {
          const { tensors: read } = readSafetensors(bad);
          for (const t of read.values()) expect(t.numbers.length).toBe(t.shape.reduce((a, b) => a * b, 1));
        } catch (error) {
          expect((error as Error).message).toMatch(/safetensors|tensor/);
        }
      }),
    );
  });

  test('say what is wrong', () => {
    expect(() => readSafetensors(new Uint8Array(3))).toThrow('3 bytes');
    expect(() => readSafetensors(new Uint8Array(8).fill(255))).toThrow('damaged');
    const cut = writeSafetensors(tensors);
    expect(() => readSafetensors(cut.subarray(0, cut.length - 4))).toThrow('expected');
  });
});
