import { describe, expect, test } from 'vitest';
import { readTable } from '#engine/data/read-table.ts';
import { check } from './check.ts';

/** Tables of hours with a value each, and what only one country, program or accident writes. */
const HOUR = 3_600_000;
const START = Date.UTC(2023, 0, 28);
const iso = (i: number) => new Date(START + i * HOUR).toISOString().replace('.000', '');
const rowsOf = (count: number, row: (i: number) => string) => Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');
const hours = (count: number) => rowsOf(count, (i) => `${iso(i)},${i * 1.5},${i}`);

/** A text in an encoding that only has a decoder: each character by the bytes that decode to it. */
function inEncoding(text: string, label: string): Uint8Array {
  const decoder = new TextDecoder(label, { fatal: true });
  const bytesOf = new Map<string, number[]>();
  const learn = (bytes: number[]) => {
    try {
      const [letter, more] = decoder.decode(Uint8Array.from(bytes));
      if (more === undefined && !bytesOf.has(letter)) bytesOf.set(letter, bytes);
    } catch {
      // These bytes are no character.
    }
  };
  for (let a = 128; a < 256; a++) learn([a]);
  if (/euc|big5/.test(label)) for (let a = 129; a < 255; a++) for (let b = 64; b < 255; b++) learn([a, b]);
  return Uint8Array.from([...text].flatMap((letter) => (letter < '\x80' ? [letter.charCodeAt(0)] : bytesOf.get(letter)!)));
}

describe('encodings without a mark', () => {
  test.each([
    ['windows-1250', 'Data;Średnia temperatura;Ciśnienie'],
    ['windows-1250', 'Dátum;Hőmérséklet;Szélerősség'],
    ['windows-1252', 'Date;Température moyenne;Débit relevé'],
    ['windows-1252', 'Data;Precipitação;Pressão média'],
    ['windows-1252', 'time;PM2.5 µg/m³;SO2 µg/m³'],
    ['windows-1253', 'Ημερομηνία;Θερμοκρασία;Τιμή'],
    ['windows-1254', 'Tarih;Sıcaklık;Tüketim'],
    ['koi8-r', 'Дата;Температура воздуха;Давление'],
    ['euc-kr', '일시;기온;강수량'],
    ['big5', '時間;溫度;濕度'],
    ['euc-jp', '日時;気温;降水量の合計'],
  ])('%s: %s', (encoding, names) => {
    const text = `${names}\n${rowsOf(20, (i) => `${iso(i)};${i},5;${i}`)}`;
    check(inEncoding(text, encoding), { encoding, header: names.split(';'), rows: 20, types: 'time number number' });
  });
});

