/**
 * Windows of a dataset as an exported file is given them: in units, by the names of `signature.ts`. Written on its own, not by way of
 * `data/feed.ts`, so that comparing the two says something.
 */
import { categoryOf, columnOf, type Dataset } from '../data/dataset.ts';
import { seriesAt } from '../data/lay-out.ts';
import { staticValues } from '../data/statics.ts';
import { columnsInUnits, lengthAt, type Columns, type ScaledRows } from '../data/windows.ts';
import type { ExportModel } from './model.ts';
import { seriesOf, signatureOf, type Port } from './signature.ts';

export interface Given {
  type: Port['type'];
  shape: number[];
  numbers: Float64Array;
}

export class OnnxFeed {
  readonly ports: Port[];
  private readonly rows: ScaledRows;
  private readonly columns: Columns;
  private readonly statics: Float64Array;
  private readonly numbers: number[];

  /** rows: those that the app forecasts from; their design says how far a window looks back. */
  constructor(model: ExportModel, rows: ScaledRows, dataset: Dataset) {
    this.ports = signatureOf(model).inputs;
    this.rows = rows;
    this.columns = columnsInUnits(dataset, rows.design, model.ends);
    this.statics = staticsInUnits(model, rows, dataset);
    const known = seriesOf(model);
    this.numbers = rows.series.map(({ name }) => known.indexOf(name));
  }

  /** Windows with these origins. States begin at zero. */
  of(origins: ArrayLike<number>): Record<string, Given> {
    const { lookback } = this.rows.design;
    const sizes: Record<string, number> = { batch: origins.length, time: lookback };
    return Object.fromEntries(
      this.ports.map(({ name, type, shape: dims }) => {
        const shape = dims.map((size) => (typeof size === 'number' ? size : sizes[size]));
        const numbers = new Float64Array(shape.reduce((n, size) => n * size, 1));
        if (!name.startsWith('state/'))
          for (let b = 0; b < origins.length; b++) {
            const each = numbers.length / origins.length;
            this.fill(numbers.subarray(b * each, (b + 1) * each), name, origins[b]);
          }
        return [name, { type, shape, numbers }];
      }),
    );
  }

  /** out: what one window is given under this name. */
  private fill(out: Float64Array, name: string, o: number): void {
    const { rows, columns } = this;
    const s = seriesAt(rows.series, o);
    const { from, to } = rows.series[s];
    const length = lengthAt(rows, o);
    const F = columns.columns.length;
    if (name === 'x') {
      // What is not there is no number, which must not be seen anywhere.
      out.fill(NaN);
      for (let t = 0; t < length; t++) this.row(out, t * F, o - length + 1 + t, o);
    } else if (name === 'length') out[0] = length;
    else if (name === 'before') {
      if (o - length >= from) this.row(out, 0, o - length, o);
      else out.fill(NaN);
    } else if (name === 'last') columns.truth.forEach((numbers, c) => (out[c] = numbers[o]));
    else if (name === 'series') out[0] = this.numbers[s];
    else if (name === 'static') out.set(this.statics.subarray(s * out.length, (s + 1) * out.length));
    else if (name === 'future') {
      const K = rows.ahead.length;
      for (let h = 0; h < out.length / K; h++) {
        const row = o + rows.design.gap + 1 + h;
        rows.ahead.forEach((column, k) => (out[h * K + k] = row < to ? columns.columns[column].numbers[row] : NaN));
      }
    }
  }

  /** A row as a window with origin o sees it. */
  private row(out: Float64Array, at: number, row: number, o: number): void {
    this.columns.columns.forEach(({ numbers, late }, f) => (out[at + f] = late && late.next[row] > o ? late.previous[row] : numbers[row]));
  }
}

/** [series][S], NaN where a value is missing. */
function staticsInUnits({ ends, design }: ExportModel, { series }: ScaledRows, dataset: Dataset): Float64Array {
  const { scaling, names } = ends.statics;
  const scaled = staticValues(dataset, design, series, ends.words, ends.statics);
  const isMissing = (name: string, s: number): boolean => {
    const numbers = columnOf(dataset, name);
    const { from, to, target } = series[s];
    const shift = target * dataset.rows;
    return !categoryOf(dataset, name) && !!numbers?.subarray(from - shift, to - shift).every((x) => x !== x);
  };
  return Float64Array.from(scaled, (x, i) => {
    const column = i % scaling.length;
    if (isMissing(names[column], Math.floor(i / scaling.length))) return NaN;
    return x * scaling[column].scale + scaling[column].shift;
  });
}
