/**
 * A short reason beside every setting: what it does here, or where the value comes from. Nothing is claimed that was not counted
 * or measured.
 */
import { defaultSettings, type TrainSettings } from '#engine/train/settings.ts';
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
  /** Where what nobody has changed comes from: the sample, or the run of this name. */
  from?: { kind: 'sample' } | { kind: 'run'; name: string };
  rateText: (rate: number) => string;
}

export type MainSetting = 'loss' | 'optimizer' | 'rate' | 'batch' | 'epochs' | 'patience' | 'clip' | 'seed';
export const mainSettings: readonly MainSetting[] = ['loss', 'optimizer', 'rate', 'batch', 'epochs', 'patience', 'clip', 'seed'];

export function sayReason(t: Words, name: MainSetting, facts: ReasonFacts): string {
  const { settings } = facts;
  switch (name) {
    case 'loss':
      return remark(t.losses[settings.loss].help);
    case 'optimizer':
      return remark(t.optimizers[settings.optimizer].help);
    case 'rate':
      return rateReason(t, facts);
    case 'batch':
      return facts.stepsPerEpoch === undefined ? '' : t.why.batch(facts.stepsPerEpoch, facts.memory);
    case 'epochs':
      return t.why.epochs(facts.whole, settings.patience > 0);
    case 'patience':
      if (settings.patience === 0) return t.why.neverStops;
      return facts.hasValidation ? t.why.stopsAfter(settings.patience) : t.why.noValidation;
    case 'clip':
      if (settings.clip === 0) return t.why.noClip;
      return facts.longestDelay > 0 ? t.why.clipDelay(facts.longestDelay) : t.why.clip;
    case 'seed':
      return t.why.seed;
    default:
      return name satisfies never;
  }
}

/** A sentence of the engine's tables in the grey hand of a remark: no full stop, no capital unless it is a name. */
export const remark = (sentence: string): string =>
  sentence.replace(/[.。]$/, '').replace(/^[A-Z](?=[a-z]*\b)(?!dam)/, (letter) => letter.toLowerCase());

function rateReason(t: Words, { settings, parentRate, from, rateText }: ReasonFacts): string {
  const { rate, optimizer } = settings;
  const usual = defaultSettings.rate;
  if (parentRate !== undefined && Math.abs(rate * 10 - parentRate) <= 1e-9 * parentRate) return t.why.tenth(rateText(parentRate));
  if (from?.kind === 'sample') return t.why.sample;
  if (from?.kind === 'run') return t.why.asIn(from.name);
  const isPlain = optimizer === 'sgd' || optimizer === 'momentum';
  if (rate === usual) return isPlain ? t.why.plainRate : t.why.usualRate(t.optimizers[optimizer].label);
  return t.why.timesUsual(quantity(rate / usual, 2), rateText(usual));
}

export type AdvancedSetting = 'schedule' | 'momentum' | 'beta1' | 'beta2' | 'epsilon' | 'weightDecay' | 'backend' | 'threads';

/** Those that the optimizer looks at. */
export function advancedSettings({ optimizer }: Pick<TrainSettings, 'optimizer'>): AdvancedSetting[] {
  const isAdam = optimizer === 'adam' || optimizer === 'adamw';
  return [
    'schedule',
    'weightDecay',
    ...(optimizer === 'momentum' ? (['momentum'] as const) : []),
    ...(isAdam ? (['beta1'] as const) : []),
    ...(isAdam || optimizer === 'rmsprop' ? (['beta2', 'epsilon'] as const) : []),
    'backend',
    'threads',
  ];
}
