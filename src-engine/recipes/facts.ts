// What a recipe looks at, of windows that are cut.
import type { Split } from '../data/design.ts';
import type { Prepared } from '../data/windows.ts';
import { levelGain } from './level-gain.ts';
import type { Facts } from './recipe.ts';

export const factsOf = (prepared: Prepared): Facts => {
  const { design, windows, task, period } = prepared;
  return {
    design,
    windows: windows.train.length,
    validation: windows.validation.length,
    features: task.inputs,
    seesTarget: task.targetColumns.some((column) => column >= 0),
    isRagged: task.masked ?? false,
    period,
    classes: task.classes ?? 0,
    series: task.series ?? 1,
    isOfOthers: holdsBackOthers(design.split),
    seasonError: design.task === 'forecast' ? seasonError(prepared) : 1,
    levelGain: design.task === 'forecast' ? levelGain(prepared) : 0,
  };
};

/** Parts that were handed out may be of the same speakers; what a person told apart by a column is not. */
const holdsBackOthers = (split: Split): boolean =>
  (split.by === 'column' && split.column !== 'part') || (split.by === 'series' && split.group !== null);

/**
 * Mean squared change from one season to the next over the training rows, as a share of that over half a season: near 0 where a season
 * repeats, 1 and more where it says nothing, as of a random walk. 1 without a season.
 */
function seasonError({ truth, parts, period }: Prepared): number {
  if (period < 2) return 1;
  const whole = meanChange({ truth, parts }, period);
  const half = meanChange({ truth, parts }, Math.floor(period / 2));
  return half > 0 && Number.isFinite(whole) ? whole / half : 1;
}

/** Mean of (x_t - x_(t - lag))^2 over training rows. */
function meanChange({ truth, parts }: Pick<Prepared, 'truth' | 'parts'>, lag: number): number {
  let [sum, count] = [0, 0];
  for (const numbers of truth)
    for (const { train } of parts)
      for (let row = train.from + lag; row < train.to; row++) {
        const change = numbers[row] - numbers[row - lag];
        if (Number.isNaN(change)) continue;
        sum += change * change;
        count++;
      }
  return sum / count;
}
