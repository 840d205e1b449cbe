import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readTable, type ReadOptions, type Table } from '#engine/data/read-table.ts';

/** How a table is written down. */
interface Dialect {
  delimiter: string;
  quote: 'always' | 'needed';
  newline: string;
  decimal: '.' | ',';
  header: boolean;
  encoding: 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be';
  lastNewline: boolean;
}

const dialects: fc.Arbitrary<Dialect> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    quote: fc.constantFrom('always' as const, 'needed' as const),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    decimal: fc.constantFrom('.' as const, ',' as const),
    header: fc.boolean(),
    encoding: fc.constantFrom('utf-8' as const, 'utf-8 with mark' as const, 'utf-16le' as const, 'utf-16be' as const),
    lastNewline: fc.boolean(),
  })
  .filter(({ delimiter, decimal, quote }) => !(delimiter === ',' && decimal === ',' && quote === 'needed'));

function write(rows: string[][], { delimiter, quote, newline, encoding, lastNewline }: Dialect): Uint8Array {
  const cell = (text: string) =>
    quote === 'always' || text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const text = rows.map((row) => row.map(cell).join(delimiter)).join(newline) + (lastNewline ? newline : '');
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8 with mark') return new TextEncoder().encode(`\ufeff${text}`);
  const units = Uint16Array.from({ length: text.length + 1 }, (_, i) => `\ufeff${text}`.charCodeAt(i));
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  units.forEach((unit, i) => view.setUint16(i * 2, unit, encoding === 'utf-16le'));
  return bytes;
}

const columnOf = (table: Table, i: number): (string | number | null)[] => {
  const { texts, numbers } = table.columns[i];
  return texts ?? Array.from(numbers, (value) => (value !== value ? null : value));
};

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -99999, max: 99999 }).map((value) => value / 100),
);

describe('any table written in a random dialect reads back exactly', () => {
  const hour = 3_600_000;
  const columns = fc.record({
    rows: fc.integer({ min: 5, max: 40 }),
    start: fc.integer({ min: Date.UTC(1980, 0, 1) / hour, max: Date.UTC(2040, 0, 1) / hour }),
    step: fc.constantFrom(1, 3, 24),
    numbers: fc.array(fc.array(fc.option(number, { freq: 8 }), { minLength: 40, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
    words: fc.option(fc.array(fc.stringMatching(/^[A-Za-z]{3,8}( [a-z]{2,6})?$/), { minLength: 40, maxLength: 40 })),
  });

  test('times, numbers with holes, and words, with everything found', () => {
    fc.assert(
      fc.property(columns, dialects, ({ rows, start, step, numbers, words }, dialect) => {
        // A column of holes has no type, and one number may always be one of a kind: both are other tests.
        fc.pre(numbers.every((column) => column.slice(0, rows).filter((value) => value !== null).length >= rows / 2));
        fc.pre(
          words === null ||
            words.slice(0, rows).every((word) => !/^(inf|infinity|nan|none|null|true|false|yes|nul|nat|unknown|missing)$/i.test(word)),
        );
        fc.pre(words === null || new Set(words.slice(0, rows)).size > 2);
        const times = Array.from({ length: rows }, (_, i) => (start + i * step) * hour);
        const said = (value: number | null) => (value === null ? '' : String(value).replace('.', dialect.decimal));
        const body = times.map((time, row) => [
          new Date(time).toISOString().slice(0, 19).replace('T', ' '),
          ...numbers.map((column) => said(column[row])),
          ...(words ? [words[row]] : []),
        ]);
        const header = ['time', ...numbers.map((_, i) => `value ${'abcde'[i]}`), ...(words ? ['word'] : [])];
        const bytes = write(dialect.header ? [header, ...body] : body, dialect);
        const { table, inspection } = readTable(bytes);
        if (!table || !inspection) throw new Error('the table was refused');
        expect(inspection.delimiter).toBe(dialect.delimiter);
        expect(table.rows).toBe(rows);
        if (dialect.header) expect(inspection.header).toEqual(header);
        expect(Array.from(table.time as Float64Array)).toEqual(times);
        numbers.forEach((column, i) =>
          expect(columnOf(table, i + 1)).toEqual(column.slice(0, rows).map((value) => (value === 0 ? 0 : value))),
        );
        if (words) expect(columnOf(table, numbers.length + 1)).toEqual(words.slice(0, rows));
      }),
      { numRuns: 600, seed: 11 },
    );
  });

  test('any text at all, when delimiter and header are given', () => {
    const letters = fc.constantFrom(
      'a',
      'b',
      'Z',
      '1',
      ' ',
      ',',
      ';',
      '\t',
      '|',
      '"',
      "'",
      '\n',
      '\r\n',
      'é',
      '漢',
      '🙂',
      '#',
      '=',
      '\\',
      '-',
    );
    const text = fc.array(letters, { maxLength: 8 }).map((parts) => `x${parts.join('')}x`);
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { minLength: 3, maxLength: 12 }), dialects, (rows, dialect) => {
        fc.pre(dialect.newline !== '\r' || !rows.flat().some((cell) => cell.includes('\n')));
        const options: ReadOptions = { delimiter: dialect.delimiter, header: true, quote: '"' };
        const { table } = readTable(write([['one', 'two', 'three'], ...rows.map((row) => [...row])], dialect), options);
        if (!table) throw new Error('the table was refused');
        expect(Array.from({ length: table.rows }, (_, row) => table.columns.map((column) => column.texts?.[row]))).toEqual(rows);
      }),
      { numRuns: 1000, seed: 5 },
    );
  });

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { table, issues } = readTable(bytes);
        expect(table !== undefined || issues.some((issue) => issue.severity === 'error')).toBe(true);
      }),
      { numRuns: 3000, seed: 3 },
    );
    const piece = fc.constantFrom(
      '1',
      '2.5',
      ',',
      ';',
      '\t',
      ' ',
      '"',
      "'",
      '\n',
      '\r',
      '2020-01-01',
      '01/02/2020',
      'NA',
      'a',
      '#',
      '\0',
      'é',
      '1e400',
      '-',
      '%',
      'time',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        const { table, issues } = readTable(new TextEncoder().encode(pieces.join('')));
        expect(table !== undefined || issues.some((issue) => issue.severity === 'error')).toBe(true);
        for (const column of table?.columns ?? []) expect(column.texts ?? column.numbers).toHaveLength(table?.rows as number);
      }),
      { numRuns: 5000, seed: 4 },
    );
  });
});
