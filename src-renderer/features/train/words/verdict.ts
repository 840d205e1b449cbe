/**
 * What is said when a run is over: whether it beats each baseline on the test windows, and for a tuned run whether tuning helped.
 * Without test windows the validation windows stand in, and it is said that they flatter.
 */
import type { MainBaseline } from '#engine/train/baselines.ts';
import type { RunRecord } from '#shared/records.ts';
import { sayVerdict as sayJudgement } from '#engine/train/verdict-words.ts';
import type { ClassScores } from '#engine/train/class-scorer.ts';
import { judgeClasses, type ClassVerdict } from '#engine/train/class-verdict.ts';
import type { ToldVerdict } from '#engine/train/told-verdict.ts';
import type { Verdict as Judged } from '#engine/train/verdict.ts';
import { compare, errorOf, measureOf, type Comparison } from '../model/comparison.ts';
import type { Curve } from '../model/curve.ts';
import { errorText } from '../model/error-text.ts';
import { baselineErrors } from '../model/run-facts.ts';
import type { SeasonName } from '../model/season.ts';
import type { Piece } from './pieces.ts';
import type { Said, Words } from './progress.ts';

export interface Verdict {
  part: 'validation' | 'test';
  windows: number;
  error: number;
  against: { name: MainBaseline; comparison: Comparison }[];
  /** Against the checkpoint that it was tuned from. */
  before?: Comparison;
}

/** Undefined where no windows were kept back, or the run never came so far. */
export function verdictOf(run: RunRecord): Verdict | undefined {
  const measure = measureOf(run.plan.settings.loss);
  const part = errorOf(run.test, measure) === undefined ? 'validation' : 'test';
  const scores = run[part];
  const error = errorOf(scores, measure);
  if (!scores || error === undefined) return undefined;
  return {
    part,
    windows: scores.windows,
    error,
    against: baselineErrors(run.baselines?.[part], measure).map((b) => ({ name: b.name, comparison: compare(error, b.error)! })),
    before: compare(error, errorOf(run.before?.[part], measure)),
  };
}

export function sayVerdict(t: Words, run: RunRecord, curve: Curve, season: SeasonName, duration: string): Said {
  const verdict = verdictOf(run);
  const best = run.bestEpoch
    ? [[t.verdict.best(run.bestEpoch, Math.max(run.epoch, run.bestEpoch), run.reason, run.plan.settings.patience, duration)]]
    : [];
  if (!verdict) return withoutWindows(t, run, curve);
  const judged = run.assessment?.verdict;
  if (judged && !verdict.before) return sayJudged(t, judged, season, best);
  const tuning = run.assessment?.tuning;
  if (judged && tuning) {
    const of = sayJudged(t, judged, season, best);
    return {
      title: [{ text: t.tuning(tuning), tone: toneOf(tuning.outcome) }],
      about: [of.title, ...of.about],
    };
  }
  if (run.assessment?.told && !verdict.before) return sayTold(t, run.assessment.told, best);
  const on = t.verdict.on(verdict.windows, verdict.part);
  const details: Piece[][] = verdict.against.length
    ? [t.verdict.sentence(t.list(verdict.against.map((b) => t.against(b.comparison, t.baselineDoing(b.name, season)))))]
    : [];
  const caution = verdict.part === 'validation' ? [[t.verdict.onValidationOnly]] : [];
  const told = run[verdict.part]?.classes;
  const ofClasses = classesOfSeries(run);
  const most = run.baselines?.[verdict.part]?.majority?.classes;
  if (told && !verdict.before)
    return {
      title: t.classes.verdict(told, most, verdict.part, run.plan.design.task === 'next', toneOfClasses(ofClasses, told, most)),
      about: [
        ...(ofClasses ? [[t.classVerdict(ofClasses).sentence]] : details),
        ...caution,
        ...best,
        ...(ofClasses ? [[{ text: t.nextLabel, tone: 'strong' as const }, ` ${t.classVerdict(ofClasses).next}`]] : []),
      ],
    };
  if (verdict.before)
    return {
      title: t.verdict.tuned(verdict.before, on),
      about: [[t.verdict.beforeAfter(errorText(verdict.before.other), errorText(verdict.error))], ...details, ...caution],
    };
  return { title: headline(t, verdict, on), about: [...details, ...caution, ...best] };
}

