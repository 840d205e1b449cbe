// The verdict on symbols and on classes of rows, from what each window came to; the judge is what was put in.
import { describe, expect, it } from 'vitest';
import { newDesign } from '#engine/data/design-file.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { prepare, type Prepared } from '#engine/data/windows.ts';
import { eachClass } from '#engine/data/feed.ts';
import { scoreMostFrequent } from '#engine/train/baselines-classes.ts';
import type { Told } from '#engine/train/kept.ts';
import { judgeTold, type ToldVerdict } from '#engine/train/told-verdict.ts';
import { englishToldVerdict } from '#engine/train/told-verdict-words.ts';
import { Random } from '#engine/random.ts';
import { chineseToldVerdict } from '../../src-renderer/i18n/zh-CN/told-verdict.ts';

const facts = { epoch: 10, bestEpoch: 8, epochs: 20 };
const split: DatasetDesign['split'] = { by: 'time', unit: 'share', train: 0.6, validation: 0.2, test: 0.2 };

/** Heads and tails, two of three tails; of classes with a number beside each. */
function prepared(task: 'next' | 'classify', rows = 3000): Prepared {
  const random = new Random(4, 'coin');
  const codes = Float64Array.from({ length: rows }, () => (random.uniform() < 1 / 3 ? 0 : 1));
  const dataset: Dataset = {
    rows,
    columns: [{ name: 'x', numbers: codes.map(() => random.uniform()) }],
    categories: [{ name: 'toss', words: ['heads', 'tails'], codes }],
  };
  const design: DatasetDesign = {
    ...newDesign,
    task,
    targets: ['toss'],
    features: [task === 'next' ? 'toss' : 'x'],
    lookback: 10,
    horizon: 1,
    stride: task === 'next' ? 10 : 1,
    split,
    scaler: 'none',
  };
  return prepare(dataset, design).prepared!;
}

/** What a network comes to that gives the right one this probability and so calls it right. */
function told(p: Prepared, part: 'validation' | 'test', probability: (label: number) => number): Told {
  const windows = p.windows[part];
  const out = { nats: new Float64Array(windows.length), right: new Float64Array(windows.length), count: new Float64Array(windows.length) };
  windows.forEach((o, i) =>
    eachClass(p, o, (_, label) => {
      out.count[i]++;
      out.nats[i] -= Math.log(probability(label));
      if (probability(label) > 0.5) out.right[i]++;
    }),
  );
  return out;
}
const both = (p: Prepared, probability: (label: number) => number) => ({
  validation: told(p, 'validation', probability),
  test: told(p, 'test', probability),
});
const said = (verdict: ToldVerdict | null) => {
  const { sentences, next } = englishToldVerdict(verdict!);
  return `${sentences.join(' ')} Next: ${next}`;
};

describe('symbols', () => {
  const p = prepared('next');

  it('compares with the very numbers of the baseline that stands beside the run', () => {
    const { judged } = judgeTold(
      p,
      both(p, () => 0.9),
      facts,
    )!;
    const majority = scoreMostFrequent(p, 'test')!.classes!;
    expect(judged.baseBits).toBeCloseTo(majority.bits, 12);
    expect(judged.baseAccuracy).toBe(majority.accuracy);
    expect(judged.told).toBe(majority.count);
    expect(judged.bits).toBeCloseTo(-Math.log2(0.9), 12);
    expect(judged.gain).toBeCloseTo(1 - judged.bits / judged.baseBits, 12);
  });

  it('is better, level or worse as what was put in is', () => {
    expect(
      judgeTold(
        p,
        both(p, () => 0.9),
        facts,
      )!.outcome,
    ).toBe('better');
    expect(
      judgeTold(
        p,
        both(p, (label) => (label ? 0.2 : 0.8)),
        facts,
      )!.outcome,
    ).toBe('worse');
    // Nothing but how often each comes, a little off.
    const level = judgeTold(
      p,
      both(p, (label) => (label ? 0.69 : 0.31)),
      facts,
    )!;
    expect(level.outcome).toBe('unclear');
    expect(said(level)).toContain('Not better than always saying the most frequent symbol beyond chance');
    expect(said(level)).toContain('check that the symbols depend on what came before');
  });

  it('says where validation and test differ beyond chance', () => {
    const differs = judgeTold(p, { validation: told(p, 'validation', () => 0.95), test: told(p, 'test', () => 0.7) }, facts)!;
    expect(differs.doValidationAndTestDisagree).toBe(true);
    expect(said(differs)).toMatch(/Validation and test differ beyond chance: 0\.074 bits there, 0\.515 bits here\./);
    expect(
      judgeTold(
        p,
        both(p, () => 0.9),
        facts,
      )!.doValidationAndTestDisagree,
    ).toBe(false);
  });

  it('claims nothing from a handful of windows, and says that it flatters without a test part', () => {
    const few = prepared('next', 120);
    expect(
      judgeTold(
        few,
        both(few, () => 0.9),
        facts,
      )!.outcome,
    ).toBe('few');
    const onValidation = judgeTold(p, { validation: told(p, 'validation', () => 0.9), test: null }, facts)!;
    expect([onValidation.part, onValidation.validation]).toEqual(['validation', null]);
    expect(said(onValidation)).toContain('the validation part flatters');
  });
});

describe('classes of rows', () => {
  const p = prepared('classify');

  it('counts what is told right, in points above the most frequent class', () => {
    const verdict = judgeTold(
      p,
      both(p, () => 0.9),
      facts,
    )!;
    expect(verdict.outcome).toBe('better');
    expect(verdict.judged.gain).toBeCloseTo(1 - verdict.judged.baseAccuracy, 12);
    expect(said(verdict)).toContain('points');
    const majority = judgeTold(
      p,
      both(p, (label) => (label ? 0.6 : 0.4)),
      facts,
    )!;
    expect([majority.judged.gain, majority.outcome]).toEqual([0, 'unclear']);
  });

  it('advises: longer training, rare classes, more to see, the baseline itself', () => {
    const codes = (probability: (label: number) => number, changed: Partial<typeof facts> & { balancedAccuracy?: number } = {}) =>
      judgeTold(p, both(p, probability), { ...facts, ...changed })!.next.map(({ code }) => code);
    expect(codes((label) => (label ? 0.9 : 0.4), { bestEpoch: 20 })).toEqual(['more-epochs', 'see-more']);
    expect(codes((label) => (label ? 0.9 : 0.4), { bestEpoch: 1 })).toEqual(['overfit', 'see-more']);
    expect(codes((label) => (label ? 0.9 : 0.4), { balancedAccuracy: 0.5 })).toEqual(['balance', 'see-more']);
    expect(codes((label) => (label ? 0.2 : 0.8))).toEqual(['use-majority']);
    expect(codes(() => 0.9)).toEqual(['seeds']);
  });

  it('leaves whole series to their own verdict', () => {
    const whole = { ...p, design: { ...p.design, windows: 'series' as const } };
    expect(
      judgeTold(
        whole,
        both(p, () => 0.9),
        facts,
      ),
    ).toBeNull();
  });

  it('is said in Chinese in the same order', () => {
    for (const probability of [() => 0.9, (label: number) => (label ? 0.2 : 0.8)]) {
      const verdict = judgeTold(p, both(p, probability), facts)!;
      const [ours, english] = [chineseToldVerdict(verdict), englishToldVerdict(verdict)];
      expect(ours.sentences).toHaveLength(english.sentences.length);
      expect(`${ours.sentences.join('')}${ours.next}`).not.toMatch(/[a-z]/);
    }
  });
});
