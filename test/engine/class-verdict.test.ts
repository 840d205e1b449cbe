// Classes against always saying the most frequent one: the same as counting series that only one of the two tells right.
import { expect, test } from 'vitest';
import { judgeClasses, sayClasses } from '#engine/train/class-verdict.ts';
import type { ClassScores } from '#engine/train/class-scorer.ts';

const scores = (confusion: number[][]): ClassScores => ({ count: 0, accuracy: 0, crossEntropy: 0, bits: 0, perplexity: 0, confusion });
/** Always says the second class. */
const always = (confusion: number[][]) => scores(confusion.map((row) => [0, row[0] + row[1]]));
const on = (confusion: number[][]) => judgeClasses({ test: scores(confusion) }, { test: always(confusion) })!;

test('better, worse and unclear, with the spread of a paired difference', () => {
  // 30 are told right only by the network, 10 only by the baseline, of 100.
  const better = on([
    [30, 10],
    [10, 50],
  ]);
  const half = (1.959964 * Math.sqrt(40 - 400 / 100)) / 100;
  expect(better).toMatchObject({ part: 'test', windows: 100, outcome: 'better', beats: { majority: true } });
  expect(better.gain).toBeCloseTo(0.2, 12);
  expect(better.interval![0]).toBeCloseTo(0.2 - half, 6);
  expect(sayClasses(better).sentence).toContain('20.0 points more told right');
  expect(
    on([
      [2, 18],
      [22, 58],
    ]).outcome,
  ).toBe('worse');
  expect(
    on([
      [10, 10],
      [8, 72],
    ]).outcome,
  ).toBe('unclear');
  expect(
    on([
      [3, 1],
      [1, 5],
    ]).outcome,
  ).toBe('few');
});

test('nothing is said without a part that was scored', () => {
  expect(judgeClasses({}, {})).toBeNull();
});
