// Settings: what is refused, which ones a run looks at, what small data and other optimizers begin with, and older stored runs.
import { describe, expect, test } from 'vitest';
import { settingsAt } from '#engine/train/schedules.ts';
import {
  checkSettings,
  completeSettings,
  defaultSettings,
  fitSchedule,
  forOptimizer,
  isOff,
  isUsed,
  numberSettings,
  rangeOf,
  slotsOf,
  stepsPerEpoch,
  suggestedSettings,
  type TrainSettings,
} from '#engine/train/settings.ts';

const check = (changes: Partial<TrainSettings>) => checkSettings({ ...defaultSettings, ...changes });
const codes = (changes: Partial<TrainSettings>) => check(changes).map((i) => [i.severity, i.code, i.where]);

describe('a bad setting is an Issue that names it', () => {
  test('the defaults are fine, for every optimizer and schedule', () => {
    expect(check({})).toEqual([]);
    for (const optimizer of ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adagrad', 'adam', 'adamw', 'nadam'] as const)
      for (const schedule of ['constant', 'step', 'exponential', 'cosine', 'plateau', 'one-cycle'] as const)
        expect(checkSettings({ ...forOptimizer(defaultSettings, optimizer), schedule })).toEqual([]);
  });

  test.each(numberSettings)('%s', (name) => {
    const { least, most, whole } = rangeOf(name);
    const bad: unknown[] = [NaN, Infinity, '1', null, undefined, least - 1, most * 2 + 1, ...(whole ? [least + 0.5] : [])];
    for (const value of bad) {
      const issues = check({ [name]: value } as Partial<TrainSettings>);
      expect(
        issues.map((i) => [i.code, i.where]),
        String(value),
      ).toEqual([['bad-setting', name]]);
      expect(issues[0].message).toContain(`from ${least} to ${most}, got ${String(value)}`);
      expect(issues[0].fix).toBe(`The default is ${defaultSettings[name]}.`);
    }
  });

  test('a name that there is not', () => {
    const given = { loss: 'hope', optimizer: 'lion', schedule: 'warmup' } as unknown as Partial<TrainSettings>;
    const issues = check(given);
    expect(issues.map((i) => i.where)).toEqual(['loss', 'optimizer', 'schedule']);
    expect(issues[2].fix).toBe('Choose one of constant, step, exponential, cosine, plateau, one-cycle; a warm-up goes with any of them.');
  });

  test('two that do not go together', () => {
    expect(codes({ warmup: 30 })).toEqual([['error', 'warmup-too-long', 'warmup']]);
    expect(codes({ warmup: 29.5 })).toEqual([]);
    expect(codes({ schedule: 'cosine', minimumRate: 0.01 })).toEqual([['error', 'minimum-above-rate', 'minimumRate']]);
    // Constant does not look at it.
    expect(codes({ minimumRate: 0.01 })).toEqual([]);
    expect(codes({ schedule: 'one-cycle', beta1: 0.8 })).toEqual([['error', 'cycle-momentum', 'cycleMomentum']]);
    expect(codes({ schedule: 'one-cycle', beta1: 0.8, cycleMomentum: 0 })).toEqual([]);
    expect(codes({ schedule: 'one-cycle', beta1: 0.8, optimizer: 'sgd' })).toEqual([]);
    expect(codes({ schedule: 'plateau', plateauPatience: 6 })).toEqual([['warning', 'plateau-too-patient', 'plateauPatience']]);
    expect(codes({ schedule: 'plateau', plateauPatience: 6, patience: 0 })).toEqual([]);
  });
});

test('a run looks at the settings of its optimizer and its schedule, and at no others', () => {
  const used = (changes: Partial<TrainSettings>) => numberSettings.filter((name) => isUsed(name, { ...defaultSettings, ...changes }));
  const always = used({ optimizer: 'sgd' });
  expect(always).toEqual(
    expect.arrayContaining(['rate', 'warmup', 'epochs', 'batch', 'accumulate', 'clipValue', 'l1', 'l2', 'weightDecay']),
  );
  const more = (changes: Partial<TrainSettings>) => used(changes).filter((name) => !always.includes(name));
  expect(more({ optimizer: 'nesterov' })).toEqual(['momentum']);
  expect(more({ optimizer: 'adagrad' })).toEqual(['epsilon']);
  expect(more({ optimizer: 'nadam' })).toEqual(['beta1', 'beta2', 'epsilon']);
  expect(more({ optimizer: 'sgd', schedule: 'step' })).toEqual(['minimumRate', 'stepEvery', 'stepFactor']);
  expect(more({ optimizer: 'sgd', schedule: 'one-cycle' })).toEqual(['minimumRate', 'cyclePeak', 'cycleStart']);
  expect(more({ optimizer: 'momentum', schedule: 'one-cycle' })).toContain('cycleMomentum');
  expect(numberSettings.filter((name) => isOff(name, defaultSettings))).toEqual([
    'weightDecay',
    'warmup',
    'minimumRate',
    'accumulate',
    'clipValue',
    'l1',
    'l2',
  ]);
});

test('small data begins with small batches, more epochs, and schedules that fall as far in them', () => {
  expect(suggestedSettings(8521)).toEqual(defaultSettings);
  const small = suggestedSettings(65);
  expect(small).toMatchObject({ batch: 16, epochs: 200, patience: 40, stepEvery: 67, plateauPatience: 13 });
  const end = (s: TrainSettings) => settingsAt({ ...s, schedule: 'exponential' }, { step: s.epochs - 1, stepsPerEpoch: 1 }).rate;
  expect(end(small) / end(defaultSettings)).toBeCloseTo(1, 0);
  expect(fitSchedule({ ...defaultSettings, epochs: 5, patience: 0 })).toMatchObject({ stepEvery: 2, decay: 0.8, plateauPatience: 1 });
});

test('another optimizer brings its own rate and decays, and nothing else changes', () => {
  const given = { ...defaultSettings, rate: 0.5, beta1: 0.5, weightDecay: 0.3, batch: 7, clip: 3 };
  expect(forOptimizer(given, 'adam')).toBe(given);
  expect(forOptimizer(given, 'adamw')).toEqual({ ...defaultSettings, optimizer: 'adamw', weightDecay: 0.01, batch: 7, clip: 3 });
  expect(forOptimizer(given, 'sgd')).toMatchObject({ rate: 0.1, weightDecay: 0 });
});

test('steps of an epoch and slots follow from batches per step', () => {
  expect(stepsPerEpoch(86, { batch: 16, accumulate: 1 })).toBe(6);
  expect(stepsPerEpoch(86, { batch: 16, accumulate: 4 })).toBe(2);
  expect(stepsPerEpoch(86, { batch: 16, accumulate: 100 })).toBe(1);
  expect(slotsOf({ optimizer: 'adam', accumulate: 1 })).toEqual(['m', 'v']);
  expect(slotsOf({ optimizer: 'adam', accumulate: 2 })).toEqual(['m', 'v', 'gathered']);
});

describe('settings of a run from before there were so many', () => {
  const stored = {
    rate: 1e-3,
    momentum: 0.9,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.02,
    loss: 'mse',
    optimizer: 'adam',
    schedule: 'step',
    epochs: 31,
    batch: 64,
    patience: 6,
    clip: 1,
    seed: 1,
  } as const;

  test('are filled in so that it goes as it did: its decay was L2, its rate fell once after two thirds', () => {
    const settings = completeSettings(stored);
    expect(settings).toMatchObject({ l2: 0.02, weightDecay: 0, accumulate: 1, warmup: 0, clipValue: 0, l1: 0 });
    expect(checkSettings(settings)).toEqual([]);
    const rates = Array.from({ length: 31 * 3 }, (_, step) => settingsAt(settings, { step, stepsPerEpoch: 3 }).rate);
    expect(rates).toEqual(rates.map((_, step) => (step / 3 < (2 * 31) / 3 ? 1e-3 : 1e-3 * 0.1)));
  });

  test('of AdamW the decay stays decoupled', () =>
    expect(completeSettings({ ...stored, optimizer: 'adamw' })).toMatchObject({ l2: 0, weightDecay: 0.02 }));

  test('exponential falls as it did', () => {
    const settings = completeSettings({ ...stored, schedule: 'exponential' });
    const rates = Array.from({ length: 31 }, (_, step) => settingsAt(settings, { step, stepsPerEpoch: 1 }).rate);
    expect(rates).toEqual(rates.map((_, epoch) => 1e-3 * 0.8 ** Math.max(0, epoch - 2)));
  });

  test('those of today stay as they are', () => {
    const today = { ...defaultSettings, weightDecay: 0.02, stepEvery: 4 };
    expect(completeSettings(today)).toEqual(today);
  });
});
