/** The first batch as it is drawn, read and saved: one window as columns over steps, the whole batch as CSV or JSON. */
import type { FirstBatch } from '#engine/data/first-batch.ts';

export interface WindowTable {
  series: string;
  /** Rows of the dataset, what is seen first; and steps from the origin, which is 0. */
  rows: number[];
  steps: number[];
  /** How many of them the network sees. */
  seen: number;
  time?: number[];
  /** NaN where the network is shown nothing, or asked nothing. */
  inputs: { name: string; isAhead: boolean; values: number[]; words?: string[] }[];
  targets: { name: string; values: number[] }[];
  /** The class that is asked for at each row, '' where none is; empty of numbers to predict. */
  labels: string[];
}

/** isScaled: as the network gets them; else in units, before augmentation. */
export function windowTable(batch: FirstBatch, index: number, isScaled: boolean): WindowTable {
  const { series, rows, seen, time, inputs, inputUnits, known, wanted, wantedUnits, labels } = batch.windows[index];
  const [F, K, C] = [batch.columns.length, batch.ahead.length, batch.targets.length];
  const count = rows.length;
  const numbers = isScaled ? inputs : inputUnits;
  const asked = isScaled ? wanted : wantedUnits;
  const each = (value: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => value(i));
  const said = (label: number | undefined): string => (label === undefined ? '' : (batch.classes[label] ?? '?'));
  return {
    series,
    rows: Array.from(rows),
    steps: Array.from(rows, (row) => row - rows[seen - 1]),
    seen,
    ...(time ? { time: Array.from(time) } : {}),
    inputs: batch.columns.map((name, f) => {
      const ahead = batch.ahead.indexOf(name);
      // What is known ahead is kept scaled only.
      return {
        name,
        isAhead: ahead >= 0,
        ...(name === batch.symbol
          ? { words: each((i) => (i < seen ? inputs[i * F + f] : -1)).map((code) => batch.classes[code] ?? '') }
          : {}),
        values: each((i) => (i < seen ? numbers[i * F + f] : ahead >= 0 && isScaled ? known[(i - seen) * K + ahead] : NaN)),
      };
    }),
    targets: batch.targets.map((name, c) => ({ name, values: each((i) => (i < seen ? NaN : asked[(i - seen) * C + c])) })),
    labels: labels.length
      ? Array.from({ length: count }, (_, i) => said(labels.length === 1 ? (i === seen - 1 ? labels[0] : undefined) : labels[i]))
      : [],
  };
}

const cell = (value: string): string => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const numberCell = (x: number): string => (Number.isNaN(x) ? '' : String(x));

/** One line for each row of each window. */
export function batchCsv(batch: FirstBatch, isScaled: boolean): string {
  const hasTime = batch.windows.some((w) => w.time);
  const hasLabels = batch.classes.length > 0;
  const lines = [
    [
      'window',
      'series',
      'row',
      'step',
      ...(hasTime ? ['time'] : []),
      ...batch.columns,
      ...batch.targets.map((name) => `${name} to predict`),
      ...(hasLabels ? ['class'] : []),
    ],
  ];
  batch.windows.forEach((_, index) => {
    const { series, rows, steps, time, inputs, targets, labels } = windowTable(batch, index, isScaled);
    rows.forEach((row, i) =>
      lines.push([
        String(index + 1),
        series,
        String(row + 1),
        String(steps[i]),
        ...(hasTime ? [time && Number.isFinite(time[i]) ? new Date(time[i]).toISOString() : ''] : []),
        ...inputs.map(({ values, words }) => words?.[i] ?? numberCell(values[i])),
        ...targets.map(({ values }) => numberCell(values[i])),
        ...(hasLabels ? [labels[i]] : []),
      ]),
    );
  });
  return lines.map((line) => line.map(cell).join(',')).join('\n') + '\n';
}

/** Everything, with plain arrays: what `loopwright batch --json` says of a network, here without one. NaN becomes null. */
export const batchJson = (batch: FirstBatch): string =>
  JSON.stringify(batch, (_, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value));
