// The sentences above the curves, in both languages, word by word.
import { describe, expect, it } from 'vitest';
import { scoresOfClasses } from '#engine/train/metrics.ts';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';
import { compare } from '../../../src-renderer/features/train/model/comparison.ts';
import { noCurve } from '../../../src-renderer/features/train/model/curve.ts';
import { plain, type Piece } from '../../../src-renderer/features/train/words/pieces.ts';
import { sayProgress, type ProgressFacts, type Words } from '../../../src-renderer/features/train/words/progress.ts';
import { sayItem } from '../../../src-renderer/features/train/words/item.ts';
import { sayVerdict } from '../../../src-renderer/features/train/words/verdict.ts';
import { baselines, curve, run, scores } from './run-record.ts';

const [english, chinese]: Words[] = [en.train, zhCN.train];
const spaces = (text: string) => text.replaceAll('\u00a0', ' ');
const progress = (t: Words, facts: Partial<ProgressFacts>) => {
  const said = sayProgress(t, { run: run(), curve: noCurve, season: 'yesterday', secondsLeft: null, before: 0, ...facts });
  return spaces([plain(said.title), ...said.about.map(plain)].join(' | '));
};
const tones = (pieces: Piece[]) => pieces.flatMap((p) => (typeof p === 'string' ? [] : [p.tone]));
const falling = Array.from({ length: 18 }, (_, i) => 0.39 + (17 - i) * 0.01);

describe('while it runs', () => {
  const facts = { run: run({ epoch: 18, bestEpoch: 18, bestLoss: 0.39 }), curve: curve(falling), secondsLeft: 72 };

  it('compares with the better one of the forecasts that repeat, and says whether it still improves and how long it takes', () => {
    expect(progress(english, facts)).toBe(
      'Epoch 18 of 30: 24 % better than repeating yesterday, still improving. | About 1 min left. | It is level with the linear baseline (0.390 against 0.386).',
    );
    expect(progress(chinese, facts)).toBe(
      '第 18 轮，共 30 轮：比重复昨日好 24 %，仍在改进。 | 约剩 1 分钟。 | 与线性基线基本持平（0.390 对 0.386）。',
    );
  });

  it('colours the word that judges', () => {
    const said = sayProgress(english, { run: facts.run, curve: facts.curve, season: 'yesterday', secondsLeft: 1, before: 0 });
    expect(tones(said.title)).toEqual(['better']);
    const worse = sayProgress(english, { run: run(), curve: curve([0.9]), season: 'season', secondsLeft: 1, before: 0 });
    expect(tones(worse.title)).toEqual(['worse']);
  });

  it('without a gain it speaks of the best epoch, which is the one that is kept, and of when it stops', () => {
    const stalled = { run: run({ epoch: 5, bestEpoch: 2, bestLoss: 0.4 }), curve: curve([0.6, 0.4, 0.5, 0.55, 0.6]), secondsLeft: 30 };
    expect(progress(english, stalled)).toBe(
      'Epoch 5 of 30: at best 22 % better than repeating yesterday, no gain for 3 epochs. | About 30 s left. | It stops after 3 more without gain. | It is 4 % worse than the linear baseline.',
    );
    expect(progress(chinese, stalled)).toContain('第 5 轮，共 30 轮：最好时比重复昨日好 22 %，已有 3 轮没有改进。');
  });

  it('says before the first epoch that nothing is judged yet', () => {
    expect(progress(english, {})).toBe('Preparing: windows, weights and baselines.');
    expect(progress(english, { curve: { ...noCurve, end: 0.2 } })).toBe(
      'Epoch 1 of 30 is under way. | The first verdict comes at its end.',
    );
    expect(progress(chinese, { curve: { ...noCurve, end: 0.2 } })).toBe('第 1 轮进行中，共 30 轮。 | 这一轮结束时给出第一次评价。');
  });

  it('without a validation part it tells the training loss', () => {
    const alone = run(
      { epoch: 3, windows: { train: 1, validation: 0, test: 0 }, baselines: { validation: baselines({}), test: baselines({}) } },
      { epochs: 1000 },
    );
    expect(progress(english, { run: alone, curve: curve([0.5, 0.4, 0.2], false) })).toBe(
      'Epoch 3 of 1,000: training loss 0.180, still falling.',
    );
  });

  it('an epoch that the curve has and the record not yet counts', () => {
    expect(progress(english, { run: run({ epoch: 1, bestEpoch: 1 }), curve: curve([0.5, 0.4]) })).toMatch(/^Epoch 2 of 30: 22 % better/);
  });

  it('waits, pauses, breaks off and fails in words', () => {
    const at = { epoch: 4, bestEpoch: 4, bestLoss: 0.5 };
    expect(progress(english, { run: run({ status: 'queued' }), before: 2 })).toBe('It waits until 2 runs before it are done.');
    expect(progress(english, { run: run({ status: 'paused', ...at }), curve: curve([0.8, 0.7, 0.6, 0.5]) })).toMatch(
      /^Paused after epoch 4 of 30: 2 % better than repeating yesterday\. \| The checkpoint is written\./,
    );
    expect(progress(chinese, { run: run({ status: 'interrupted', ...at }), curve: curve([0.8, 0.7, 0.6, 0.5]) })).toMatch(
      /^已中断于第 4 轮，共 30 轮：比重复昨日好 2 %。/,
    );
    expect(progress(english, { run: run({ status: 'interrupted' }) })).toBe('Interrupted before the first epoch was complete.');
    expect(progress(english, { run: run({ status: 'failed' }) })).toBe('It failed.');
  });
});

