import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { Tokenizer, cellText, type Cutting } from '#engine/data/tokenize.ts';

const plain: Cutting = { delimiter: ',', quote: '"', escape: '"', comment: '', bareReturn: false, keepBlank: false, width: 0 };

interface Row {
  line: number;
  cells: string[];
}

/** All rows of a text, fed in blocks of `block` bytes as a stream would, keeping what a block does not hold in full for the next one. */
function cut(text: string, cutting: Partial<Cutting> = {}, block = Infinity): { rows: Row[]; tokenizer: Tokenizer } {
  const settings = { ...plain, ...cutting };
  const bytes = new TextEncoder().encode(text);
  const tokenizer = new Tokenizer(settings);
  const rows: Row[] = [];
  const { batch } = tokenizer;
  let at = 0;
  let to = Math.min(bytes.length, block);
  while (at < bytes.length) {
    const next = tokenizer.scan(bytes, at, to, to === bytes.length);
    for (let row = 0; row < batch.rows; row++) {
      const cells: string[] = [];
      for (let cell = batch.firstCell[row]; cell < batch.firstCell[row + 1]; cell++)
        cells.push(cellText(bytes, batch.cellStart[cell], batch.cellEnd[cell], settings));
      rows.push({ line: batch.line[row], cells });
    }
    if (next === at) {
      if (to === bytes.length) break;
      to = Math.min(bytes.length, to + block);
    }
    at = next;
  }
  return { rows, tokenizer };
}

const cells = (text: string, cutting: Partial<Cutting> = {}) => cut(text, cutting).rows.map((row) => row.cells);

describe('cutting', () => {
  test.each<[string, string, string[][], Partial<Cutting>?]>([
    [
      'plain rows',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CR alone',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      { bareReturn: true },
    ],
    [
      'CR CR LF',
      'a,b\r\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a return inside a row of line feeds', 'a,b\rc\n', [['a', 'b\rc']]],
    [
      'empty cells',
      ',,\n,1,\n',
      [
        ['', '', ''],
        ['', '1', ''],
      ],
    ],
    ['blank lines', 'a\n\n  \nb\n', [['a'], ['b']]],
    ['blank lines of one column', 'a\n\nb\n', [['a'], [''], ['b']], { keepBlank: true }],
    ['quotes', '"a,b","c""d"\n', [['a,b', 'c"d']]],
    ['quotes with spaces around', ' "a" , "b,c" \n', [['a', 'b,c']]],
    ['a quote inside an ordinary cell', 'a"b,5"\n', [['a"b', '5"']]],
    [
      'line ends in quotes',
      '"a\nb","c\r\nd"\ne,f\n',
      [
        ['a\nb', 'c\r\nd'],
        ['e', 'f'],
      ],
    ],
    ['an empty quoted cell', '"",""\n', [['', '']]],
    ['a quoted cell at the end of the file', '"a","b"', [['a', 'b']]],
    ['backslash escapes', '"a\\"b","c\\\\"\n', [['a"b', 'c\\']], { escape: '\\' }],
    ['backslashes that are none', '"C:\\dir\\","b"\n', [['C:\\dir\\', 'b']]],
    ['single quotes', "'a,b',it's\n", [['a,b', "it's"]], { quote: "'", escape: "'" }],
    ['no quotes at all', '"a,b"\n', [['"a', 'b"']], { quote: '' }],
    [
      'runs of spaces',
      '  a   b c  \n1 2  3\n',
      [
        ['a', 'b', 'c'],
        ['1', '2', '3'],
      ],
      { delimiter: ' ', runs: true },
    ],
    [
      'runs of spaces and CRLF',
      'a  b \r\n1  2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      { delimiter: ' ', runs: true },
    ],
    ['quotes between spaces', '"a b"  "c"\n', [['a b', 'c']], { delimiter: ' ', runs: true }],
    [
      'a delimiter of two characters',
      'a::b:c\n1::2\n',
      [
        ['a', 'b:c'],
        ['1', '2'],
      ],
      { delimiter: '::' },
    ],
    [
      'a delimiter beyond ASCII',
      'a§b\nÄ§2\n',
      [
        ['a', 'b'],
        ['Ä', '2'],
      ],
      { delimiter: '§' },
    ],
    ['one column', 'a,b\nc\n', [['a,b'], ['c']], { delimiter: '' }],
    [
      'comments',
      '# x\na,b\n#y\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      { comment: '#' },
    ],
  ])('%s', (_, text, expected, cutting) => expect(cells(text, cutting)).toEqual(expected));
});

