/**
 * Wide or long. Wide: a row is a moment, and each column of numbers is a series. Long: a row is a moment of one series, and a column (or
 * several) says of which. Found by name (`unique_id`, `item_id`) or by shape: times repeat, and within each key they do not.
 */
import { LABEL_NAME } from './labels.ts';
import type { ReadColumn } from './read-column.ts';
import { STRETCH, stretchesOf, type Values } from './values.ts';

export interface Layout {
  layout: 'wide' | 'long' | 'rows';
  /** Number of series. */
  series: number;
  /** Long tables: the columns that name the series, and for each row the series it belongs to. */
  keys: number[];
  seriesOf?: Int32Array;
  /** One series in each row instead of each column: values side by side under numbered or dated names. */
  isSeriesInRows: boolean;
  /** Columns that only count the rows: of the file, or within each series. */
  rowNumbers: number[];
  /** Long tables without times: the column that counts the rows of each series. */
  steps?: number;
}

const ID_NAME =
  /^(unique_?id|item_?id|series_?id|series|ts_?id|id|key|name|ticker|symbol|asset|store|store_?(nbr|id)|shop|item|product|sku|station|station_?(id|name|code)|stations_id|site|site_?id|sensor|sensor_?id|device|device_?id|meter|meter_?id|node|household|building|building_?id|location|city|region|country|countryname|country_?code|entity|code|zone|area|state|province|family|dept|group|category|variable|metric|channel|tag|parameter|indicator|area_?code|geo|lclid|站点|站号|设备|编号|城市|地区|名称|指标)$/i;
const SURE_ID_NAME = /^(unique_?id|item_?id|series_?id|ts_?id)$/i;
const ROWS_JUDGED = 200_000;

/** The person's own word. */
export interface LayoutOptions {
  layout?: Layout['layout'];
  /** Names of the columns that tell the series apart; none for a wide table. */
  keys?: string[];
}

export function findLayout(
  columns: ReadColumn[],
  rows: number,
  times: Values | undefined,
  timeColumns: number[],
  wanted: LayoutOptions = {},
): Layout {
  const rowNumbers = columns.flatMap((column, i) => (!timeColumns.includes(i) && isRowNumber(column, i) ? [i] : []));
  const isValue = (i: number) => !timeColumns.includes(i) && !rowNumbers.includes(i);
  const values = columns.map((_, i) => i).filter((i) => isValue(i) && columns[i].type === 'number');
  const wide: Layout = { layout: 'wide', series: values.length, keys: [], isSeriesInRows: false, rowNumbers };
  const inRows: Layout = { ...wide, layout: 'rows', series: rows, isSeriesInRows: true };
  if (wanted.keys?.length) {
    const chosen = wanted.keys.map((name) => columns.findIndex((column) => column.name === name));
    if (!chosen.includes(-1)) {
      const { seriesOf, count } = codesOf(columns, chosen, rows);
      const steps = times ? -1 : columns.findIndex((c, i) => !chosen.includes(i) && c.type === 'number' && countsWithin(c.values, seriesOf, count)); // prettier-ignore
      const counted = steps < 0 ? {} : { steps, rowNumbers: [...rowNumbers, steps] };
      return { ...wide, layout: 'long', series: count, keys: chosen, seriesOf, ...counted };
    }
  }
  if (wanted.keys?.length === 0 || wanted.layout === 'wide') return wide;
  if (wanted.layout === 'rows') return inRows;
  if (!times) {
    if (isSeriesInRows(columns, values, rows)) return inRows;
    const counted = findCounted(columns, rows, isValue);
    if (!counted) return wide;
    const { steps } = counted;
    return { ...wide, ...counted, layout: 'long', rowNumbers: steps === undefined ? rowNumbers : [...rowNumbers, steps] };
  }
  const keys = findKeys(columns, times, isValue);
  if (!keys) return wide;
  const { seriesOf, count } = codesOf(columns, keys, rows);
  return { ...wide, layout: 'long', series: count, keys, seriesOf };
}