describe('the size of a difference', () => {
  const against = (error: number, other: number, t: Words = english) =>
    spaces(plain(t.against(compare(error, other)!, t === english ? 'X' : 'X')));
  it.each([
    [0.5, 1, '50 % better than X'],
    [0.002, 1, 'over 99 % better than X'],
    [0.99, 1, 'level with X'],
    [1.3, 1, '30 % worse than X'],
    [2.6, 1, '2.6 times the error of X'],
    [150, 1, '150 times the error of X'],
    [0.1, 0, 'worse than X, which makes no error at all'],
    [0, 0, 'level with X'],
  ])('%f against %f: %s', (error, other, said) => expect(against(error, other)).toBe(said));

  it('in Chinese too', () => {
    expect(against(0.5, 1, chinese)).toBe('比X好 50 %');
    expect(against(2.6, 1, chinese)).toBe('误差是X的 2.6 倍');
  });

  it('there is none without both numbers', () => {
    expect(compare(undefined, 1)).toBeUndefined();
    expect(compare(1, null)).toBeUndefined();
    expect(compare(NaN, 1)).toBeUndefined();
  });
});

describe('at the end', () => {
  const verdict = (t: Words, patch: Parameters<typeof run>[0], shape = curve([0.5, 0.4])) => {
    const said = sayVerdict(
      t,
      run({ status: 'finished', reason: 'patience', epoch: 24, bestEpoch: 18, ...patch }),
      shape,
      'yesterday',
      '3 min',
    );
    return spaces([plain(said.title), ...said.about.map(plain)].join(' | '));
  };

  it('says for each baseline whether the network beats it on the test windows', () => {
    expect(verdict(english, { test: scores(0.29), validation: scores(0.39) })).toBe(
      'It beats all three baselines on 2,857 test windows. | 52 % better than repeating the last value, 32 % better than repeating yesterday and 4 % better than the linear baseline. | Its best epoch was 18 of 24; it stopped after 6 without gain. It took 3 min.',
    );
    expect(verdict(chinese, { test: scores(0.29), validation: scores(0.39) })).toBe(
      '在 2,857 个测试窗口上胜过全部 3 个基线。 | 比重复最后的值好 52 %，比重复昨日好 32 %，比线性基线好 4 %。 | 最佳为第 18 轮，共进行 24 轮，连续 6 轮没有改进后停止。用时 3 min。',
    );
    expect(verdict(english, { test: scores(0.304) })).toMatch(
      /^It beats two of three baselines on .* and level with the linear baseline\./,
    );
    expect(verdict(english, { test: scores(0.9) })).toMatch(/^It beats no baseline of three on/);
  });

  it('a tuned run first says whether tuning helped', () => {
    const before = { validation: scores(0.42), test: scores(0.33) };
    expect(verdict(english, { test: scores(0.29), before })).toMatch(
      /^Tuning helped: 12 % better than before on 2,857 test windows\. \| The checkpoint it began from has an error of 0\.330 there, it has 0\.290\. \| 52 % better than/,
    );
    expect(verdict(english, { test: scores(0.4), before })).toMatch(/^Tuning did harm: 21 % worse than before/);
    expect(verdict(english, { test: scores(0.331), before })).toMatch(/^Tuning changed little: level with before/);
    expect(verdict(chinese, { test: scores(0.29), before })).toMatch(/^微调有效：在 2,857 个测试窗口上比之前好 12 %。/);
  });

  it('without test windows it warns that validation flatters, without either it only tells what it learned', () => {
    expect(verdict(english, { validation: scores(0.39) })).toMatch(
      /^It beats two of three baselines on 2,857 validation windows\..*flatters it\./,
    );
    const none = { windows: { train: 1, validation: 0, test: 0 }, baselines: { validation: baselines({}), test: baselines({}) } };
    expect(verdict(english, none, curve([1, 0.5, 1e-9], false))).toBe(
      'In 3 epochs the training loss went from 0.900 to 9e-10. | No rows were kept back, so nothing can be said about new ones.',
    );
  });
});

