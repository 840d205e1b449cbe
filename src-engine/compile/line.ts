/**
 * Lines of steps. Every value lives on one: the rows of a window, what is there once per window, or another beat.
 *
 *   steps      the rows that a network runs over: T of them
 *   once       one step per window; it reads any other line at its last step, and any other line may read it everywhere
 *   tail       the last `steps` rows of `steps`: those whose output is a forecast, when there are several
 *   segments   one step per `points` rows, counted from the end of the window; rows that fill no segment are not read
 *   ahead      `steps` steps after the window, `points` rows of the horizon each
 */
export type Line =
  | { kind: 'steps' }
  | { kind: 'once' }
  | { kind: 'tail'; steps: number }
  | { kind: 'segments'; points: number }
  | { kind: 'ahead'; steps: number; points: number };

/** Places in the list of lines that every graph and program begins with. */
export const STEPS = 0;
export const ONCE = 1;
/** Not a line: constants, and what the data gives once per window. They are the same at every step of every line. */
export const ANYWHERE = -1;

export const lengthOf = (line: Line, steps: number): number => {
  switch (line.kind) {
    case 'steps':
      return steps;
    case 'once':
      return 1;
    case 'segments':
      return Math.floor(steps / line.points);
    case 'tail':
    case 'ahead':
      return line.steps;
    default:
      return line satisfies never;
  }
};

/** Whether the steps of `a` are the last ones of `b`, so that a value of `b` can be read on `a` by counting from the end. */
export const isEndOf = (lines: readonly Line[], a: number, b: number): boolean =>
  a !== b && (a === ONCE || (lines[a].kind === 'tail' && b === STEPS));
