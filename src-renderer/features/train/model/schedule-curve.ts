// The rate over the epochs of a run, for drawing.
import { settingsAt } from '#engine/train/schedules.ts';
import { checkSettings, type TrainSettings } from '#engine/train/settings.ts';
import { isError } from '#engine/issue.ts';

export interface ScheduleCurve {
  epochs: number[];
  rates: number[];
  /** Largest rate, and that of the last step. */
  peak: number;
  end: number;
}

/** Steps that are drawn, at most: finer than a small picture can show. */
const mostPoints = 240;

/** Reduce-on-plateau is drawn without cuts, which nobody can know. Undefined where settings are wrong or nothing changes. */
export function scheduleCurve(settings: TrainSettings, stepsPerEpoch = 100): ScheduleCurve | undefined {
  if (settings.schedule === 'constant' && settings.warmup === 0) return undefined;
  if (checkSettings(settings).some(isError)) return undefined;
  const last = settings.epochs * stepsPerEpoch - 1;
  const points = Math.min(mostPoints, last + 1);
  const epochs: number[] = [];
  const rates: number[] = [];
  for (let i = 0; i < points; i++) {
    const step = points > 1 ? Math.round((i / (points - 1)) * last) : 0;
    epochs.push(step / stepsPerEpoch);
    rates.push(settingsAt(settings, { step, stepsPerEpoch }).rate);
  }
  return { epochs, rates, peak: Math.max(...rates), end: rates[points - 1] };
}