/** 0, 1, 2 ... or 1, 2, 3 ... in the first column: R's row names, pandas' index. */
function isRowNumber({ name, type, values }: ReadColumn, index: number): boolean {
  if (index > 0 || type !== 'number' || values.length < 2) return false;
  let expected = NaN;
  for (const [numbers, from] of stretchesOf(values))
    for (let i = 0; i < numbers.length; i++) {
      if (from + i === 0 ? numbers[0] !== 0 && numbers[0] !== 1 : numbers[i] !== expected) return false;
      expected = numbers[i] + 1;
    }
  return /^(column 1|rownames?|row|index|idx|no|nr|n|id|obs|instant|unnamed: 0|序号|编号)?$/i.test(name) || values.length > 20;
}

/** Columns that may tell series apart, those with a name that says so first. */
function keyCandidates(columns: ReadColumn[], isValue: (i: number) => boolean): { i: number; isSure: boolean }[] {
  return columns
    .map((column, i) => ({ i, column, isNamed: isKeyName(column.name) }))
    .filter(
      ({ i, column, isNamed }) =>
        isValue(i) &&
        !column.hasMoreWords &&
        (column.type === 'text' || column.type === 'boolean' || (column.type === 'number' && isNamed && isWhole(column))),
    )
    .sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || a.i - b.i)
    .map(({ i, column }) => ({ i, isSure: SURE_ID_NAME.test(column.name) }));
}

/**
 * The name of the only series of a table, where it is wanted: columns that say it by their own name and never change. By themselves they are no keys, for
 * nothing is told apart by them.
 */
export function keysOfOneSeries(columns: ReadColumn[]): number[] {
  const isConstant = ({ type, words, hasMoreWords, missing }: ReadColumn) =>
    type === 'text' && !hasMoreWords && words?.length === 1 && missing === 0;
  return columns.flatMap((column, i) => (isConstant(column) && isKeyName(column.name) ? [i] : []));
}

const isKeyName = (name: string): boolean => ID_NAME.test(name.trim().replace(/[\s.-]+/g, '_'));

/** Series under each other whose rows are not dated but counted: 1, 2, 3 ..., and 1 again in the next series. */
function findCounted(
  columns: ReadColumn[],
  rows: number,
  isValue: (i: number) => boolean,
): Pick<Layout, 'keys' | 'series' | 'seriesOf' | 'steps'> | undefined {
  const candidates = keyCandidates(columns, isValue).sort((a, b) => Number(b.isSure) - Number(a.isSure));
  for (const { i, isSure } of candidates) {
    const { seriesOf, count } = codesOf(columns, [i], rows);
    if (count < 2 || count > rows * 0.5) continue;
    const steps = columns.findIndex((c, j) => j !== i && c.type === 'number' && countsWithin(c.values, seriesOf, count));
    if (steps >= 0) return { keys: [i], series: count, seriesOf, steps };
    if (isSure) return { keys: [i], series: count, seriesOf };
  }
  return undefined;
}

/** One more at each row of a series, and not from the first row of the file to the last: that says nothing of series. */
function countsWithin(values: Values, seriesOf: Int32Array, series: number): boolean {
  const last = new Float64Array(series).fill(NaN);
  let isRising = true;
  let above = -Infinity;
  for (const [numbers, from] of stretchesOf(values))
    for (let i = 0; i < numbers.length; i++) {
      const value = numbers[i];
      const before = last[seriesOf[from + i]];
      last[seriesOf[from + i]] = value;
      if (Number.isNaN(before) ? !Number.isInteger(value) : value !== before + 1) return false;
      if (!(value > above)) isRising = false;
      above = value;
    }
  return !isRising;
}

