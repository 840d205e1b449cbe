/**
 * The verdict on a run: better or worse than each baseline, by how much and how surely, whether validation and test tell the
 * same, and what to try next. A pure function of errors per window and a few facts; wording is elsewhere (verdict-words.ts).
 *
 * It claims to beat a baseline only where chance does not explain it: the whole 95 % interval of the skill lies above 0, and the
 * validation part does not say the opposite.
 */
import { judgedBaselines, type JudgedBaseline } from './baselines.ts';
import { blocksOf, skillOf, type Skill } from './skill.ts';

/**
 * better, worse: beyond chance. mixed: better beyond chance, but not on the validation part. unclear: within chance. few: too few windows to tell chance. exact: it makes no error at all. absent: it makes no sense here.
 */
export type Outcome = 'better' | 'worse' | 'mixed' | 'unclear' | 'few' | 'exact' | 'absent';

type ByBaseline<T> = Record<JudgedBaseline, T>;

/** Scaled MSE of each window of a part, in order of time. */
export interface PartErrors {
  model: ArrayLike<number>;
  baselines: ByBaseline<ArrayLike<number> | null>;
}

export interface VerdictFacts {
  horizon: number;
  stride: number;
  /** Mean of the targets in the judged part less that in the training part, in deviations of the training part; the largest of the targets. */
  levelShift: number;
  /** Values are taken relative to the window (a normalising cell, or last values taken off). */
  isNormalised: boolean;
  epoch: number;
  bestEpoch: number;
  /** Epochs that it might have run. */
  epochs: number;
  /** Several seeds, combined. */
  isEnsemble?: boolean;
}

export interface Advice {
  code:
    | 'more-rows'
    | 'use-baseline'
    | 'normalise'
    | 'moved'
    | 'no-direction'
    | 'more-epochs'
    | 'overfit'
    | 'linear-better'
    | 'season'
    | 'seeds'
    | 'backtest';
  baseline?: JudgedBaseline;
  value?: number;
}

export interface Verdict {
  version: 1;
  /** test; without one validation, which flatters because the checkpoint was chosen by it. */
  part: 'test' | 'validation';
  windows: number;
  /** Windows without a row of the horizon in common. */
  independent: number;
  /** Windows that the bootstrap draws together. */
  block: number;
  beats: ByBaseline<boolean | null>;
  skill: ByBaseline<number | null>;
  interval: ByBaseline<[number, number] | null>;
  outcome: ByBaseline<Outcome>;
  /** On the validation part; null without one. */
  validationSkill: ByBaseline<number | null>;
  /** Null where it cannot be told. */
  doValidationAndTestDisagree: boolean | null;
  levelShift: number;
  /** Root of the scaled MSE: error in deviations of the target. */
  error: number;
  next: Advice[];
}

/** Null where no window was judged. */
export function judge(parts: { validation: PartErrors | null; test: PartErrors | null }, facts: VerdictFacts, seed = 1): Verdict | null {
  const part = parts.test?.model.length ? 'test' : 'validation';
  const judged = parts[part];
  if (!judged?.model.length) return null;
  const { horizon, stride } = facts;
  const on = (errors: PartErrors | null, name: JudgedBaseline): Skill => {
    const other = errors?.baselines[name];
    return errors && other ? skillOf(errors.model, other, horizon, stride, seed) : { skill: null, interval: null };
  };
  const by = <T>(value: (name: JudgedBaseline) => T): ByBaseline<T> =>
    Object.fromEntries(judgedBaselines.map((name) => [name, value(name)])) as ByBaseline<T>;
  const skills = by((name) => on(judged, name));
  const validation = part === 'test' && parts.validation?.model.length ? by((name) => on(parts.validation, name)) : null;
  const outcome = by((name): Outcome => {
    const { skill, interval } = skills[name];
    if (!hasErrors(judged.baselines[name])) return 'absent';
    if (skill === null) return 'exact';
    if (!interval) return 'few';
    if (interval[1] < 0) return 'worse';
    if (interval[0] <= 0) return 'unclear';
    const other = validation?.[name].skill;
    return other == null || other > 0 ? 'better' : 'mixed';
  });
  const blocks = blocksOf(judged.model.length, horizon, stride);
  const verdict: Verdict = {
    version: 1,
    part,
    windows: blocks.windows,
    independent: blocks.independent,
    block: blocks.length,
    beats: by((name) => (outcome[name] === 'absent' ? null : outcome[name] === 'better')),
    skill: by((name) => skills[name].skill),
    interval: by((name) => skills[name].interval),
    outcome,
    validationSkill: by((name) => validation?.[name].skill ?? null),
    doValidationAndTestDisagree: validation && disagree(by((name) => [skills[name], validation[name]])),
    levelShift: facts.levelShift,
    error: Math.sqrt(meanOf(judged.model)),
    next: [],
  };
  verdict.next = advise(verdict, validation ? [judged, parts.validation!] : [judged], facts, seed);
  return verdict;
}

