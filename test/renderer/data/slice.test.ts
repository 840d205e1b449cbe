import { describe, expect, it } from 'vitest';
import type { SeriesSlice } from '#shared/api.ts';
import { LatestSlice } from '../../../src-renderer/features/data/slice.svelte.ts';

const made = (columns: number): SeriesSlice => ({
  from: 0,
  to: 2,
  rows: new Float64Array([0, 1]),
  values: Array.from({ length: columns }, () => new Float64Array([1, 2])),
});

describe('a stretch of series', () => {
  it('is never shown under other columns than its own', async () => {
    const latest = new LatestSlice();
    await latest.ask('a: x', async () => made(1));
    expect(latest.of('a: x')?.values).toHaveLength(1);
    // Another dataset is asked for, and its answer is still on its way.
    expect(latest.of('b: y z')).toBeNull();
    await latest.ask('b: y z', async () => made(2));
    expect(latest.of('b: y z')?.values).toHaveLength(2);
    expect(latest.of('a: x')).toBeNull();
  });

  it('stays while another stretch of the same is on its way, and an older answer does not replace a newer one', async () => {
    const latest = new LatestSlice();
    const first = made(1);
    await latest.ask('a', async () => first);
    let answer: (slice: SeriesSlice) => void = () => {};
    const late = latest.ask('a', () => new Promise((resolve) => (answer = resolve)));
    expect(latest.of('a')).toBe(first);
    const newest = made(1);
    await latest.ask('a', async () => newest);
    answer(made(1));
    await late;
    expect(latest.of('a')).toBe(newest);
  });
});
