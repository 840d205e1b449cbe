import type { Cell } from './cell.ts';

/**
 * Rows side by side, so that what follows takes one step per segment: counted from the end of the window, rows at its
 * beginning that fill no segment are not read.
 * x: [B, I] at each row; y: [B, points * I] at each segment, the oldest row first.
 */
export const segment: Cell = {
  label: 'Segment',
  family: 'over time',
  summary: 'one step per stretch of rows',
  source: 'Lin et al. 2023, arXiv:2308.11200 (SegRNN), section 3.2',
  options: {
    points: {
      kind: 'integer',
      label: 'Rows',
      help: 'Rows of a segment: one season, or a divisor of it.',
      min: 1,
      max: 4096,
      default: 24,
    },
  },
  beat: ({ points }) => ({ kind: 'segments', points: points as number }),
  width: ({ points }, inputs) => (points as number) * inputs,
  parameters: () => ({}),
  state: () => ({}),
  step: (_b, x, _state, _p, _options, around) => ({ output: around.segments(x), state: {} }),
  equations: ({ points }) => [`y_s = [x_{${points} s + 1}, \\dots, x_{${points} s + ${points}}]`],
};