/** What was found when the run ended, sentence by sentence and without advice: for papers that go with the model. Empty where nothing was judged. */
export function outcomeSentences(t: Words, run: RunRecord, season: SeasonName): string[] {
  const { verdict, tuning, told } = run.assessment ?? {};
  const ofSeries = classesOfSeries(run);
  return [
    ...(tuning ? [t.tuning(tuning)] : []),
    ...(verdict ? sayJudgement(verdict, t.verdictWords(season)).sentences : []),
    ...(told ? t.toldVerdict(told).sentences : []),
    ...(ofSeries ? [t.classVerdict(ofSeries).sentence] : []),
  ];
}

/** Of classes of whole series, read off their confusions. */
const classesOfSeries = ({ plan, validation, test, baselines }: RunRecord): ClassVerdict | null =>
  plan.design.windows === 'series' && plan.design.task === 'classify'
    ? judgeClasses(
        { validation: validation?.classes, test: test?.classes },
        { validation: baselines?.validation.majority?.classes, test: baselines?.test.majority?.classes },
      )
    : null;

type Tone = 'better' | 'worse' | 'strong';

/** A colour says what can be told: none where chance explains the difference, or there is none. */
const toneOf = (outcome: string): Tone => (outcome === 'better' || outcome === 'worse' ? outcome : 'strong');

function toneOfClasses(judged: ClassVerdict | null, told: ClassScores, most: ClassScores | undefined): Tone {
  if (judged) return toneOf(judged.outcome);
  if (!most || told.accuracy === most.accuracy) return 'strong';
  return told.accuracy > most.accuracy ? 'better' : 'worse';
}

/** Symbols, and classes of rows. */
function sayTold(t: Words, told: ToldVerdict, best: Piece[][]): Said {
  const { sentences, next } = t.toldVerdict(told);
  const [head, ...rest] = sentences;
  return {
    title: [{ text: head, tone: toneOf(told.outcome) }],
    about: [
      ...rest.map((sentence): Piece[] => [sentence]),
      ...best,
      ...(next ? [[{ text: t.nextLabel, tone: 'strong' as const }, ` ${next}`]] : []),
    ],
  };
}

/** What was judged against chance when the run ended. */
function sayJudged(t: Words, judged: Judged, season: SeasonName, best: Piece[][]): Said {
  const { sentences, next } = sayJudgement(judged, t.verdictWords(season));
  const outcomes = Object.values(judged.outcome).filter((o) => o !== 'absent');
  const tone = outcomes.every((o) => o === 'better')
    ? 'better'
    : outcomes.some((o) => o === 'better') || outcomes.includes('few')
      ? 'strong'
      : 'worse';
  const [head, ...rest] = sentences;
  return {
    title: [outcomes.length ? { text: head, tone } : head],
    about: [
      ...rest.map((sentence): Piece[] => [sentence]),
      ...best,
      ...(next ? [[{ text: t.nextLabel, tone: 'strong' as const }, ` ${next}`]] : []),
    ],
  };
}

function headline(t: Words, { against, error }: Verdict, on: string): Piece[] {
  if (!against.length) return [t.verdict.noBaselines(errorText(error), on)];
  const beaten = against.filter((b) => b.comparison.tone === 'better').length;
  if (beaten === against.length) return t.verdict.all(beaten, on);
  return beaten ? t.verdict.some(beaten, against.length, on) : t.verdict.none(against.length, on);
}

function withoutWindows(t: Words, run: RunRecord, curve: Curve): Said {
  const first = curve.epochs.at(0);
  const last = curve.epochs.at(-1);
  if (!run.epoch) return { title: [t.verdict.noEpoch], about: [] };
  if (!first || !last) return { title: [t.say.place(run.status, run.epoch, run.plan.settings.epochs)], about: [] };
  return {
    title: [t.verdict.nothingKept(last.epoch, errorText(first.trainLoss), errorText(last.trainLoss))],
    about: [[t.verdict.nothingKeptAbout]],
  };
}
