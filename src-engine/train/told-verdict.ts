/**
 * The verdict on symbols that are continued, and on classes of rows: better or worse than always saying the most frequent one, how
 * surely, and what to try next. Classes are judged by the share that is told right, symbols by what a symbol costs in bits.
 *
 * Their windows are cut from one series or text and move together: whole blocks are drawn, always of both (a paired bootstrap).
 * Classes of whole series, which are independent, have their own verdict (class-verdict.ts).
 */
import { eachClass } from '../data/feed.ts';
import type { Prepared } from '../data/windows.ts';
import { Random } from '../random.ts';
import type { ScoredPart } from './baselines.ts';
import { frequencies } from './baselines-classes.ts';
import type { Told } from './kept.ts';
import { blocksOf, skillOf, studentQuantile } from './skill.ts';
import type { Outcome } from './verdict.ts';

export interface ToldGain {
  /** Told right, a share; and by always saying the most frequent. */
  accuracy: number;
  baseAccuracy: number;
  /** Bits for each class or symbol. */
  bits: number;
  baseBits: number;
  /** Of classes the accuracy above that of the most frequent; of symbols 1 - bits / bits of the most frequent. */
  gain: number;
  /** 95 % interval of the gain; null where there are too few windows to tell. */
  interval: [number, number] | null;
  windows: number;
  /** Classes or symbols that were told. */
  told: number;
}

export interface ToldAdvice {
  code: 'more-windows' | 'more-epochs' | 'overfit' | 'see-more' | 'use-majority' | 'balance' | 'longer-text' | 'seeds';
  value?: number;
}

export interface ToldVerdict {
  version: 1;
  task: 'classify' | 'next';
  part: ScoredPart;
  outcome: Extract<Outcome, 'better' | 'worse' | 'mixed' | 'unclear' | 'few'>;
  judged: ToldGain;
  /** Null without a validation part beside the test part. */
  validation: ToldGain | null;
  /** The intervals of the two parts have nothing in common; null where it cannot be told. */
  doValidationAndTestDisagree: boolean | null;
  next: ToldAdvice[];
}

export interface ToldFacts {
  epoch: number;
  bestEpoch: number;
  epochs: number;
  /** Mean recall over classes, of the judged part; absent of symbols. */
  balancedAccuracy?: number | undefined;
}

const draws = 2000;

/** own: of each window of the part, in its order. Null where no window was judged, and of whole series. */
export function judgeTold(p: Prepared, own: Record<ScoredPart, Told | null>, facts: ToldFacts, seed = 1): ToldVerdict | null {
  if (p.design.windows === 'series' && p.design.task === 'classify') return null;
  const part = own.test?.nats.length ? 'test' : 'validation';
  const on = (name: ScoredPart): ToldGain | null => {
    const told = own[name];
    return told?.nats.length ? gainOf(p, told, majorityOn(p, name), seed) : null;
  };
  const judged = on(part);
  if (!judged) return null;
  const validation = part === 'test' ? on('validation') : null;
  const [a, b] = [judged.interval, validation?.interval];
  const verdict: ToldVerdict = {
    version: 1,
    task: p.design.task as 'classify' | 'next',
    part,
    outcome: !a ? 'few' : a[1] < 0 ? 'worse' : a[0] <= 0 ? 'unclear' : validation && validation.gain < 0 ? 'mixed' : 'better',
    judged,
    validation,
    doValidationAndTestDisagree: a && b ? a[1] < b[0] || b[1] < a[0] : null,
    next: [],
  };
  verdict.next = advise(verdict, facts);
  return verdict;
}

/** The same of always saying the most frequent, each as likely as it was in the training part. */
function majorityOn(p: Prepared, part: ScoredPart): Told {
  const { best, nats } = frequencies(p);
  const windows = p.windows[part];
  const told: Told = {
    nats: new Float64Array(windows.length),
    right: new Float64Array(windows.length),
    count: new Float64Array(windows.length),
  };
  windows.forEach((origin, i) =>
    eachClass(p, origin, (_, label) => {
      told.count[i]++;
      if (label === best) told.right[i]++;
      if (label >= 0) told.nats[i] += nats[label];
    }),
  );
  return told;
}

const sum = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0);

function gainOf({ design }: Prepared, own: Told, base: Told, seed: number): ToldGain {
  const told = sum(own.count);
  const accuracy = sum(own.right) / told;
  const baseAccuracy = sum(base.right) / told;
  // Rows of a window that its neighbours see too.
  const { lookback: shared, stride } = design;
  const shares = { accuracy, baseAccuracy, bits: sum(own.nats) / told / Math.LN2, baseBits: sum(base.nats) / told / Math.LN2 };
  const rest = { windows: own.nats.length, told };
  if (design.task === 'next') {
    const { skill, interval } = skillOf(own.nats, base.nats, shared, stride, seed);
    return { ...shares, gain: skill ?? 0, interval, ...rest };
  }
  const differences = own.right.map((right, i) => right - base.right[i]);
  const { length, isEnough } = blocksOf(differences.length, shared, stride);
  return {
    ...shares,
    gain: accuracy - baseAccuracy,
    interval: isEnough ? meanInterval(differences, length, seed) : null,
    ...rest,
  };
}

/** 95 % interval of a mean by a moving-block bootstrap, widened for few blocks (Student's t). */
function meanInterval(x: Float64Array, length: number, seed: number): [number, number] {
  const n = x.length;
  const count = Math.ceil(n / length);
  const random = new Random(seed, 'told-verdict');
  const means = Float64Array.from({ length: draws }, () => {
    let total = 0;
    for (let j = 0; j < count; j++) {
      const at = random.below(n);
      for (let i = 0; i < length; i++) total += x[(at + i) % n];
    }
    return total / (count * length);
  }).sort();
  const mean = sum(x) / n;
  const blocks = n / length;
  const wider = (studentQuantile(blocks - 1) / 1.96) * Math.sqrt(blocks / (blocks - 1));
  const bound = (share: number) => mean + wider * (means[Math.round(share * (draws - 1))] - mean);
  return [bound(0.025), bound(0.975)];
}

/** A balanced accuracy so far below the accuracy means that rare classes are told worse. */
const farBelow = 0.08;

/** What to try next, the most telling first; two at most. */
function advise({ outcome, task, judged }: ToldVerdict, { epoch, bestEpoch, epochs, balancedAccuracy }: ToldFacts): ToldAdvice[] {
  const advice: ToldAdvice[] = [];
  if (outcome === 'few') advice.push({ code: 'more-windows' });
  const isGood = outcome === 'better' && judged.accuracy > 0.995;
  if (bestEpoch > 0 && bestEpoch === epochs && !isGood) advice.push({ code: 'more-epochs', value: epochs });
  else if (outcome !== 'better' && bestEpoch > 0 && bestEpoch <= epoch * 0.2) advice.push({ code: 'overfit', value: bestEpoch });
  if (balancedAccuracy !== undefined && balancedAccuracy < judged.accuracy - farBelow)
    advice.push({ code: 'balance', value: balancedAccuracy });
  if (outcome === 'worse' || outcome === 'unclear' || outcome === 'mixed')
    advice.push({ code: outcome === 'worse' && judged.gain < 0 ? 'use-majority' : 'see-more' });
  if (outcome === 'better' && !advice.length) advice.push({ code: task === 'next' ? 'longer-text' : 'seeds' });
  return advice.slice(0, 2);
}