describe('times', () => {
  test.each([
    ['28 stycznia 2023', '2023-01-28T00:00:00Z'],
    ['5 paź 2023', '2023-10-05T00:00:00Z'],
    ['28 января 2023 г.', '2023-01-28T00:00:00Z'],
    ['03 мая 2023', '2023-05-03T00:00:00Z'],
    ['28 Ağustos 2023', '2023-08-28T00:00:00Z'],
    ['28 maj 2023', '2023-05-28T00:00:00Z'],
    ['٢٠٢٣/٠١/٢٨', '2023-01-28T00:00:00Z'],
    ['۲۰۲۳-۰۱-۲۸ ۱۳:۳۰', '2023-01-28T13:30:00Z'],
    ['२०२३-०१-२८', '2023-01-28T00:00:00Z'],
    ['20230128_133000', '2023-01-28T13:30:00Z'],
    ['[28/Jan/2023:13:30:00 +0000]', '2023-01-28T13:30:00Z'],
    ['/Date(1674912600000)/', '2023-01-28T13:30:00Z'],
    ['/Date(1674912600000+0100)/', '2023-01-28T13:30:00Z'],
    ['\\/Date(1674912600000)\\/', '2023-01-28T13:30:00Z'],
    ['Sat Jan 28 2023 14:30:00 GMT+0100 (Central European Standard Time)', '2023-01-28T13:30:00Z'],
    ['2023-01-28 (Sat)', '2023-01-28T00:00:00Z'],
    ['samedi 28 janvier 2023', '2023-01-28T00:00:00Z'],
    ['mar. 31 janv. 2023', '2023-01-31T00:00:00Z'],
    ['Mar 31 2023', '2023-03-31T00:00:00Z'],
    ['"sábado, 28 de enero de 2023"', '2023-01-28T00:00:00Z'],
    ['"segunda-feira, 30 de janeiro de 2023"', '2023-01-30T00:00:00Z'],
    ['"сб, 28.01.2023"', '2023-01-28T00:00:00Z'],
    ['2023년 1월 28일 토요일', '2023-01-28T00:00:00Z'],
    ['2023年1月28日土曜日', '2023-01-28T00:00:00Z'],
    ['28 يناير 2023', '2023-01-28T00:00:00Z'],
    ['28 ianuarie 2023', '2023-01-28T00:00:00Z'],
    ['2Q2023', '2023-04-01T00:00:00Z'],
    ["Q2'23", '2023-04-01T00:00:00Z'],
    ['2023T2', '2023-04-01T00:00:00Z'],
    ['2. Quartal 2023', '2023-04-01T00:00:00Z'],
    ['H2 2023', '2023-07-01T00:00:00Z'],
    ['KW 5 2023', '2023-01-30T00:00:00Z'],
    ['W05/2023', '2023-01-30T00:00:00Z'],
    ['2023W051', '2023-01-30T00:00:00Z'],
    ['2023年第5周', '2023-01-30T00:00:00Z'],
    ['2023:05', '2023-05-01T00:00:00Z'],
    ['FY2023', '2023-01-01T00:00:00Z'],
    ['2023/2024', '2023-01-01T00:00:00Z'],
    ['2023-01-28 13-30-00', '2023-01-28T13:30:00Z'],
    ['2023. 1. 28. 13:30', '2023-01-28T13:30:00Z'],
    ['2023. 1. 28. 오후 1:30:00', '2023-01-28T13:30:00Z'],
    ['2023.01.28. 13:30:15', '2023-01-28T13:30:15Z'],
    ['2023_01_28_13_30', '2023-01-28T13:30:00Z'],
    ['2023:01:28 13:30:00', '2023-01-28T13:30:00Z'],
    ['28 січня 2023', '2023-01-28T00:00:00Z'],
    ['28 Ιανουαρίου 2023', '2023-01-28T00:00:00Z'],
    ['令和5年1月28日', '2023-01-28T00:00:00Z'],
    ['平成元年3月1日', '1989-03-01T00:00:00Z'],
    ['Week of 2023-01-30', '2023-01-30T00:00:00Z'],
  ])('%s', (written, time) => {
    check(`time,v\n${rowsOf(3, (i) => `${written},${i}`)}`, { types: 'time number', cells: [[time, 0]] });
  });
});

test('quarters in Chinese', () =>
  check('季度,v\n2022年第四季度,1\n2023年第一季度,2\n2023年第二季度,4\n', {
    time: '季度 | YYYY-[Q]Q | P3M | 2022-10-01T00:00:00Z | 2023-04-01T00:00:00Z',
  }));

