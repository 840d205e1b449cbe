// The plot of a long series: drawn from what is kept beside the numbers, it shows what the numbers themselves would.
import { expect, test } from 'vitest';
import { freshHost } from './helpers.ts';

const ROWS = 300_000;

test('of a long series every stretch has its true extremes and times, whichever way it is drawn', async () => {
  const { api } = freshHost();
  const project = await api.projects.create('P');
  const value = (i: number) => (i === 123_457 ? 999 : i % 1000 < 3 ? NaN : Math.round(Math.sin(i / 5000) * 1e4) / 1e3);
  const lines = ['time,v'];
  for (let i = 0; i < ROWS; i++) lines.push(`${1.6e9 + i * 60},${Number.isNaN(value(i)) ? '' : value(i)}`);
  const { id, rows } = await api.datasets.import(project.id, 'long.csv', new TextEncoder().encode(lines.join('\n')), {});
  expect(rows).toBe(ROWS);
  for (const [from, to, points] of [
    [0, ROWS, 500],
    [100_100, 290_001, 300],
    [123_000, 124_000, 5000],
    [123_000, 130_000, 400],
  ]) {
    const slice = await api.datasets.series(id, ['v'], from, to, points);
    const known = slice.values[0].filter((x) => !Number.isNaN(x));
    let [least, most] = [Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      least = Math.min(least, Number.isNaN(value(i)) ? least : value(i));
      most = Math.max(most, Number.isNaN(value(i)) ? most : value(i));
    }
    expect(Math.max(...known)).toBe(most);
    expect(Math.min(...known)).toBe(least);
    expect(slice.rows.length).toBeLessThanOrEqual(points + 2);
    expect(slice.values[0]).toHaveLength(slice.rows.length);
    slice.rows.forEach((row, i) => {
      expect(row).toBeGreaterThanOrEqual(from);
      expect(row).toBeLessThan(to);
      expect(slice.time![i]).toBe((1.6e9 + row * 60) * 1000);
    });
  }
});