describe('in the list', () => {
  const item = (patch: Parameters<typeof run>[0], place = -1) =>
    sayItem(english, { run: run(patch), place, secondsLeft: 180, duration: en.units.duration, ago: '2 min ago', parentName: undefined });
  it('says where each run stands', () => {
    expect(item({ epoch: 18 })).toBe('18 / 30');
    expect(item({ baselines: null })).toBe('preparing');
    expect(item({ status: 'queued' }, 0)).toBe('next, about 3 min');
    expect(item({ status: 'queued' }, 1)).toBe('after 1 run');
    expect(item({ status: 'interrupted', epoch: 4 })).toBe('interrupted at 4 / 30');
    expect(item({ status: 'finished', test: scores(0.3) })).toBe('2 min ago');
    expect(item({ status: 'finished', test: scores(0.84) })).toBe('worse than repeating');
  });
});

describe('a run that tells classes', () => {
  const told = (accuracy: number, crossEntropy: number) =>
    scoresOfClasses(54, { count: 54, accuracy, crossEntropy, bits: crossEntropy / Math.LN2, perplexity: Math.exp(crossEntropy) });
  const majority = { naive: null, seasonalNaive: null, linear: null, majority: told(0.111, 2.2) };
  const over = run(
    {
      status: 'finished',
      reason: 'epochs',
      epoch: 3,
      bestEpoch: 2,
      validation: told(0.9, 0.3),
      test: told(0.963, 0.1),
      baselines: { validation: majority, test: majority },
    },
    { loss: 'crossEntropy' },
  );
  over.plan.design.task = 'classify';

  it('is judged by what it tells right, beside always saying the most frequent', () => {
    const said = sayVerdict(english, over, noCurve, 'season', '2 s');
    expect(spaces(plain(said.title))).toBe('It tells 96 % of 54 test windows right, always saying the most frequent 11 %.');
    expect(tones(said.title)).toEqual(['better']);
    expect(spaces(said.about.map(plain).join(' '))).toContain('95 % better than always saying the most frequent');
    expect(spaces(plain(sayVerdict(chinese, over, noCurve, 'season', '').title))).toBe(
      '54 个测试窗口中判断正确 96 %，总答最常见的为 11 %。',
    );
  });

  it('has no colour where chance explains what it tells more or less', () => {
    const tone = (right: number, test = told(right, 1)) => tones(sayVerdict(english, { ...over, test }, noCurve, 'season', '').title);
    expect([tone(0.111), tone(0.1), tone(0.2)]).toEqual([['strong'], ['worse'], ['better']]);
    // Six of ten, told by chance: two that only it tells right, two that only the most frequent does.
    const confusion = [
      [4, 2],
      [2, 2],
    ];
    const alwaysFirst = [
      [6, 0],
      [4, 0],
    ];
    const series = structuredClone(over);
    series.plan.design.windows = 'series';
    series.test!.classes!.confusion = confusion;
    series.baselines!.test.majority!.classes!.confusion = alwaysFirst;
    expect(tones(sayVerdict(english, series, noCurve, 'season', '').title)).toEqual(['strong']);
  });

  it('is worse in the list where it tells fewer right, not where it is surer of its errors', () => {
    const item = (t: Words, right: number, crossEntropy: number) =>
      sayItem(t, {
        run: { ...over, test: told(right, crossEntropy) },
        place: 0,
        secondsLeft: null,
        duration: String,
        ago: 'now',
        parentName: undefined,
      });
    expect(item(english, 0.9, 5)).toBe('now');
    expect(item(english, 0.111, 5)).toBe('now');
    expect(item(english, 0.1, 1)).toBe('worse than the most frequent');
    expect(item(chinese, 0.1, 1)).toBe('差于总说最常见的类别');
  });

  it('is compared by its cross-entropy while it runs', () => {
    const going = { ...over, status: 'running' as const, test: null, validation: null, bestLoss: 0.3 };
    expect(progress(english, { run: going })).toContain('86 % better than always saying the most frequent');
  });
});