describe('what only all times of a column tell', () => {
  test('2009/10 is a stretch of two years where every end is the next year', () =>
    check(`Year,v\n${rowsOf(8, (i) => `${2009 + i}/${String(10 + i)},${i}`)}`, {
      time: 'Year | YYYY/YY | P1Y | 2009-01-01T00:00:00Z | 2016-01-01T00:00:00Z',
      issues: ['intervals-by-start'],
    }));

  test('2009/10 is an October where some end is not', () =>
    check('Month,v\n2009/10,1\n2009/11,2\n2009/12,3\n2010/01,4\n', {
      time: 'Month | YYYY/MM | P1M | 2009-10-01T00:00:00Z | 2010-01-01T00:00:00Z',
    }));

  test('a word in front of times is left out where all have it', () => {
    check('week,v\nWeek of 2023-01-02,1\nWeek of 2023-01-09,2\n', {
      time: 'week | [Week of] YYYY-MM-DD | P1W | 2023-01-02T00:00:00Z | 2023-01-09T00:00:00Z',
    });
    check('note,v\nBroken 2023-01-02,1\nMended 2023-01-09,2\n', { types: 'text number', time: null });
  });

  test.each([
    ['jd', (i: number) => 2459972.5 + i, 'julian-date'],
    ['MJD', (i: number) => 59972 + i, 'modified-julian-date'],
    ['date', (i: number) => 2023028 + i, 'YYYYDDD'],
    ['value', (i: number) => 2459972.5 + i, null],
  ] as const)('days counted under %s', (name, day, format) =>
    check(`${name},v\n${rowsOf(5, (i) => `${day(i)},${i}`)}`, {
      time: format && `${name} | ${format} | P1D | 2023-01-28T00:00:00Z | 2023-02-01T00:00:00Z`,
    }),
  );

  test('weeks beside years', () =>
    check(`year,week,v\n${rowsOf(6, (i) => `2023,${i + 1},${i}`)}`, {
      time: 'year, week | year, week | P1W | 2023-01-02T00:00:00Z | 2023-02-06T00:00:00Z',
    }));

  const hourOfDay = (i: number) => `2023-01-${String(28 + Math.floor(i / 24)).padStart(2, '0')},`;
  test.each([
    ['Hour', (i: number) => String((i % 24) + 1), 'H'],
    ['HE', (i: number) => `HE${String((i % 24) + 1).padStart(2, '0')}`, '[HE]H'],
  ] as const)('hours from 1 to 24 under %s end at their number, and it is asked', (name, hour, format) =>
    check(`Date,${name},v\n${rowsOf(48, (i) => `${hourOfDay(i)}${hour(i)},${i}`)}`, {
      time: `Date, ${name} | YYYY-MM-DD, ${format} | PT1H | 2023-01-28T01:00:00Z | 2023-01-30T00:00:00Z`,
      gaps: 0,
      duplicates: 0,
      issues: ['hours-from-1'],
    }),
  );

  test('hours from 0 to 23 are asked about by nobody', () =>
    check(`Date,Hour,v\n${rowsOf(48, (i) => `${hourOfDay(i)}${i % 24},${i}`)}`, { issues: [] }));

  test('the hour that stretches begin with', () =>
    check(`Date,Time,v\n${rowsOf(48, (i) => `${hourOfDay(i)}${i % 24}:00-${(i % 24) + 1}:00,${i}`)}`, {
      time: 'Date, Time | YYYY-MM-DD, HH:mm - … | PT1H | 2023-01-28T00:00:00Z | 2023-01-29T23:00:00Z',
    }));
});

describe('words with numbers in them are no times and no numbers', () => {
  test.each<[string, (i: number) => string]>([
    ['room', (i) => `Room ${100 + i}`],
    ['batch', (i) => `Batch ${2010 + i}`],
    ['version', (i) => `1.${i % 9}.${i}`],
    ['name', (i) => `${['Mar', 'Dom', 'Sam'][i % 3]} ${i}`],
    ['quarter', (i) => `Q${(i % 4) + 1}`],
    ['week', (i) => `W${i + 1}`],
    ['score', (i) => `${i % 5}-${i % 3}`],
    ['years', (i) => `${1990 + i}-${1995 + i}`],
    ['path', (i) => `/a/b_${i}/c`],
  ])('%s', (name, write) =>
    check(`${name},v\n${rowsOf(40, (i) => `${write(i)},${i}`)}`, { header: [name, 'v'], types: 'text number', time: null, rows: 40 }),
  );
});

