/**
 * A long table that is made of whole series - as the formats for archives of series give them, or recordings and pictures - with a column for the name of the
 * series, one for the time or the step, those of the values, and one for the class where there are classes.
 */
import type { Issue } from '../../issue.ts';
import { findFrequency } from '../frequency.ts';
import type { ReadColumn } from '../read-column.ts';
import type { Inspection, OpenTable, ReadHost, TableRead } from '../read-table.ts';
import { isoTime } from '../times.ts';
import { allOf, type Sink, type Values } from '../values.ts';

export interface LongTableSetting {
  host: Pick<ReadHost, 'storage'>;
  /** Name of the column that names the series. */
  key: string;
  /** Names of the columns of values. */
  values: string[];
  /** Rows are dated; else they are numbered from 1. */
  hasTime?: boolean;
  /** Name of the column of classes, if there are any. */
  label?: string;
  /** Columns of words that say something of a whole series. */
  attributes?: string[];
}

/** Writes chunk by chunk what comes in any lengths. */
export class ChunkedColumn {
  private readonly sink: Sink;
  private buffer: Float64Array;
  private readonly chunkRows: number;
  private filled = 0;
  rows = 0;
  missing = 0;

  constructor({ storage }: Pick<ReadHost, 'storage'>) {
    this.sink = storage.open();
    this.chunkRows = storage.chunkRows;
    this.buffer = new Float64Array(Math.min(1024, this.chunkRows));
  }

  add(value: number): void {
    if (this.filled === this.buffer.length) this.makeRoom();
    this.buffer[this.filled++] = value;
    this.rows++;
    if (value !== value) this.missing++;
  }

  finish(): Values {
    if (this.filled) this.sink.append(this.buffer.subarray(0, this.filled));
    this.buffer = new Float64Array(0);
    this.filled = 0;
    return this.sink.finish();
  }

  private makeRoom(): void {
    if (this.buffer.length < this.chunkRows) {
      const larger = new Float64Array(Math.min(this.chunkRows, this.buffer.length * 4));
      larger.set(this.buffer);
      this.buffer = larger;
      return;
    }
    this.sink.append(this.buffer);
    this.filled = 0;
  }
}

/** A column of words. */
export class WordColumn {
  readonly column: ChunkedColumn;
  readonly words: string[] = [];
  private readonly known = new Map<string, number>();

  constructor(host: Pick<ReadHost, 'storage'>) {
    this.column = new ChunkedColumn(host);
  }

  codeOf(word: string | null): number {
    if (word === null || word === '') return NaN;
    let code = this.known.get(word);
    if (code === undefined) {
      code = this.words.push(word) - 1;
      this.known.set(word, code);
    }
    return code;
  }
}

export class LongTable {
  private readonly setting: LongTableSetting;
  private readonly key: WordColumn;
  private readonly moment: ChunkedColumn;
  private readonly values: ChunkedColumn[];
  private readonly label?: WordColumn;
  private readonly attributes: WordColumn[];
  private readonly lengths: number[] = [];

  constructor(setting: LongTableSetting) {
    const { host } = setting;
    this.setting = setting;
    this.key = new WordColumn(host);
    this.moment = new ChunkedColumn(host);
    this.values = setting.values.map(() => new ChunkedColumn(host));
    if (setting.label !== undefined) this.label = new WordColumn(host);
    this.attributes = (setting.attributes ?? []).map(() => new WordColumn(host));
  }

  get series(): number {
    return this.lengths.length;
  }

  get rows(): number {
    return this.moment.rows;
  }

  /**
   * Adds a series of `length` rows; names that came before get a number. valueAt: the value of a column in a row; momentAt: its time, left out where rows are
   * only numbered.
   */
  add(
    name: string,
    length: number,
    valueAt: (column: number, row: number) => number,
    {
      momentAt,
      label,
      attributes = [],
    }: { momentAt?: (row: number) => number; label?: string | null; attributes?: (string | null)[] } = {},
  ): void {
    const series = this.key.words.length;
    let unique = name === '' ? `series ${series + 1}` : name;
    for (let again = 2; this.key.codeOf(unique) < series; again++) unique = `${name} (${again})`;
    const code = this.key.codeOf(unique);
    const labelCode = this.label?.codeOf(label ?? null) ?? NaN;
    const codes = this.attributes.map((column, i) => column.codeOf(attributes[i] ?? null));
    for (let row = 0; row < length; row++) {
      this.key.column.add(code);
      this.moment.add(momentAt ? momentAt(row) : row + 1);
      for (let column = 0; column < this.values.length; column++) this.values[column].add(valueAt(column, row));
      this.label?.column.add(labelCode);
      this.attributes.forEach((column, i) => column.column.add(codes[i]));
    }
    this.lengths.push(length);
  }

