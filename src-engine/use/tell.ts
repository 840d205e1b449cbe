/**
 * A classifier used on a file: the class of every series, or of every row that has a full lookback before it, with the probability of
 * each class - and, where the file says the class itself, how many are told right.
 *
 * n windows, K classes.
 */
import type { Session } from '../backends/backend.ts';
import { categoryOf, sequenceCount, sequenceRows, type Dataset } from '../data/dataset.ts';
import type { DatasetDesign } from '../data/design.ts';
import { feedFor, type Fed } from '../data/feed.ts';
import { sequenceOf } from '../data/sequences.ts';
import type { ScaledRows } from '../data/windows.ts';
import { completeIn, fewestRows } from './complete.ts';

export interface ToldFile {
  classes: string[];
  /** Names of the series that the windows are from; one without a name in a file of one series. */
  series: string[];
  /** Of each window: its series, its last row within it (from 1), and the class that the file itself says, null where it says none. */
  windows: { series: number; row: number; truth: string | null }[];
  /** [n][K] */
  probabilities: Float64Array;
  /** Series, or rows, that could not be told: too short, or with a value missing. */
  left: number;
}

/** The last row of every window that can be told, and how many others there are. Which: the last of each series, or every row. */
export function originsToTell(dataset: Dataset, design: DatasetDesign, which: 'last' | 'all'): { origins: Int32Array; left: number } {
  const isComplete = completeIn(dataset, { ...design, known: [] });
  const least = fewestRows(design);
  const wanted: number[] = [];
  for (let i = 0; i < sequenceCount(dataset); i++) {
    const { from, to } = sequenceRows(dataset, i);
    if (which === 'last' || design.windows === 'series') wanted.push(to - 1);
    else for (let o = Math.min(from + least, to) - 1; o < to; o++) wanted.push(o);
  }
  const origins = wanted.filter((o) => o >= 0 && isComplete(o));
  return { origins: Int32Array.from(origins), left: wanted.length - origins.length };
}

/** [n][K] probabilities, batch by batch. */
export async function classProbabilities(
  rows: ScaledRows,
  session: Session,
  origins: Int32Array,
  batch: number,
  program: Fed,
): Promise<Float64Array> {
  const K = rows.ends.classes.length;
  const out = new Float64Array(origins.length * K);
  for (let from = 0; from < origins.length; from += batch) {
    const some = origins.subarray(from, from + batch);
    const logits = await session.predict(feedFor(rows, some, batch, program));
    for (let b = 0; b < some.length; b++) softmaxInto(out, (from + b) * K, logits.subarray(b * K, (b + 1) * K));
  }
  return out;
}

function softmaxInto(out: Float64Array, at: number, logits: ArrayLike<number>): void {
  let top = -Infinity;
  for (let k = 0; k < logits.length; k++) top = Math.max(top, logits[k]);
  let sum = 0;
  for (let k = 0; k < logits.length; k++) sum += out[at + k] = Math.exp(logits[k] - top);
  for (let k = 0; k < logits.length; k++) out[at + k] /= sum;
}

export function toldFile(
  dataset: Dataset,
  design: DatasetDesign,
  classes: string[],
  origins: Int32Array,
  probabilities: Float64Array,
  left: number,
): ToldFile {
  const { sequences } = dataset;
  const truth = truthIn(dataset, design);
  const windows = Array.from(origins, (origin) => {
    const series = sequences ? sequenceOf(sequences, origin) : 0;
    return { series, row: origin - sequenceRows(dataset, series).from + 1, truth: truth(origin, series) };
  });
  return { classes, series: sequences?.names ?? [''], windows, probabilities, left };
}

/** What the file says of a row: the word of the target, or the class of its series. */
function truthIn(dataset: Dataset, { targets: [target] }: DatasetDesign): (origin: number, series: number) => string | null {
  if (target !== undefined) {
    const category = categoryOf(dataset, target);
    return (origin) => category?.words[category.codes[origin]] ?? null;
  }
  const { labels, classes } = dataset.sequences ?? {};
  return (_, series) => (labels && classes ? (classes[labels[series]] ?? null) : null);
}

/** Place of the likeliest class of a window. */
export function likeliest({ classes, probabilities }: Pick<ToldFile, 'classes' | 'probabilities'>, window: number): number {
  const K = classes.length;
  let best = 0;
  for (let k = 1; k < K; k++) if (probabilities[window * K + k] > probabilities[window * K + best]) best = k;
  return best;
}

/** Windows whose class the file says, and how many of them are told right; a class that the model never saw counts as wrong. */
export function toldRight(told: ToldFile): { right: number; of: number } {
  let [right, of] = [0, 0];
  told.windows.forEach(({ truth }, w) => {
    if (truth === null) return;
    of++;
    if (told.classes[likeliest(told, w)] === truth) right++;
  });
  return { right, of };
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** As CSV, a line per window: series (where there are several), row, class, what the file says (where it does), and the probability of each class. */
export function* linesOfTold(told: ToldFile): Generator<string> {
  const { classes, series, windows, probabilities } = told;
  const hasNames = series.length > 1 || series[0] !== '';
  const hasTruth = windows.some(({ truth }) => truth !== null);
  const head = [...(hasNames ? ['series'] : []), 'row', 'class', ...(hasTruth ? ['true class'] : []), ...classes.map((c) => `P(${c})`)];
  yield head.map(quoted).join(',');
  const K = classes.length;
  for (let w = 0; w < windows.length; w++) {
    const { series: which, row, truth } = windows[w];
    yield [
      ...(hasNames ? [quoted(series[which])] : []),
      row,
      quoted(classes[likeliest(told, w)]),
      ...(hasTruth ? [quoted(truth ?? '')] : []),
      ...Array.from(probabilities.subarray(w * K, (w + 1) * K), (p) => Number(p.toPrecision(6))),
    ].join(',');
  }
}