describe('what is not of the table', () => {
  test.each(['Średnia', 'Итого', 'Keskiarvo', '合計', 'المجموع', 'Stdabw'])('a row "%s" below the times, in any language', (word) => {
    check(`time,a,b\n${hours(20)}${word},1.5,2\n`, {
      rows: 20,
      types: 'time number number',
      missing: [0, 0, 0],
      issues: ['footer-left-out'],
    });
  });

  test('a last row with a broken time is kept and named', () =>
    check(`time,a,b\n${hours(20)}2023-13-45,1.5,2\n`, { rows: 21, missing: [1, 0, 0], issues: ['cells-not-read', 'rows-without-time'] }));

  test('sixty lines of parameters above twenty rows', () => {
    const preamble = rowsOf(60, (i) => `Parameter ${i}: ${i * 3}`);
    check(`${preamble}Time;Ch1\n${rowsOf(20, (i) => `${iso(i)};${i}`)}`, { delimiter: ';', header: ['Time', 'Ch1'], rows: 20 });
  });

  test('the line that a terminal draws under the names', () =>
    check(` time | a | b\n------+---+---\n${hours(20).replaceAll(',', ' | ')}(20 rows)\n`, { header: ['time', 'a', 'b'], rows: 20 }));

  test('a row of delimiters under the names', () => check(`time,a,b\n,,\n${hours(20)}`, { header: ['time', 'a', 'b'], rows: 20 }));

  test.each(['time, a,b', '"time","a","b"', '\ufefftime,a,b', ',°C,%'])('the header again, written %j', (again) => {
    const rows = (from: number) => rowsOf(40, (i) => `${iso(from + i)},${i},1${i}`);
    check(`time,a,b\n,°C,%\n${rows(0)}${again}\n${rows(40)}`, {
      header: ['time', 'a °C', 'b %'],
      rows: 80,
      missing: [0, 0, 0],
      issues: ['header-repeated'],
    });
  });

  test('widths of columns under the names', () =>
    check(`# USGS\nagency\tsite\tdatetime\tflow\n5s\t15s\t20d\t14n\n${rowsOf(20, (i) => `USGS\t0123\t${iso(i)}\t${i}`)}`, {
      header: ['agency', 'site', 'datetime', 'flow'],
      rows: 20,
      types: 'text number time number',
    }));

  test('a total whose word stands under the times of the second column', () =>
    check(`nr,time,a\n${rowsOf(20, (i) => `${i},${iso(i)},${i}`)},Total,190\n`, { rows: 20, types: 'number time number' }));

  test('many lines of two words above few rows of three numbers', () =>
    check(`${rowsOf(80, (i) => `Key ${i},Value ${i}`)}time,a,b\n${hours(30)}`, { header: ['time', 'a', 'b'], rows: 30 }));

  test('the header again, every time, however many plain rows lie between', () => {
    const parts = Array.from({ length: 4 }, (_, part) => rowsOf(500, (i) => `${iso(part * 500 + i)},${i},${part}`));
    check(parts.map((part) => `time,a,b\n${part}`).join(''), { rows: 2000, missing: [0, 0, 0], issues: ['header-repeated'] });
  });
});

describe('tables in a dress', () => {
  const table = (dress: (row: string) => string, delimiter = ',') =>
    [
      `time${delimiter}note${delimiter}v`,
      ...Array.from({ length: 20 }, (_, i) => `${iso(i)}${delimiter}"hot, ""dry"" ${i}"${delimiter}${i}`),
    ]
      .map((row) => `${dress(row)}\n`)
      .join('');
  const found = { header: ['time', 'note', 'v'], types: 'time text number', rows: 20, cells: [[iso(0), 'hot, "dry" 0', 0]] };

  test.each([
    ['rows in quotes', (row: string) => `"${row.replaceAll('"', '""')}"`],
    ['rows in quotes, with empty cells behind', (row: string) => `"${row.replaceAll('"', '""')}",,`],
    ['rows in quotes below names without', (row: string) => (row.startsWith('time') ? row : `"${row.replaceAll('"', '""')}"`)],
  ])('%s', (_, dress) => check(table(dress), { ...found, issues: ['rows-in-quotes'] }));

  test('a column of texts that each hold a comma is left alone, and so is any where no quote is wanted', () => {
    check(`city\n${rowsOf(9, (i) => `"Town ${i}, North"`)}`, { delimiter: '', types: 'text', rows: 10 });
    check(`place,v\n${rowsOf(9, (i) => `"Town ${i}, North"`)}`, { delimiter: '', issues: ['no-numbers'] });
    check(
      table((row) => `"${row.replaceAll('"', '""')}"`),
      { quote: '' },
      { quote: '' },
    );
  });

  const bars = (row: string) => `| ${row} |`;
  test.each([
    ['Markdown', '| time | a |\n|------|--:|\n', bars, ''],
    ['Markdown with short rules, below a heading', '# Readings\n\n| time | a |\n|-|-|\n', bars, ''],
    ['Org', '| time | a |\n|------+---|\n', bars, ''],
    ['a database client', '+------+---+\n| time | a |\n+------+---+\n', bars, '+------+---+\n'],
    ['boxes', '┌──────┬───┐\n│ time │ a │\n├──────┼───┤\n', (row: string) => bars(row).replaceAll('|', '│'), '└──────┴───┘\n'],
    ['bars without a rule', '|time|a|\n', (row: string) => `|${row}|`, ''],
  ])('%s', (_, head, dress, foot) =>
    check(head + rowsOf(20, (i) => dress(`${iso(i)} | ${i}`)) + foot, { header: ['time', 'a'], types: 'time number', rows: 20 }),
  );

  test('bars that quote cells are no frame', () =>
    check(`time,note\n${rowsOf(20, (i) => `|${iso(i)}|,|hot, dry|`)}`, { quote: '|', types: 'time text', rows: 20 }));
});