  finish(): OpenTable {
    const { key, values, label, attributes = [], hasTime } = this.setting;
    const words = (name: string, { column, words: list }: WordColumn): ReadColumn => ({
      name,
      type: 'text',
      values: column.finish(),
      missing: column.missing,
      words: list,
    });
    const moment: ReadColumn = {
      name: hasTime ? 'time' : 'step',
      type: hasTime ? 'time' : 'number',
      values: this.moment.finish(),
      missing: this.moment.missing,
    };
    const columns = [
      words(key, this.key),
      ...attributes.map((name, i) => words(name, this.attributes[i])),
      moment,
      ...this.values.map((column, i): ReadColumn => ({
        name: values[i],
        type: column.missing === column.rows ? 'empty' : 'number',
        values: column.finish(),
        missing: column.missing,
      })),
      ...(this.label ? [words(label!, this.label)] : []),
    ];
    const seriesOf = new Int32Array(this.rows);
    let at = 0;
    this.lengths.forEach((length, series) => seriesOf.fill(series, at, (at += length)));
    const steps = attributes.length + 1;
    return {
      rows: this.rows,
      columns,
      ...(hasTime ? { time: moment.values, timeColumn: moment.name } : {}),
      layout: {
        layout: 'long',
        series: this.lengths.length,
        keys: [0],
        seriesOf,
        isSeriesInRows: false,
        rowNumbers: hasTime ? [] : [steps],
        ...(hasTime ? {} : { steps }),
      },
      overflow: [],
    };
  }
}

/** A table that was made from series, with what there is to say of it. */
export function longTableRead(
  table: OpenTable,
  said: { encoding: string; delimiter: string; preamble?: string[]; timeFormat?: string; issues: Issue[]; delimiterOfSeries?: string },
): TableRead {
  const { columns, layout, rows } = table;
  const inspection: Inspection = {
    encoding: said.encoding,
    delimiter: said.delimiter,
    quote: '',
    escape: '',
    comment: '#',
    decimal: '.',
    thousands: '',
    headerRows: 0,
    header: columns.map((c) => c.name),
    rows,
    columns: columns.map(({ name, type, missing, values, words }) => ({ name, type, missing, example: exampleOf(type, values, words) })),
    time: table.time ? timeOf(table, said.timeFormat ?? '') : null,
    layout: 'long',
    series: layout.series,
    keys: layout.keys.map((i) => columns[i].name),
    rowNumbers: layout.rowNumbers.map((i) => columns[i].name),
    ...(layout.steps === undefined ? {} : { stepColumn: columns[layout.steps].name }),
    preamble: (said.preamble ?? []).slice(0, 50),
    footer: [],
    missingWords: {},
    issues: said.issues,
  };
  return { table, inspection, issues: said.issues };
}

function exampleOf(type: ReadColumn['type'], values: Values, words?: string[]): string | null {
  const value = values.read(0, Math.min(values.length, 1000)).find((x) => x === x);
  if (value === undefined) return null;
  return words ? words[value] : type === 'time' ? isoTime(value) : String(value);
}

function timeOf({ time, timeColumn, layout }: OpenTable, format: string): Inspection['time'] {
  const frequency = findFrequency(allOf(time!), layout.seriesOf, layout.series);
  if (!(frequency.first <= frequency.last)) return null;
  return {
    column: timeColumn!,
    format,
    timezone: null,
    frequency: frequency.duration,
    stepMs: frequency.stepMs,
    first: isoTime(frequency.first),
    last: isoTime(frequency.last),
    sorted: frequency.sorted,
    gaps: frequency.gaps,
    duplicates: frequency.duplicates,
    ambiguous: false,
  };
}
