/**
 * Series for the eye out of large contents: a stretch of many rows is drawn from the extremes that are kept beside the chunks, a short one from its own chunks.
 * Neither reads the whole column.
 */
import { BUCKET, type Extremes } from '#engine/data/extremes.ts';
import type { Values } from '#engine/data/values.ts';
import type { SeriesSlice } from '#shared/api.ts';
import { IssueError, issue } from '#shared/errors.ts';
import { chunkSummaries, contentColumns, openContent } from '../store/contents.ts';
import type { Database } from '../store/database.ts';
import { sliceOf } from './series.ts';

/** Columns whose extremes are kept in memory: 18 bytes for 256 rows each. */
const COLUMNS_KEPT = 64;

export class StoredSeries {
  private readonly db: Database;
  private readonly kept = new Map<string, Extremes>();

  constructor(db: Database) {
    this.db = db;
  }

  /** The same as `sliceOf`, but where buckets are long they begin at multiples of 256 rows. */
  slice(content: string, names: string[], from: number, to: number, points: number): SeriesSlice {
    const open = openContent(this.db, content);
    const end = Math.min(to, open.rows);
    const start = Math.min(Math.max(0, from), end);
    const values = names.map((name) => {
      const found = open.columns.find((c) => c.name === name);
      if (found) return found.values;
      throw new IssueError([issue('unknown-column', `column ${name}`, `There is no numeric column "${name}".`, 'Choose another.')]);
    });
    const every = Math.ceil((2 * (end - start)) / points);
    if (every < 2 * BUCKET) return shortSlice(names, values, open.time, start, end, points);
    const step = Math.ceil(every / (2 * BUCKET)) * 2;
    const first = Math.floor(start / BUCKET);
    const last = Math.ceil(end / BUCKET);
    const rows: number[] = [];
    for (let bucket = first; bucket < last; bucket += step)
      rows.push(Math.max(start, bucket * BUCKET), Math.min(end - 1, (bucket + step / 2) * BUCKET));
    const columns = contentColumns(this.db, content);
    const extremes = names.map((name) => this.extremes(content, columns.find((c) => c.kind === 'number' && c.name === name)!.column));
    const clock = columns.find((c) => c.kind === 'time');
    return {
      from: start,
      to: end,
      rows: Float64Array.from(rows),
      ...(open.time && clock ? { time: timesAt(rows, open.time, this.extremes(content, clock.column)) } : {}),
      values: extremes.map((each) => pairs(each, first, last, step)),
    };
  }

  private extremes(content: string, column: number): Extremes {
    const key = `${content} ${column}`;
    const found = this.kept.get(key) ?? joined(chunkSummaries(this.db, content, column).map((chunk) => chunk.extremes));
    this.kept.delete(key);
    this.kept.set(key, found);
    if (this.kept.size > COLUMNS_KEPT) this.kept.delete(this.kept.keys().next().value!);
    return found;
  }
}

function shortSlice(names: string[], values: Values[], time: Values | undefined, start: number, end: number, points: number): SeriesSlice {
  const stretch = {
    rows: end - start,
    columns: values.map((column, i) => ({ name: names[i], numbers: column.read(start, end) })),
    ...(time ? { time: time.read(start, end) } : {}),
  };
  const slice = sliceOf(stretch, names, 0, end - start, points);
  return { ...slice, from: start, to: end, rows: slice.rows.map((row) => row + start) };
}

/** Chunks hold whole buckets, all but the last one, so their extremes follow each other. */
function joined(parts: Extremes[]): Extremes {
  const count = parts.reduce((sum, part) => sum + part.least.length, 0);
  const whole: Extremes = {
    least: new Float64Array(count),
    most: new Float64Array(count),
    leastAt: new Uint8Array(count),
    mostAt: new Uint8Array(count),
  };
  let at = 0;
  for (const part of parts) {
    whole.least.set(part.least, at);
    whole.most.set(part.most, at);
    whole.leastAt.set(part.leastAt, at);
    whole.mostAt.set(part.mostAt, at);
    at += part.least.length;
  }
  return whole;
}

/** Two numbers for every `step` buckets, in the order in which they occur; NaN twice where there is no value. */
function pairs({ least, most, leastAt, mostAt }: Extremes, first: number, last: number, step: number): Float64Array {
  const out = new Float64Array(2 * Math.ceil((last - first) / step));
  let at = 0;
  for (let from = first; from < last; from += step) {
    let [low, high] = [-1, -1];
    for (let bucket = from; bucket < Math.min(last, from + step); bucket++) {
      if (least[bucket] !== least[bucket]) continue;
      if (low < 0 || least[bucket] < least[low]) low = bucket;
      if (high < 0 || most[bucket] > most[high]) high = bucket;
    }
    const isLowFirst = low < high || (low === high && low >= 0 && leastAt[low] <= mostAt[low]);
    const [a, b] = low < 0 ? [NaN, NaN] : [least[low], most[high]];
    out[at++] = isLowFirst ? a : b;
    out[at++] = isLowFirst ? b : a;
  }
  return out;
}

/** Times of some rows: of a rising column the first of a bucket is its least, and nothing has to be read. */
const timesAt = (rows: number[], times: Values, { least, leastAt }: Extremes): Float64Array =>
  Float64Array.from(rows, (row) => {
    const bucket = row / BUCKET;
    return Number.isInteger(bucket) && leastAt[bucket] === 0 && least[bucket] === least[bucket]
      ? least[bucket]
      : times.read(row, row + 1)[0];
  });