/** The fewest key columns under which no time repeats. */
function findKeys(columns: ReadColumn[], all: Values, isValue: (i: number) => boolean): number[] | undefined {
  const rows = Math.min(all.length, ROWS_JUDGED);
  const times = all.read(0, rows);
  const candidates = keyCandidates(columns, isValue);
  const sure = candidates.find((c) => c.isSure);
  if (sure) return [sure.i];
  const repeated = repeats(times, undefined, rows);
  // A few repeats are a fault in one series, not many series.
  if (repeated < rows * 0.3) return undefined;
  let best: number[] = [];
  let left = repeated;
  for (let size = 0; size < 3 && left > rows * 0.01; size++) {
    let next: { keys: number[]; left: number } | undefined;
    for (const { i } of candidates) {
      if (best.includes(i)) continue;
      const keys = [...best, i];
      const { seriesOf, count } = codesOf(columns, keys, rows);
      if (count > rows * 0.5) continue;
      const remaining = repeats(times, seriesOf, rows);
      if (!next || remaining < next.left) next = { keys, left: remaining };
    }
    if (!next || next.left > left * 0.7) break;
    [best, left] = [next.keys, next.left];
  }
  return left <= rows * 0.05 && best.length > 0 ? best : undefined;
}

function isWhole({ values }: ReadColumn): boolean {
  for (const [numbers] of stretchesOf(values))
    for (const value of numbers) if (value === value && value !== Math.floor(value)) return false;
  return true;
}

/** Rows whose time another row of the same series has before them. */
function repeats(times: Float64Array, seriesOf: Int32Array | undefined, rows: number): number {
  if (!seriesOf && isRising(times, rows)) return 0;
  const seen = new Map<number, Set<number>>();
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const time = times[row];
    if (time !== time) continue;
    const series = seriesOf ? seriesOf[row] : 0;
    let known = seen.get(series);
    if (!known) seen.set(series, (known = new Set()));
    if (known.has(time)) count++;
    else known.add(time);
  }
  return count;
}

function isRising(times: Float64Array, rows: number): boolean {
  for (let row = 1; row < rows; row++) if (!(times[row] > times[row - 1])) return false;
  return true;
}

/** Numbers the different combinations of the key columns in order of appearance. */
function codesOf(columns: ReadColumn[], keys: number[], rows: number): { seriesOf: Int32Array; count: number } {
  const seriesOf = new Int32Array(rows);
  let count = 1;
  for (const key of keys) {
    const { values } = columns[key];
    const known = new Map<number, number>();
    const width = count;
    for (let from = 0; from < rows; from += STRETCH) {
      const stretch = values.read(from, Math.min(rows, from + STRETCH));
      for (let i = 0; i < stretch.length; i++) {
        const value = stretch[i];
        // Numbers of keys are small; the product stays exact far below 2^53. A missing key is a key of its own.
        const combined = (value === value ? value + 1 : -1) * width + seriesOf[from + i];
        let code = known.get(combined);
        if (code === undefined) known.set(combined, (code = known.size));
        seriesOf[from + i] = code;
      }
    }
    count = known.size;
  }
  return { seriesOf, count };
}

/** Many columns under names that count on (V1, V2 ...; years; dates), beside words or a class: series lie in the rows. */
function isSeriesInRows(columns: ReadColumn[], numeric: number[], rows: number): boolean {
  const values = numeric.filter((i) => !LABEL_NAME.test(columns[i].name.trim()));
  if (values.length < 3 || rows < 1) return false;
  const others = columns.filter((column, i) => !values.includes(i) && column.type !== 'empty');
  if (others.length === 0 || others.some((column) => column.type !== 'text' && !LABEL_NAME.test(column.name.trim()))) return false;
  const isDated = (name: string) => /^\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?$|^(19|20)\d\d$/.test(name);
  if (values.every((i) => isDated(columns[i].name))) return true;
  const numbered = values.map((i) => Number(/^[a-z_ ]{0,8}(\d+)$/i.exec(columns[i].name)?.[1] ?? NaN));
  let steps = 0;
  for (let i = 1; i < numbered.length; i++) if (numbered[i] - numbered[i - 1] === 1) steps++;
  return numbered.length >= 12 && steps >= (numbered.length - 1) * 0.9;
}
