// Pictures and reasons of schedules and of a search for a rate: numbers and words.
import { describe, expect, it } from 'vitest';
import { defaultSweep, rateAt, suggestRate } from '#engine/train/rate-finder.ts';
import { scheduleNames } from '#engine/train/schedules.ts';
import { optimizerNames } from '#engine/train/optimizers.ts';
import { defaultSettings, forOptimizer, isUsed, numberSettings, type TrainSettings } from '#engine/train/settings.ts';
import { rateChart } from '../../../src-renderer/features/train/geometry/rate-chart.ts';
import { arrowStep } from '../../../src-renderer/features/train/model/number-fields.ts';
import { scheduleCurve } from '../../../src-renderer/features/train/model/schedule-curve.ts';
import {
  advancedSettings,
  mainSettings,
  sayReason,
  withoutReason,
  type ReasonFacts,
} from '../../../src-renderer/features/train/words/reasons.ts';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { rate as rateText } from '../../../src-renderer/i18n/format.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';

const settings = (changes: Partial<TrainSettings> = {}): TrainSettings => ({ ...defaultSettings, ...changes });

describe('the picture of a schedule', () => {
  it('is left out where the rate never changes, and where a setting is wrong', () => {
    expect(scheduleCurve(settings())).toBeUndefined();
    expect(scheduleCurve(settings({ schedule: 'step', stepFactor: 7 }))).toBeUndefined();
    expect(scheduleCurve(settings({ warmup: 30 }))).toBeUndefined();
  });

  it.each(scheduleNames)('%s after a warm-up begins near nothing, reaches its peak, and covers all epochs', (schedule) => {
    const curve = scheduleCurve(settings({ schedule, warmup: 3 }), 134)!;
    expect(curve.rates[0]).toBeLessThan(0.01 * curve.peak);
    expect(curve.peak).toBeCloseTo(1e-3, 5);
    expect(curve.epochs[0]).toBe(0);
    expect(curve.epochs.at(-1)).toBeCloseTo(30, 1);
    expect(curve.end).toBe(curve.rates.at(-1));
  });

  it('has a point for each step of a short run', () => {
    expect(scheduleCurve(settings({ schedule: 'cosine', epochs: 4 }), 2)!.epochs).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]);
    expect(scheduleCurve(settings({ schedule: 'cosine', epochs: 1 }), 1)!.rates).toEqual([1e-3]);
  });
});

describe('the chart of a search', () => {
  const box = { left: 40, right: 240, top: 10, bottom: 110 };
  const points = Array.from({ length: defaultSweep.steps }, (_, i) => {
    const rate = rateAt(defaultSweep, i);
    return { rate, loss: 0.4 + 0.6 / (1 + (rate / 1e-3) ** 2) + (rate / 0.3) ** 4 };
  });

  it('puts rates on powers of ten, the advice on the line, and what has risen far out of the picture', () => {
    const advice = suggestRate(points);
    const chart = rateChart(points, advice, defaultSweep, box);
    expect(chart.line.x[0]).toBeCloseTo(40, 6);
    expect(chart.line.x.length).toBeLessThan(points.length);
    for (const y of chart.line.y) expect(y >= 10 && y <= 110).toBe(true);
    const i = chart.line.x.findIndex((x) => x >= chart.mark!.x - 1e-9);
    expect(chart.mark!.y).toBeCloseTo(chart.line.y[i], 6);
    expect(chart.xTicks.map((t) => t.rate)).toEqual([1e-6, 1e-4, 1e-2, 1]);
    expect(chart.yTicks.length).toBeGreaterThan(1);
    for (const dot of chart.dots) expect(dot.y).toBeGreaterThanOrEqual(10 - 1e-9);
  });

  it('stands empty before the first point', () => {
    expect(rateChart([], null, defaultSweep, box)).toMatchObject({ line: { x: [], y: [] }, dots: [], mark: undefined, yTicks: [] });
  });
});

describe('what is shown of the settings', () => {
  it('is what the optimizer and the schedule look at, each once', () => {
    for (const optimizer of optimizerNames)
      for (const schedule of scheduleNames) {
        const chosen = { ...forOptimizer(settings(), optimizer), schedule };
        const shown = [...mainSettings(chosen), ...advancedSettings(chosen)];
        expect(new Set(shown).size).toBe(shown.length);
        expect(numberSettings.filter((name) => shown.includes(name))).toEqual(numberSettings.filter((name) => isUsed(name, chosen)));
      }
  });

  it('has a name, a sentence and a reason in both languages', () => {
    const facts: ReasonFacts = {
      settings: settings({ schedule: 'step', warmup: 2 }),
      stepsPerEpoch: 134,
      memory: '8 MB',
      whole: 'about 39 s',
      hasValidation: true,
      longestDelay: 1,
      rateText,
    };
    for (const t of [en.train, zhCN.train])
      for (const schedule of scheduleNames) {
        const chosen = { ...facts, settings: { ...facts.settings, schedule } };
        for (const name of mainSettings(chosen.settings)) {
          expect(t.names[name]).toBeTruthy();
          expect(t.terms[name]).toBeTruthy();
          if (!withoutReason.has(name)) expect(sayReason(t, name, chosen), name).not.toMatch(/^$|undefined|NaN/);
        }
      }
    expect(sayReason(en.train, 'warmup', facts)).toBe('rises over the first 268 steps');
    expect(sayReason(en.train, 'stepEvery', facts)).toBe('2 cuts');
    expect(sayReason(zhCN.train, 'stepEvery', facts)).toBe('共降低 2 次');
    expect(sayReason(en.train, 'rate', { ...facts, foundRate: 1e-3 })).toBe('where the loss falls fastest, by the search');
    expect(sayReason(en.train, 'rate', { ...facts, settings: settings({ optimizer: 'sgd', rate: 0.1 }) })).toBe(
      'the usual first try with SGD',
    );
    expect(sayReason(en.train, 'cyclePeak', { ...facts, settings: settings({ schedule: 'one-cycle', patience: 0 }) })).toBe(
      'highest after 9 epochs',
    );
  });

  it('the advice is said in Chinese too', () => {
    const advice = { rate: 3e-3, reason: 'steepest', lowest: 1e-2, fallen: 0.4, rose: true } as const;
    expect(zhCN.train.finder.said(advice, rateText)).toBe('学习率为 3e-3 时损失下降最快。在 1e-2 处最低，再大就上升。');
    expect(zhCN.train.finder.said({ rate: null, reason: 'no-fall' }, rateText)).toMatch(/无法建议/);
  });

  it('arrow keys move a rate by a tenth of its size', () => {
    expect(arrowStep('rate', settings({ rate: 3e-3 }))).toBeCloseTo(1e-4, 12);
    expect(arrowStep('l1', settings())).toBe(1e-5);
    expect(arrowStep('epochs', settings())).toBe(1);
  });
});