describe('stray quotes', () => {
  test('an unclosed quote is an ordinary character, and the rows below are safe', () => {
    const { rows, tokenizer } = cut('a,b\n"x,1\ny,2\n', { width: 2 });
    expect(rows.map((row) => row.cells)).toEqual([
      ['a', 'b'],
      ['"x', '1'],
      ['y', '2'],
    ]);
    expect(tokenizer.strayQuotes.lines).toEqual([2]);
  });

  test('a quote that closes rows below is not believed when the widths say otherwise', () => {
    const { rows } = cut('a,b,c\n"x,1,2\n"y",3,4\nz,5,6\n', { width: 3 });
    expect(rows.map((row) => row.cells)).toEqual([
      ['a', 'b', 'c'],
      ['"x', '1', '2'],
      ['y', '3', '4'],
      ['z', '5', '6'],
    ]);
  });

  test('a quote inside a quoted cell that is neither doubled nor last stays', () => {
    const { rows, tokenizer } = cut('"5" pipe",1\n', { width: 2 });
    expect(rows[0].cells).toEqual(['5" pipe', '1']);
    expect(tokenizer.strayQuotes.count).toBe(1);
  });

  test('a row with line ends in quotes and a missing cell stays whole', () => {
    expect(cells('a,b,c\n"x\ny",1\n', { width: 3 })).toEqual([
      ['a', 'b', 'c'],
      ['x\ny', '1'],
    ]);
  });

  test('a quote never closed does not make a long file slow', () => {
    const text = `a,b\n${'"x,1\n'.repeat(20_000)}`;
    const start = performance.now();
    expect(cut(text, { width: 2 }).rows).toHaveLength(20_001);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('lines', () => {
  test('are those of the file, with line ends in quotes, comments and blank lines counted', () => {
    const { rows, tokenizer } = cut('a,b\n"x\n\ny",1\n# no\n\nz,2\n', { comment: '#' });
    expect(rows.map((row) => row.line)).toEqual([1, 2, 7]);
    expect(tokenizer.comments.lines).toEqual([5]);
    expect(tokenizer.blanks.lines).toEqual([6]);
  });

  test('blank lines at the end of the file are not counted', () => expect(cut('a,b\n1,2\n\n\n').tokenizer.blanks.count).toBe(0));
});

test('a stream in blocks of any size gives the same rows as the whole', () => {
  const piece = fc.constantFrom('a', '1.5', ',', ',', '"', '"', '""', '\n', '\r\n', '\n', ' ', 'é', '#', '\\');
  const cutting = fc.record({
    delimiter: fc.constantFrom(',', ' ', '', 'é'),
    bareReturn: fc.boolean(),
    keepBlank: fc.boolean(),
    comment: fc.constantFrom('', '#'),
    escape: fc.constantFrom('"', '\\'),
    width: fc.constantFrom(0, 2),
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), cutting, fc.boolean(), fc.integer({ min: 1, max: 9 }), (pieces, given, runs, block) => {
      const settings = { ...given, runs: runs && given.delimiter === ' ' };
      const text = pieces.join('');
      const whole = cut(text, settings);
      const streamed = cut(text, settings, block);
      expect(streamed.rows).toEqual(whole.rows);
      expect(streamed.tokenizer.line).toBe(whole.tokenizer.line);
    }),
    { numRuns: 5000, seed: 7 },
  );
});
