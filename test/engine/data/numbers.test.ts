import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { findNumberFormat } from '#engine/data/number-format.ts';
import { INFINITE, MISSING, NumberParser, READ, ROUNDED, UNREADABLE, plainNumber, type NumberFormat } from '#engine/data/numbers.ts';
import { MISSING_SIGNS, MISSING_WORDS } from '#engine/data/words.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const plain = (text: string) => plainNumber(bytesOf(text), 0, text.length, 46);

/** Numbers as programs print them, short and long, with and without exponents. */
const written = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc
    .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 0, max: 20 }))
    .map(([value, digits]) => value.toFixed(digits)),
  fc
    .tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 17 }))
    .map(([value, digits]) => value.toExponential(digits)),
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 19n }), fc.integer({ min: 0, max: 22 })).map(([value, point]) => {
    const digits = String(value).padStart(point + 1, '0');
    return point === 0 ? digits : `${digits.slice(0, -point)}.${digits.slice(-point)}`;
  }),
  fc.stringMatching(/^[+-]?\d{0,12}\.?\d{0,12}([eE][+-]?\d{1,3})?$/),
);

describe('the fast road', () => {
  test('gives the bits of Number() or gives up', () => {
    fc.assert(
      fc.property(written, (text) => {
        const value = plain(text);
        if (value === value) expect(Object.is(value, Number(text)) || (value === 0 && Number(text) === 0)).toBe(true);
      }),
      { numRuns: 30_000, seed: 7 },
    );
  });

  test('takes ordinary numbers, up to 17 digits, nearly always', () => {
    const texts = Array.from({ length: 2000 }, (_, i) => String(Math.fround(Math.sin(i) * 100)));
    const taken = texts.filter((text) => plain(text) === Number(text));
    expect(taken.length).toBeGreaterThan(1990);
  });

  test.each(['', '-', '.', '1.2.3', '1,5', '0x10', '1e', 'e5', '1 2', '--1', '1-', 'Infinity', '1_000', '९'])(
    'gives up on "%s"',
    (text) => {
      expect(plain(text)).toBeNaN();
    },
  );

  test('keeps the sign of zero', () => expect(Object.is(plain('-0.0'), -0)).toBe(true));
});

describe('the slow road', () => {
  const missing = new Set([...MISSING_WORDS, ...MISSING_SIGNS]);
  const read = (text: string, format: Partial<NumberFormat> = {}) => {
    const parser = new NumberParser({ decimal: '.', thousands: '', ...format }, missing);
    const bytes = bytesOf(text);
    const value = parser.parse(bytes, 0, bytes.length);
    return [parser.outcome, value];
  };
  const german = { decimal: ',', thousands: '.' } as const;

  test.each<[string, Partial<NumberFormat>, number]>([
    ['1234.5', {}, 1234.5],
    [' 12 ', {}, 12],
    ['+.5', {}, 0.5],
    ['5.', {}, 5],
    ['1.5E+03', {}, 1500],
    ['\u221212', {}, -12],
    ['(12.5)', {}, -12.5],
    ['12.5-', {}, -12.5],
    ['- 3', {}, -3],
    ['1,5', german, 1.5],
    ['1.234.567,89', german, 1234567.89],
    ['-1,5e3', german, -1500],
    ['1,234,567.89', { thousands: ',' }, 1234567.89],
    ['12,34,567', { thousands: ',' }, 1234567],
    ['1\u00a0234,5', { decimal: ',', thousands: ' ' }, 1234.5],
    ['1\u202f234\u202f567', { thousands: ' ' }, 1234567],
    ["1'234.5", { thousands: "'" }, 1234.5],
    ['1’234', { thousands: "'" }, 1234],
    ['5 %', { suffix: '%' }, 5],
    ['-$5.25', { prefix: '$' }, -5.25],
    ['12,5 kWh', { decimal: ',', suffix: 'kWh' }, 12.5],
    ['1.2M', { hasMagnitudes: true }, 1.2e6],
    ['950K', { hasMagnitudes: true }, 950e3],
    ['12345678901234567890.5', {}, 12345678901234567890.5],
    ['0.1234567890123456789012345', {}, 0.1234567890123456789012345],
  ])('reads %s', (text, format, value) => expect(read(text, format)).toEqual([READ, value]));

  test.each<[string, Partial<NumberFormat>]>([
    ['1,5', {}],
    ['1.5', { decimal: ',' }],
    ['1,23', { thousands: ',' }],
    ['1,2345', { thousands: ',' }],
    ['12,345,67', { thousands: ',' }],
    ['1.5', { decimal: ',', thousands: '.' }],
    ['5 %', {}],
    ['<0.5', {}],
    ['2020-01-01', {}],
    ['1 2', { thousands: ' ' }],
    ['0x1F', {}],
    ['one', {}],
    ['12\u00003', {}],
  ])('does not make a number of %s', (text, format) => expect(read(text, format)).toEqual([UNREADABLE, NaN]));

  test.each(['', ' ', 'NA', 'n/a', 'NaN', 'null', 'NULL', '-', '--', '?', '***', '#DIV/0!', '\\N', '无'])('"%s" is missing', (text) =>
    expect(read(text)).toEqual([MISSING, NaN]),
  );

  test.each(['inf', '-Infinity', '+inf', '1e400', '-1e999', '∞'])('%s is infinite', (text) => expect(read(text)).toEqual([INFINITE, NaN]));

  test('says when a whole number lost digits', () => {
    expect(read('9007199254740993')).toEqual([ROUNDED, 9007199254740992]);
    expect(read('9007199254740992')).toEqual([READ, 9007199254740992]);
    expect(read('-1152921504606846976')).toEqual([READ, -1152921504606846976]);
  });
});

describe('decimal and thousands marks', () => {
  const find = (cells: string[], delimiter = ';') => {
    const { format, openExample } = findNumberFormat([cells], delimiter, {});
    return `${format.decimal} ${format.thousands || 'none'}${openExample ? ' ?' : ''}`;
  };
  test.each<[string, string[], string]>([
    ['whole numbers', ['1', '2'], '. none'],
    ['points', ['1.5', '2.25'], '. none'],
    ['commas', ['1,5', '2,25'], ', none'],
    ['both at once', ['1.234,5', '2.345,25'], ', .'],
    ['both the other way', ['1,234.5', '950.25'], '. ,'],
    ['two groups', ['1.234.567', '2.345.678'], ', .'],
    ['three digits with a leading zero', ['0,123', '0,456'], ', none'],
    ['four digits before the comma', ['1234,567', '2345,678'], ', none'],
    ['small whole numbers beside', ['1.234', '950', '12.500'], ', .'],
    ['large whole numbers beside', ['1.234', '9500', '12.500'], '. none ?'],
    ['three digits behind commas', ['1,234', '2,345'], ', none ?'],
    ['Swiss', ["1'234.50", '12.25'], ". '"],
    ['French', ['1 234,5', '12,25'], ',  '],
    ['units', ['1,5 %', '2,75 %'], ', none'],
    ['currency', ['$1,234.50', '$5.25'], '. ,'],
    ['dates are no evidence', ['01.02.2020', '02.02.2020'], '. none'],
    ['clocks are no evidence', ['12:30', '13:45'], '. none'],
    ['exponents', ['1,234e5', '2,345e6'], ', none'],
  ])('%s', (_, cells, expected) => expect(find(cells)).toBe(expected));

  test('a comma between English commas is a thousands mark, and asked for', () => expect(find(['1,234', '2,345'], ',')).toBe('. , ?'));
});
