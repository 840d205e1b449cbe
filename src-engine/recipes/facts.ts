// What a recipe looks at, of windows that are cut.
import type { Prepared } from '../data/windows.ts';
import type { Facts } from './recipe.ts';

export const factsOf = (prepared: Prepared): Facts => {
  const { design, windows, task, period } = prepared;
  return {
    design,
    windows: windows.train.length,
    features: task.inputs,
    period,
    classes: task.classes ?? 0,
    seasonError: design.task === 'forecast' ? seasonError(prepared) : 1,
  };
};

/**
 * Mean squared change from one season to the next over the training rows, of all targets, as a share of twice their variance: 0 where a season
 * repeats exactly, about 1 where it says nothing.
 */
function seasonError({ truth, parts, period }: Prepared): number {
  let [change, count] = [0, 0];
  let [squares, all] = [0, 0];
  for (const numbers of truth)
    for (const { train } of parts) {
      let [mine, mySquares, n] = [0, 0, 0];
      for (let row = train.from; row < train.to; row++) {
        const x = numbers[row];
        if (Number.isNaN(x)) continue;
        mine += x;
        mySquares += x * x;
        n++;
        const before = row - period >= train.from ? numbers[row - period] : NaN;
        if (Number.isNaN(before)) continue;
        change += (x - before) ** 2;
        count++;
      }
      if (!n) continue;
      squares += mySquares - (mine * mine) / n;
      all += n;
    }
  return count && squares > 0 ? change / count / ((2 * squares) / all) : 1;
}