describe('names', () => {
  test('keys and values above them are not part of them, and names that begin like units are none', () =>
    check(`Device,X200,\nSite,Roof,\nTime,Ch1,Volume\n${hours(20)}`, { header: ['Time', 'Ch1', 'Volume'], headerRows: 1, rows: 20 }));

  test('units in any currency, with no name over the times', () =>
    check(`Dato;Pris;Volum\n;NOK;kg\n${rowsOf(5, (i) => `${i + 1}.01.2023;${i},5;${i}`)}`, {
      header: ['Dato', 'Pris NOK', 'Volum kg'],
      rows: 5,
    }));

  test('groups whose merged cells keep their word only once', () =>
    check(`,North,,South,\ntime,t,rain,t,rain\n${rowsOf(5, (i) => `${iso(i)},1.5,${i},2.5,${i}`)}`, {
      header: ['time', 'North t', 'North rain', 'South t', 'South rain'],
      rows: 5,
    }));

  test('names set apart by another delimiter than the rows', () =>
    check(`time;a;b\n${hours(20)}`, { delimiter: ',', header: ['time', 'a', 'b'], rows: 20, types: 'time number number' }));

  test('a first row written with other delimiters leaves the names above it', () => {
    const { inspection } = readTable(new TextEncoder().encode(`time,a,b\n2023-01-27;1;2\n${hours(20)}`));
    expect(inspection).toMatchObject({ header: ['time', 'a', 'b'], rows: 21 });
    expect(inspection!.issues.map((issue) => issue.code)).toContain('rows-too-short');
  });
});

describe('delimiters and quotes', () => {
  test.each([...'¬¤þ→•·，；、،؛\\+_°'])('%s, which hardly anybody uses', (delimiter) => {
    const text = `date,site,v\n${rowsOf(20, (i) => `${iso(i)},${i % 2 ? 'north' : 'south'},${i}`)}`.replaceAll(',', delimiter);
    check(text, { delimiter, header: ['date', 'site', 'v'], types: 'time text number', rows: 20 });
  });

  test.each(['@', '_', '/', '='])('words with %s inside are not cut there', (sign) =>
    check(`address\n${rowsOf(20, (i) => `name${i % 5}${sign}place`)}`, { delimiter: '', types: 'text', rows: 20 }),
  );

  test.each(['||', '~|~', '::', ';;', '\t\t', '   ', '|;|', '@', '*', '\u0001'])('%j', (delimiter) => {
    const text = `date,site,v\n${rowsOf(20, (i) => `${iso(i)},${i % 2 ? 'north' : 'south'},${i}`)}`.replaceAll(',', delimiter);
    check(text, { delimiter, header: ['date', 'site', 'v'], types: 'time text number', rows: 20 });
  });

  test('an empty column is not half of a delimiter', () =>
    check(`time,a,,b\n${rowsOf(20, (i) => `${iso(i)},${i},,${i}`)}`, { delimiter: ',', types: 'time number empty number' }));

  test.each(['`', '~', '*'])('%s around words that hold a delimiter', (quote) =>
    check(`time,note,v\n${rowsOf(20, (i) => `${iso(i)},${quote}hot, dry${quote},${i}`)}`, { quote, types: 'time text number', rows: 20 }),
  );
});

