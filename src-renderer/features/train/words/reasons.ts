/**
 * A short reason beside every setting: what it does here, or where the value comes from. Nothing is claimed that was not counted
 * or measured.
 */
import { defaultsOf } from '#engine/train/optimizers.ts';
import { isUsed, type NumberSetting, type TrainSettings } from '#engine/train/settings.ts';
import { quantity } from '../../../i18n/format.ts';
import type { Words } from './progress.ts';

export interface ReasonFacts {
  settings: TrainSettings;
  stepsPerEpoch: number | undefined;
  /** In words: `8.8 MB`. */
  memory: string;
  /** What all epochs take, in words (`about 39 s`); empty where it is not known. */
  whole: string;
  hasValidation: boolean;
  longestDelay: number;
  /** A fine-tune began with this rate. */
  parentRate?: number;
  /** What a search for a rate has suggested for these very settings. */
  foundRate?: number;
  /** Where what nobody has changed comes from: the sample, or the run of this name. */
  from?: { kind: 'sample' } | { kind: 'run'; name: string };
  rateText: (rate: number) => string;
}

export type SettingName = keyof TrainSettings | 'backend' | 'threads';

/** Settings of a schedule that say what it does; the rest of them are advanced. */
const scheduleMain: readonly NumberSetting[] = [
  'stepEvery',
  'stepFactor',
  'decay',
  'decayAfter',
  'plateauPatience',
  'plateauFactor',
  'cyclePeak',
];
const scheduleRest: readonly NumberSetting[] = ['minimumRate', 'plateauThreshold', 'cycleStart', 'cycleMomentum'];
const ofOptimizer: readonly NumberSetting[] = ['momentum', 'beta1', 'beta2', 'epsilon'];
/** They are said in the line of another one, without a reason of their own. */
export const withoutReason: ReadonlySet<SettingName> = new Set(['stepFactor', 'decayAfter', 'plateauFactor']);

/** What everyone should see, in this order; of the schedule only what it looks at. */
export const mainSettings = (settings: TrainSettings): (keyof TrainSettings)[] =>
  (['loss', 'optimizer', 'rate', 'schedule', ...scheduleMain, 'warmup', 'batch', 'epochs', 'patience', 'clip', 'seed'] as const).filter(
    (name) => isUsed(name, settings),
  );

/** What one seldom changes, of optimizer and schedule only what they look at. */
export const advancedSettings = (settings: TrainSettings): (NumberSetting | 'backend' | 'threads')[] => [
  ...([...scheduleRest, ...ofOptimizer, 'weightDecay', 'l2', 'l1', 'clipValue', 'accumulate'] as const).filter((name) =>
    isUsed(name, settings),
  ),
  'backend',
  'threads',
];

export function sayReason(t: Words, name: SettingName, facts: ReasonFacts): string {
  const { settings } = facts;
  const { epochs, warmup, patience } = settings;
  switch (name) {
    case 'loss':
      return remark(t.losses[settings.loss].help);
    case 'optimizer':
      return remark(t.optimizers[settings.optimizer].help);
    case 'rate':
      return rateReason(t, facts);
    case 'schedule':
      return remark(t.schedules[settings.schedule].help);
    case 'stepEvery':
      return t.why.cuts(Math.max(0, Math.ceil((epochs - warmup) / settings.stepEvery) - 1));
    case 'decay':
      return t.why.decaysTo(facts.rateText(settings.decay ** Math.max(0, Math.ceil(epochs - warmup) - settings.decayAfter)));
    case 'plateauPatience':
      return facts.hasValidation ? (patience > 0 ? t.why.beforeStop(patience) : t.why.onPlateau) : t.why.noValidation;
    case 'cyclePeak':
      return patience > 0 ? t.why.cycleMayStop(patience) : t.why.cyclePeak(quantity(warmup + (epochs - warmup) * settings.cyclePeak, 3));
    case 'warmup':
      if (warmup === 0) return t.why.noWarmup;
      return facts.stepsPerEpoch === undefined ? '' : t.why.warmup(Math.ceil(warmup * facts.stepsPerEpoch));
    case 'batch':
      return facts.stepsPerEpoch === undefined ? '' : t.why.batch(facts.stepsPerEpoch, facts.memory);
    case 'epochs':
      return t.why.epochs(facts.whole, patience > 0);
    case 'patience':
      if (patience === 0) return t.why.neverStops;
      return facts.hasValidation ? t.why.stopsAfter(patience) : t.why.noValidation;
    case 'clip':
      if (settings.clip === 0) return t.why.noClip;
      return facts.longestDelay > 0 ? t.why.clipDelay(facts.longestDelay) : t.why.clip;
    case 'seed':
      return t.why.seed;
    case 'accumulate':
      return settings.accumulate > 1 ? t.why.accumulate(settings.accumulate * settings.batch) : '';
    default:
      return '';
  }
}

/** A sentence of the engine's tables in the grey hand of a remark: no full stop, no capital unless it is a name. */
export const remark = (sentence: string): string =>
  sentence.replace(/[.。]$/, '').replace(/^[A-Z](?=[a-z]*\b)(?!dam)/, (letter) => letter.toLowerCase());

function rateReason(t: Words, { settings, parentRate, foundRate, from, rateText }: ReasonFacts): string {
  const { rate, optimizer } = settings;
  const usual = defaultsOf(optimizer).rate;
  if (rate === foundRate) return t.why.found;
  if (parentRate !== undefined && Math.abs(rate * 10 - parentRate) <= 1e-9 * parentRate) return t.why.tenth(rateText(parentRate));
  if (from?.kind === 'sample') return t.why.sample;
  if (from?.kind === 'run') return t.why.asIn(from.name);
  if (rate === usual) return t.why.usualRate(t.optimizers[optimizer].label);
  return t.why.timesUsual(quantity(rate / usual, 2), rateText(usual));
}
