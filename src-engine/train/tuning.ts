/**
 * Whether tuning helped: the model as it was before, and as it is now, on exactly the same windows. Words stand here in English, for
 * the command line; the window has its own.
 */
import type { ScoredPart } from './baselines.ts';
import type { Kept } from './kept.ts';
import { skillOf } from './skill.ts';
import { percent, range } from './verdict-words.ts';

export interface Tuning {
  part: ScoredPart;
  /** 1 - MSE / MSE before tuning; null where there was no error before. */
  skill: number | null;
  /** 95 %, by the paired bootstrap of skill.ts; null where there are too few windows to tell. */
  interval: [number, number] | null;
  /** unclear: within chance. few: too few windows to tell chance. */
  outcome: 'better' | 'worse' | 'unclear' | 'few';
}

/** before, after: of the same windows. Null where none were scored. */
export function judgeTuning(
  before: Record<ScoredPart, Pick<Kept, 'errors'> | null>,
  after: Record<ScoredPart, Pick<Kept, 'errors'> | null>,
  { horizon, stride }: { horizon: number; stride: number },
  seed = 1,
): Tuning | null {
  const part = after.test?.errors.length ? 'test' : 'validation';
  const [own, other] = [after[part]?.errors, before[part]?.errors];
  if (!own?.length || !other?.length) return null;
  const { skill, interval } = skillOf(own, other, horizon, stride, seed);
  const outcome = !interval ? 'few' : interval[0] > 0 ? 'better' : interval[1] < 0 ? 'worse' : 'unclear';
  return { part, skill, interval, outcome };
}

export function sayTuning({ outcome, skill, interval, part }: Tuning): string {
  if (skill === null) return 'Before tuning it made no error, so tuning could not help.';
  const size = `${percent(skill)} ${skill >= 0 ? 'less' : 'more'} squared error than before, on the same ${part} windows`;
  const spread = interval ? ` (95 % interval ${range(interval)})` : '';
  switch (outcome) {
    case 'better':
      return `Tuning helped: ${size}${spread}.`;
    case 'worse':
      return `Tuning made it worse: ${size}${spread}. Use the model as it was.`;
    case 'unclear':
      return `Tuning changed little: ${size}, which may be chance${spread}.`;
    case 'few':
      return `Too few ${part} windows to tell whether tuning helped: ${size}.`;
    default:
      return outcome satisfies never;
  }
}
