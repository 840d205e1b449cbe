/**
 * Tables in which every row is a series, its values side by side under numbered or dated names, ending where it ends (M4, the UCR archive): turned into
 * sequences, a stretch of rows at a time, so that neither the table nor its turned form has to fit into memory.
 */
import type { Arranged } from './arrange.ts';
import type { ImportOptions } from './content.ts';
import { LABEL_NAME, labelWord } from './labels.ts';
import type { ReadColumn } from './read-column.ts';
import type { OpenTable } from './read-table.ts';
import { classesOf, type Sequences } from './sequences.ts';
import { TimeParser } from './times.ts';
import type { Storage, Values } from './values.ts';
import { counted } from './wording.ts';

export function rowsToSequences(table: OpenTable, options: ImportOptions, storage: Storage): Arranged {
  const { columns, layout, rows } = table;
  const label = labelOf(columns, layout.rowNumbers, options.label === undefined ? table.label : options.label);
  const values = columns.filter((c, i) => i !== label && !layout.rowNumbers.includes(i) && (c.type === 'number' || c.type === 'empty'));
  const named = columns.filter((c, i) => i !== label && i !== table.part && c.type === 'text');
  const parts = table.part === undefined ? undefined : columns[table.part];
  const times = timesOfNames(values.map((c) => c.name));
  const numbers = new Appender(storage);
  const moments = times && new Appender(storage);
  const partOf = parts && new Appender(storage);
  const starts = new Float64Array(rows + 1);
  const names: string[] = [];
  const labels: (string | null)[] = [];
  let holes = 0;
  for (let from = 0; from < rows; from += storage.chunkRows) {
    const to = Math.min(rows, from + storage.chunkRows);
    const block = values.map((c) => c.values.read(from, to));
    const part = parts?.values.read(from, to);
    const words = named.map((c) => c.values.read(from, to));
    const classes = label === undefined ? undefined : columns[label].values.read(from, to);
    for (let i = 0; i < to - from; i++) {
      let length = block.length;
      while (length > 0 && block[length - 1][i] !== block[length - 1][i]) length--;
      for (let step = 0; step < length; step++) {
        if (block[step][i] !== block[step][i]) holes++;
        numbers.add(block[step][i]);
        moments?.add(times![step]);
        partOf?.add(part![i]);
      }
      starts[from + i + 1] = starts[from + i] + length;
      const name = named.map((c, k) => c.words?.[words[k][i]] ?? '').filter(Boolean).join(' '); // prettier-ignore
      names.push(name || `row ${from + i + 1}`);
      labels.push(classes ? labelWord(columns[label!], classes[i]) : null);
    }
  }
  const sequences: Sequences = { names, starts, ...(label !== undefined && classesOf(labels)) };
  return {
    content: {
      rows: starts[rows],
      columns: [{ name: 'value', values: numbers.finish() }],
      categories: partOf ? [{ name: parts!.name, words: parts!.words!, values: partOf.finish() }] : [],
      ...(moments && { time: moments.finish() }),
      sequences,
    },
    issues:
      holes > 0
        ? [
            {
              severity: 'warning',
              code: 'holes-in-series',
              where: 'table',
              message: `${counted(holes, 'value is', 'values are')} missing inside of series; what is empty behind the last value of a row is only its end.`,
              fix: 'Check these rows if a series should have no holes.',
              values: { count: holes },
              count: holes,
            },
          ]
        : [],
  };
}

/** The column of classes: the one that was chosen, or the one whose name says so. */
function labelOf(columns: ReadColumn[], rowNumbers: number[], wanted?: string | null): number | undefined {
  if (wanted === null) return undefined;
  const at = columns.findIndex(
    (c, i) => !rowNumbers.includes(i) && c.type !== 'empty' && (wanted === undefined ? LABEL_NAME.test(c.name.trim()) : c.name === wanted),
  );
  return at < 0 ? undefined : at;
}

/** Names that are years or dates say when. */
function timesOfNames(names: string[]): Float64Array | undefined {
  const parser = new TimeParser('YMD');
  parser.allowCompact = true;
  const isYear = names.every((name) => /^(1[5-9]|20|21)\d\d$/.test(name.trim()));
  if (!isYear && !names.every((name) => /^\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?$/.test(name.trim()))) return undefined;
  const times = Float64Array.from(names, (name) => parser.parseText(name.trim()));
  return times.every((time, i) => time === time && (i === 0 || time > times[i - 1])) ? times : undefined;
}

/** Numbers one by one into a storage. */
class Appender {
  private readonly sink;
  private readonly buffer: Float64Array;
  private filled = 0;

  constructor(storage: Storage) {
    this.sink = storage.open();
    this.buffer = new Float64Array(storage.chunkRows);
  }

  add(value: number): void {
    this.buffer[this.filled++] = value;
    if (this.filled < this.buffer.length) return;
    this.sink.append(this.buffer);
    this.filled = 0;
  }

  finish(): Values {
    if (this.filled) this.sink.append(this.buffer.subarray(0, this.filled));
    return this.sink.finish();
  }
}