const hasErrors = (errors: ArrayLike<number> | null): boolean => errors !== null && Array.from(errors).some((x) => !Number.isNaN(x));
const meanOf = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0) / x.length;

/** The skill against some baseline has another sign on the two parts, and their intervals have nothing in common. Null where no interval is known. */
function disagree(by: ByBaseline<[Skill, Skill]>): boolean | null {
  const known = Object.values(by).filter(([test, validation]) => test.interval && validation.interval);
  if (!known.length) return null;
  return known.some(([test, validation]) => {
    const [a, b] = [test.interval!, validation.interval!];
    return test.skill! * validation.skill! < 0 && (a[1] < b[0] || b[1] < a[0]);
  });
}

/** A level that moves by so many deviations of the training part is another level. */
export const farShift = 1;

/** What to try next, the most telling first; two at most. */
function advise(verdict: Verdict, parts: PartErrors[], facts: VerdictFacts, seed: number): Advice[] {
  const { outcome, skill } = verdict;
  const present = judgedBaselines.filter((name) => outcome[name] !== 'absent');
  const exact = present.find((name) => outcome[name] === 'exact');
  if (exact) return [{ code: 'use-baseline', baseline: exact }];
  const advice: Advice[] = [];
  if (present.some((name) => outcome[name] === 'few')) advice.push({ code: 'more-rows' });
  const beatsAll = present.length > 0 && present.every((name) => outcome[name] === 'better');
  const losing = present.filter((name) => (skill[name] ?? 0) < 0 && outcome[name] !== 'few');
  const hasMoved = Math.abs(facts.levelShift) > farShift;
  const isAimless = outcome.naive !== 'better' && outcome.naive !== 'few' && parts.every((errors) => isWandering(errors, facts, seed));
  if (isAimless) advice.push({ code: 'no-direction' });
  else if (hasMoved && !beatsAll) advice.push({ code: facts.isNormalised ? 'moved' : 'normalise' });
  // Where nothing in the past tells, neither longer training nor a smaller network will.
  if (isAimless) return advice.slice(0, 2);
  if (facts.bestEpoch > 0 && facts.bestEpoch === facts.epochs && !beatsAll) advice.push({ code: 'more-epochs', value: facts.epochs });
  else if (
    (verdict.doValidationAndTestDisagree && !hasMoved) ||
    (losing.length > 0 && facts.bestEpoch > 0 && facts.bestEpoch <= facts.epoch * 0.2)
  )
    advice.push({ code: 'overfit', value: facts.bestEpoch });
  if (outcome.linear === 'worse') advice.push({ code: 'linear-better' });
  if (outcome.seasonalNaive === 'worse') advice.push({ code: 'season' });
  if (beatsAll) advice.push({ code: facts.isEnsemble ? 'backtest' : 'seeds' });
  else if (!advice.length) {
    const best = present.reduce<JudgedBaseline | undefined>((a, b) => (a && (skill[a] ?? 0) <= (skill[b] ?? 0) ? a : b), undefined);
    // Ahead of the best baseline, only not beyond chance: more rows would tell, and the baseline is no better.
    if (best) advice.push((skill[best] ?? 0) < 0 ? { code: 'use-baseline', baseline: best } : { code: 'more-rows' });
  }
  return advice.slice(0, 2);
}

/** Neither a linear map of the past nor its season does better than the last value: nothing in the past says where the series goes. */
function isWandering(
  { baselines: { naive, linear, seasonalNaive } }: PartErrors,
  { horizon, stride }: VerdictFacts,
  seed: number,
): boolean {
  if (!naive || !linear) return false;
  return [linear, seasonalNaive].every((other) => {
    if (!other) return true;
    const { skill, interval } = skillOf(other, naive, horizon, stride, seed);
    return skill !== null && skill < 0.05 && (!interval || interval[0] <= 0);
  });
}
