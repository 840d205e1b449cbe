/**
 * Several series in one dataset, each with its own length, under each other in the same columns: the rows of the first, then those of the second ... A series
 * may have a class, as for telling spoken digits apart; a class of every row is a column of words (`Category`).
 */
import type { Values } from './values.ts';

export interface Sequences {
  names: string[];
  /** First row of each series, and behind the last one the number of all rows: [names.length + 1]. */
  starts: Float64Array;
  /** Class of each series: its place in `classes`, -1 where it has none. */
  labels?: Int32Array;
  classes?: string[];
}

/** A column of words, such as the symbols of a text or the state of a machine: for each row the place of its word, NaN where missing. */
export interface Category {
  name: string;
  words: string[];
  codes: Float64Array;
}

/** The same, larger than memory. */
export interface OpenCategory {
  name: string;
  words: string[];
  values: Values;
}

/** What a list of datasets says of one that holds several series. */
export interface SequencesSummary {
  count: number;
  shortest: number;
  longest: number;
  /** Names of the classes, with how many series each has. */
  classes: { name: string; count: number }[];
  unlabelled: number;
}

export function summariseSequences({ names, starts, labels, classes = [] }: Sequences): SequencesSummary {
  let shortest = Infinity;
  let longest = 0;
  for (let i = 0; i < names.length; i++) {
    const length = starts[i + 1] - starts[i];
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }
  const counts = new Array<number>(classes.length).fill(0);
  let unlabelled = labels ? 0 : names.length;
  labels?.forEach((label) => (label < 0 ? unlabelled++ : counts[label]++));
  return {
    count: names.length,
    shortest: names.length ? shortest : 0,
    longest,
    classes: classes.map((name, i) => ({ name, count: counts[i] })),
    unlabelled,
  };
}

/** The series that a row belongs to. */
export function sequenceOf({ starts }: Pick<Sequences, 'starts'>, row: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Names of classes in the order in which a person would list them - numbers by size - and the class of each series. -1 for null. */
export function classesOf(labels: readonly (string | null)[]): { labels: Int32Array; classes: string[] } {
  const classes = [...new Set(labels.filter((label) => label !== null))].sort(
    (a, b) => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0),
  );
  const places = new Map(classes.map((name, i) => [name, i]));
  return { labels: Int32Array.from(labels, (label) => (label === null ? -1 : places.get(label)!)), classes };
}