describe('numbers', () => {
  test('exponents of Fortran', () => check('a,b\n1.5D+01,2\n-2.5d-01,3\n', { cells: [[15, 2], [-0.25, 3]] })); // prettier-ignore

  test.each([-32768, 2147483647, 9.96921e36])('%d far from all others is asked about', (value) => {
    const { issues } = readTable(
      new TextEncoder().encode(`time,v\n${rowsOf(60, (i) => `${iso(i)},${i % 9 === 4 ? value : 20 + (i % 5)}`)}`),
    );
    expect(issues.map((issue) => issue.code)).toContain('value-may-mean-missing');
  });

  test.each(['*', '†', '#', '?', '¹', '(e)', '[1]', ' p', 'e', ' *'])('%j behind some of them is counted, told and left out', (mark) =>
    check(`time,v\n${rowsOf(40, (i) => `${iso(i)},${i}.4${i % 5 === 2 ? mark : ''}`)}`, {
      types: 'time number',
      missing: [0, 0],
      cells: [0, 1, 2].map((i) => [iso(i), i + 0.4]),
      issues: ['marks-beside-numbers'],
      says: `8 numbers have a mark beside them: "${mark.trim()}" (8 times), such as "2.4${mark}" in lines 4, 9, 14, 19, 24 and 3 more. The numbers were read without them.`,
    }),
  );

  test.each(['b', 'e'])('whole numbers with a letter, such as 12%s, are names', (letter) =>
    check(`time,v\n${rowsOf(40, (i) => `${iso(i)},${i}${i % 3 === 2 ? letter : ''}`)}`, { types: 'time text' }),
  );

  test('letters that may be thousands or units are no marks', () =>
    check(`time,v\n${rowsOf(40, (i) => `${iso(i)},${i}.5${i % 3 === 2 ? 'k' : ''}`)}`, { types: 'time text' }));

  test('both decimal marks in one column, and nothing that could be thousands', () =>
    check(`time;v\n${rowsOf(40, (i) => `${iso(i)};${i}${i % 4 === 1 ? '.' : ','}5`)}`, {
      decimal: ',',
      missing: [0, 0],
      cells: [0, 1].map((i) => [iso(i), i + 0.5]),
      issues: ['decimal-marks-mixed'],
    }));

  test.each([
    ['–1234.5', -1234.5],
    ['1.2345×10^3', 1234.5],
  ])('%s', (written, value) =>
    check(`time;v\n${rowsOf(20, (i) => `${iso(i)};${i % 3 ? '1,000.00' : written}`)}`, { types: 'time number', cells: [[iso(0), value]] }),
  );

  test('quarters in Roman numbers', () =>
    check('period,v\n2022 III,1\n2022 IV,2\n2023 I,3\n2023 II,4\n', {
      time: 'period | YYYY [Q] | P3M | 2022-07-01T00:00:00Z | 2023-04-01T00:00:00Z',
    }));

  test('losses in brackets, with the currency inside', () =>
    check(`time,v\n${rowsOf(20, (i) => `${iso(i)},"${i % 3 ? '$1,000.00' : '($1,234.50)'}"`)}`, { cells: [[iso(0), -1234.5]] }));

  test.each(['€ 1.234,50', '1\u202f234,50 €'])('%s is not cut at its blank', (written) =>
    check(`time;v\n${rowsOf(20, (i) => `${iso(i).replace('T', ' ').replace('Z', '')};${written}`)}`, {
      delimiter: ';',
      types: 'time number',
      cells: [[iso(0), 1234.5]],
    }),
  );
});
