/** What each series has once: columns that never change within a series, as numbers for cells that ask for them. */
import { categoryOf, columnOf, type Dataset } from './dataset.ts';
import type { DatasetDesign } from './design.ts';
import type { SeriesRows } from './lay-out.ts';
import type { Words } from './input-columns.ts';
import { meanAndDeviation } from './scaling.ts';

export interface Statics {
  /** Of each column, in the order of the design; words have 0 and 1 for each word. */
  names: string[];
  scaling: { shift: number; scale: number }[];
}

/** The value of a column in the first row of a series that has one; NaN where none has. */
function onceIn(numbers: Float64Array, from: number, to: number): number {
  for (let row = from; row < to; row++) if (numbers[row] === numbers[row]) return numbers[row];
  return NaN;
}

const rowsIn = (dataset: Dataset, s: SeriesRows): [number, number] => [s.from - s.target * dataset.rows, s.to - s.target * dataset.rows];

/** How they are scaled: by the series that are trained on. */
export function fitStatics(dataset: Dataset, design: DatasetDesign, trained: readonly SeriesRows[], words: Words): Statics {
  const names: string[] = [];
  const scaling: Statics['scaling'] = [];
  for (const name of design.statics) {
    const numbers = columnOf(dataset, name);
    if (numbers) {
      names.push(name);
      scaling.push(meanAndDeviation(Float64Array.from(trained, (s) => onceIn(numbers, ...rowsIn(dataset, s)))));
    } else
      for (const word of words[name]) {
        names.push(`${name} ${word}`);
        scaling.push({ shift: 0, scale: 1 });
      }
  }
  return { names, scaling };
}

/** [series][S], zero where a value is missing: the mean. */
export function staticValues(
  dataset: Dataset,
  design: DatasetDesign,
  series: readonly SeriesRows[],
  words: Words,
  { scaling }: Statics,
): Float32Array {
  const S = scaling.length;
  const out = new Float32Array(series.length * S);
  series.forEach((s, i) => {
    let at = i * S;
    for (const name of design.statics) {
      const numbers = columnOf(dataset, name);
      if (numbers) {
        const { shift, scale } = scaling[at - i * S];
        const value = onceIn(numbers, ...rowsIn(dataset, s));
        out[at++] = Number.isNaN(value) ? 0 : (value - shift) / scale;
      } else {
        const category = categoryOf(dataset, name)!;
        const code = onceIn(category.codes, ...rowsIn(dataset, s));
        for (const word of words[name]) out[at++] = !Number.isNaN(code) && category.words[code] === word ? 1 : 0;
      }
    }
  });
  return out;
}
