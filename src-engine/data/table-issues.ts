/** What is said about a table that has been read: every doubt, repair and loss, with its lines. The sentences are part of the product. */
import type { Issue } from '../issue.ts';
import { BooleanReader, NumberReader, TimeReader, type Trouble } from './column-readers.ts';
import type { Dialect } from './dialect.ts';
import type { Frequency } from './frequency.ts';
import type { HeadRow, TableArea } from './header.ts';
import type { Layout } from './layout.ts';
import type { NumberFormat } from './numbers.ts';
import type { TimeFound } from './read-column.ts';
import type { FinalColumn } from './read-columns.ts';
import type { Pass } from './read-rows.ts';
import { isoTime } from './times.ts';
import type { Cutting } from './tokenize.ts';
import { stretchesOf, type Values } from './values.ts';
import { counted, inLines, momentWords, names, number, stepWords } from './wording.ts';

const KEPT = 20;

/** Lines with a number each, the first few of many. */
export interface LinesSeen {
  count: number;
  lines: number[];
  numbers: number[];
}
export const noLines = (): LinesSeen => ({ count: 0, lines: [], numbers: [] });
export function addLine(seen: LinesSeen, line: number, value: number): void {
  seen.count++;
  if (seen.lines.length >= KEPT) return;
  seen.lines.push(line);
  seen.numbers.push(value);
}

const onLines = (lines: number[], count: number) => ({ line: lines[0], count, values: { count, lines: lines.join(', ') } });

export const onlyHeader = (header: string[]): Issue => ({
  severity: 'error',
  code: 'no-rows',
  where: 'file',
  message: header.length > 0 ? 'The file has names of columns but no rows below them.' : 'The file has no rows.',
  fix: 'Export it again with its data.',
  values: { columns: header.length },
});

export function aboutCutting(pass: Pass, area: TableArea, dialect: Dialect, cutting: Cutting): Issue[] {
  const issues: Issue[] = [];
  const { tokenizer, shortRows, longRows, repeatedHeaders } = pass;
  if (dialect.mayBeDecimalComma)
    issues.push({
      severity: 'question',
      code: 'comma-delimiter-or-decimal',
      where: 'file',
      message: 'Every row is two whole numbers with a comma between. They were read as two columns; they may be one of decimal numbers.',
      fix: 'If it is one column, choose the decimal comma and no delimiter.',
    });
  if (tokenizer.strayQuotes.count > 0)
    issues.push({
      severity: 'warning',
      code: 'stray-quotes',
      where: `line ${tokenizer.strayQuotes.lines[0]}`,
      message: `A quote in ${inLines(tokenizer.strayQuotes.lines, tokenizer.strayQuotes.count)} has no partner, and was taken as an ordinary character.`,
      fix: 'Check these lines, or choose another quote.',
      ...onLines(tokenizer.strayQuotes.lines, tokenizer.strayQuotes.count),
    });
  if (shortRows.count > 0)
    issues.push({
      severity: 'warning',
      code: 'rows-too-short',
      where: `line ${shortRows.lines[0]}`,
      message: `${counted(shortRows.count, 'row has', 'rows have')} fewer than ${counted(area.width, 'cell')}, in ${inLines(shortRows.lines, shortRows.count)}. What is not there counts as missing.`,
      fix: 'Check these lines: the cells that are there may stand in the wrong columns.',
      ...onLines(shortRows.lines, shortRows.count),
    });
  if (longRows.count > 0) issues.push(rowsTooLong(pass, area, cutting));
  if (repeatedHeaders.count > 0)
    issues.push({
      severity: 'warning',
      code: 'header-repeated',
      where: `line ${repeatedHeaders.lines[0]}`,
      message: `The header is repeated in ${inLines(repeatedHeaders.lines, repeatedHeaders.count)}, as in files that were joined. These lines were left out.`,
      fix: 'Nothing to do, if the parts belong together.',
      ...onLines(repeatedHeaders.lines, repeatedHeaders.count),
    });
  if (tokenizer.comments.count > 0)
    issues.push({
      severity: 'warning',
      code: 'comments-left-out',
      where: `line ${tokenizer.comments.lines[0]}`,
      message: `${counted(tokenizer.comments.count, 'line')} between the rows ${tokenizer.comments.count === 1 ? 'begins' : 'begin'} with ${cutting.comment} and ${tokenizer.comments.count === 1 ? 'was' : 'were'} left out as comments: ${inLines(tokenizer.comments.lines, tokenizer.comments.count)}.`,
      fix: 'Check them if you expected rows there.',
      ...onLines(tokenizer.comments.lines, tokenizer.comments.count),
    });
  if (tokenizer.blanks.count > 0)
    issues.push({
      severity: 'warning',
      code: 'blank-lines',
      where: `line ${tokenizer.blanks.lines[0]}`,
      message: `${counted(tokenizer.blanks.count, 'line is', 'lines are')} blank and ${tokenizer.blanks.count === 1 ? 'was' : 'were'} left out: ${inLines(tokenizer.blanks.lines, tokenizer.blanks.count)}.`,
      fix: 'Nothing to do, unless a blank line stands for a missing row.',
      ...onLines(tokenizer.blanks.lines, tokenizer.blanks.count),
    });
  if (area.preambleRows > 0) {
    const said = area.preamble[0].slice(0, 60);
    issues.push({
      severity: 'warning',
      code: 'preamble-left-out',
      where: 'line 1',
      message: `${counted(area.preambleRows, 'line')} above the table ${area.preambleRows === 1 ? 'was' : 'were'} left out: "${said}".`,
      fix: 'If that belongs to the table, say whether the first row is a header.',
      values: { count: area.preambleRows, text: said },
      line: 1,
      count: area.preambleRows,
    });
  }
  const footer = area.footer.filter((row) => row.cells.some((cell) => cell.trim() !== ''));
  if (footer.length > 0) issues.push(footerLeftOut(footer, tokenizer.line));
  return issues;
}

function rowsTooLong({ longRows, widest, overflow }: Pass, area: TableArea, cutting: Cutting): Issue {
  const examples = overflow.flatMap(({ cells }) => cells).filter((cell) => cell !== '').slice(0, 3); // prettier-ignore
  // Where many rows go on, the columns were made that the header lacks.
  const where =
    overflow.length === 0
      ? 'The others are kept in columns of their own.'
      : `What stands beyond the last column is in none of the columns: ${names(examples)}.`;
  return {
    severity: 'warning',
    code: 'rows-too-long',
    where: `line ${longRows.lines[0]}`,
    message: `${counted(longRows.count, 'row has', 'rows have')} more than ${counted(area.width, 'cell')} (up to ${number(widest)}), in ${inLines(longRows.lines, longRows.count)}. ${where}`,
    fix: `Check these lines: a ${said(cutting.delimiter)} inside a value needs quotes around it.`,
    line: longRows.lines[0],
    count: longRows.count,
    values: { count: longRows.count, lines: longRows.lines.join(', '), width: area.width, most: widest, examples: examples.join(' | ') },
  };
}

function footerLeftOut(footer: HeadRow[], firstLine: number): Issue {
  const text = footer[0].cells.filter((cell) => cell.trim() !== '').join(' ').slice(0, 60); // prettier-ignore
  return {
    severity: 'warning',
    code: 'footer-left-out',
    where: `line ${firstLine}`,
    message: `${counted(footer.length, 'line')} below the table ${footer.length === 1 ? 'was' : 'were'} left out: "${text}".`,
    fix: 'If that is a row of the data, mark its missing values in the file.',
    values: { count: footer.length, text },
    line: firstLine,
    count: footer.length,
  };
}

const said = (delimiter: string): string =>
  ({ ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar', ' ': 'space', '': 'line end' })[delimiter] ?? `"${delimiter}"`;

export const openDecimal = (example: string, { decimal, thousands }: NumberFormat): Issue => {
  const asDecimal = example.replace(',', '.');
  const asThousands = example.replace(/[.,]/, '');
  const isDecimal = example.includes(decimal);
  return {
    severity: 'question',
    code: 'decimal-or-thousands',
    where: 'file',
    message: `Is "${example}" ${asDecimal} or ${asThousands}? It was read as ${isDecimal ? asDecimal : asThousands}; nothing in the file decides.`,
    fix: 'Choose the decimal mark.',
    values: { example, decimal, thousands },
  };
};

/** `NA` and its like need no words; a dash or a question mark might have meant something else. */
export function aboutMissingSigns(seen: Map<string, number>, signs: ReadonlySet<string>): Issue[] {
  const found = [...seen].filter(([word]) => signs.has(word.toLowerCase()));
  if (found.length === 0) return [];
  const count = found.reduce((sum, [, times]) => sum + times, 0);
  const list = found.slice(0, 5).map(([word, times]) => `"${word}" (${number(times)} ${times === 1 ? 'time' : 'times'})`);
  return [
    {
      severity: 'warning',
      code: 'signs-taken-as-missing',
      where: 'table',
      message: `Among the numbers, ${list.join(', ')} ${count === 1 ? 'was' : 'were'} taken as missing.`,
      fix: 'If one of them means something else, say which words mean missing.',
      values: { count, words: found.map(([word]) => word).join(' ') },
      count,
    },
  ];
}

/** Cells that could not be taken as they are. */
export function aboutColumns(columns: FinalColumn[], format: NumberFormat): Issue[] {
  const issues: Issue[] = [];
  for (const { name, reader, type, otherOrder, example } of columns) {
    if (reader instanceof NumberReader) {
      if (reader.unreadable.count > 0) issues.push(unreadable(name, reader.unreadable, 'a number', 'numbers', reader.rows));
      if (reader.infinite.count > 0)
        issues.push(
          aboutTrouble(
            name,
            'infinite-values',
            reader.infinite,
            `${counted(reader.infinite.count, 'value is', 'values are')} infinite or too large to hold, such as ${reader.infinite.examples[0]} in ${inLines(reader.infinite.lines, reader.infinite.count)}. They count as missing.`,
            'Replace them in the file if you know the true value.',
          ),
        );
      if (reader.marked.count > 0) issues.push(marksLeftOut(name, reader));
      if (reader.otherDecimal.count > 0)
        issues.push(
          aboutTrouble(
            name,
            'decimal-marks-mixed',
            reader.otherDecimal,
            `${counted(reader.otherDecimal.count, 'number is', 'numbers are')} written with the other decimal mark than the rest of the column, such as ${reader.otherDecimal.examples[0]} in ${inLines(reader.otherDecimal.lines, reader.otherDecimal.count)}. They were read with it.`,
            'Check these lines.',
          ),
        );
      if (reader.rounded.count > 0)
        issues.push(
          aboutTrouble(
            name,
            'integers-rounded',
            reader.rounded,
            `${counted(reader.rounded.count, 'whole number is', 'whole numbers are')} past 2^53 and lost the last digits, such as ${reader.rounded.examples[0]} in ${inLines(reader.rounded.lines, reader.rounded.count)}.`,
            'If they are names of things rather than amounts, write a letter before them.',
          ),
        );
      const { prefix, suffix, decimal, thousands } = reader.format;
      if ((prefix || suffix) && type === 'number')
        issues.push({
          severity: 'warning',
          code: 'unit-left-out',
          where: `column ${name}`,
          message: `"${[prefix, suffix].filter(Boolean).join('" and "')}" stands with every number of "${name}" and was taken as its unit: "${example}" is ${reader.exampleValue}.`,
          fix: 'Add the unit to the name of the column if it should be seen.',
          values: { unit: prefix || suffix || '', example: example ?? '' },
          column: name,
        });
      if (reader.format.hasMagnitudes && type === 'number')
        issues.push({
          severity: 'warning',
          code: 'letters-as-magnitudes',
          where: `column ${name}`,
          message: `K, M and B behind the numbers of "${name}" were read as thousands, millions and billions: "${example}" is ${reader.exampleValue}.`,
          fix: 'Check an example of this column.',
          values: { example: example ?? '' },
          column: name,
        });
      if (decimal !== format.decimal && type === 'number')
        issues.push({
          severity: 'warning',
          code: 'decimal-mark-differs',
          where: `column ${name}`,
          message: `"${name}" has a decimal ${decimal === ',' ? 'comma' : 'point'}${thousands ? ' and thousands marks' : ''}, the other columns have a decimal ${decimal === ',' ? 'point' : 'comma'}.`,
          fix: 'Check an example of this column, and choose the decimal mark if it is wrong.',
          values: { decimal, example: example ?? '' },
          column: name,
        });
    } else if (reader instanceof TimeReader) {
      if (reader.unreadable.count > 0) issues.push(unreadable(name, reader.unreadable, 'a time', 'times', reader.rows));
      if (otherOrder) issues.push(openOrder(name, example ?? '', reader, otherOrder));
      if (reader.hasShortYears)
        issues.push({
          severity: 'warning',
          code: 'two-digit-years',
          where: `column ${name}`,
          message: `The years of "${name}" have two digits. They were read as 1950 to 2049.`,
          fix: 'Write four digits in the file if that is wrong.',
          column: name,
          values: { example: example ?? '' },
        });
      if (reader.intervals > 0)
        issues.push({
          severity: 'warning',
          code: 'intervals-by-start',
          where: `column ${name}`,
          message: `"${name}" gives stretches of time, such as "${example}". Their beginning was taken.`,
          fix: 'Shift the times if a value belongs to the end of its stretch.',
          column: name,
          count: reader.intervals,
          values: { count: reader.intervals, example: example ?? '' },
        });
    } else if (reader instanceof BooleanReader && reader.unreadable.count > 0) {
      issues.push(unreadable(name, reader.unreadable, 'yes or no', 'yes or no', reader.rows));
    }
  }
  return issues;
}

function marksLeftOut(column: string, { marked, marks }: NumberReader): Issue {
  const list = [...marks].sort((a, b) => b[1] - a[1]);
  const said = list.slice(0, 5).map(([mark, count]) => `"${mark}" (${number(count)} ${count === 1 ? 'time' : 'times'})`);
  const issue = aboutTrouble(
    column,
    'marks-beside-numbers',
    marked,
    `${counted(marked.count, 'number has', 'numbers have')} a mark beside ${marked.count === 1 ? 'it' : 'them'}: ${said.join(', ')}, such as "${marked.examples[0]}" in ${inLines(marked.lines, marked.count)}. The numbers were read without ${marked.count === 1 ? 'it' : 'them'}.`,
    'If a mark means that a value cannot be trusted, correct or empty those cells in the file.',
  );
  return { ...issue, values: { ...issue.values, marks: list.map(([mark]) => mark).join(' ') } };
}

function aboutTrouble(column: string, code: string, trouble: Trouble, message: string, fix: string): Issue {
  return {
    severity: 'warning',
    code,
    where: `column ${column}`,
    message,
    fix,
    values: { count: trouble.count, lines: trouble.lines.join(', '), examples: trouble.examples.slice(0, 5).join(' | ') },
    line: trouble.lines[0],
    column,
    count: trouble.count,
  };
}

function unreadable(column: string, trouble: Trouble, one: string, many: string, rows: number): Issue {
  const different = [...trouble.words].sort((a, b) => b[1] - a[1]);
  const examples =
    different.length <= 3
      ? different.map(([word, count]) => `"${word}"${count > 1 ? ` (${number(count)} times)` : ''}`).join(', ')
      : `such as "${trouble.examples[0]}"`;
  return aboutTrouble(
    column,
    'cells-not-read',
    trouble,
    `${number(trouble.count)} of ${counted(rows, 'cell')} ${trouble.count === 1 ? `is not ${one}` : `are not ${many}`}: ${examples}, in ${inLines(trouble.lines, trouble.count)}. ${trouble.count === 1 ? 'It counts' : 'They count'} as missing.`,
    'Correct them in the file, or add the word to those that mean missing.',
  );
}

const ORDER_SAID = { DMY: 'the day first', MDY: 'the month first', YMD: 'the year first' } as const;

function openOrder(column: string, example: string, reader: TimeReader, other: keyof typeof ORDER_SAID): Issue {
  return {
    severity: 'question',
    code: 'day-or-month-first',
    where: `column ${column}`,
    message: `Is "${example}" written with ${ORDER_SAID[reader.order]} or with ${ORDER_SAID[other]}? It was read with ${ORDER_SAID[reader.order]}; no date in the file decides.`,
    fix: 'Choose which comes first.',
    values: { example, order: reader.order, other },
    column,
  };
}

/** A line at which every column of numbers or times holds a word is the header of a second table in the same file. */
export function aboutSecondTables(columns: FinalColumn[], firstLine: number): Issue[] {
  const readers = columns.flatMap(({ reader }) => (reader instanceof NumberReader || reader instanceof TimeReader ? [reader] : []));
  if (readers.length < 2 || readers.length < columns.length * 0.5) return [];
  const isInMost = (line: number) => readers.filter((reader) => reader.unreadable.lines.includes(line)).length >= readers.length * 0.8;
  const lines = readers[0].unreadable.lines.filter((line) => line > firstLine && isInMost(line));
  if (lines.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'second-table',
      where: `line ${lines[0]}`,
      message: `${inLines(lines).replace('line', 'Line')} ${lines.length === 1 ? 'looks' : 'look'} like the header of another table. Its rows were read as part of the first.`,
      fix: 'Split the file there if the tables do not belong together.',
      ...onLines(lines, lines.length),
    },
  ];
}

export function aboutLayout(layout: Layout, columns: FinalColumn[], rows: number): Issue[] {
  const issues: Issue[] = [];
  if (layout.isSeriesInRows)
    issues.push({
      severity: 'question',
      code: 'series-in-rows',
      where: 'table',
      message: `Each of the ${number(rows)} rows was taken as a series of its own, with one moment per column.`,
      fix: 'If each column is a series, choose that layout.',
      values: { rows },
    });
  for (const i of layout.rowNumbers)
    issues.push({
      severity: 'warning',
      code: 'row-numbers',
      where: `column ${columns[i].name}`,
      message: `"${columns[i].name}" only counts the rows. It is not taken as a series.`,
      fix: 'Nothing to do, unless the count means something.',
      values: { column: columns[i].name },
      column: columns[i].name,
    });
  return issues;
}

export function aboutTime(
  found: TimeFound,
  frequency: Frequency,
  columns: FinalColumn[],
  lineOf: (row: number) => number,
  rows: number,
): Issue[] {
  const issues: Issue[] = [];
  const where = found.columns.length === 1 ? `column ${found.name}` : `columns ${found.name}`;
  const column = columns[found.columns[0]].name;
  const at = (ms: number) => momentWords(isoTime(ms, found.offsetMinutes));
  let missing = 0;
  const missingLines: number[] = [];
  for (const [times, from] of stretchesOf(found.times))
    for (let i = 0; i < times.length; i++) {
      if (times[i] === times[i]) continue;
      missing++;
      if (missingLines.length < KEPT) missingLines.push(lineOf(from + i));
    }
  if (missing > 0)
    issues.push({
      severity: 'warning',
      code: 'rows-without-time',
      where,
      message: `${counted(missing, 'row has', 'rows have')} no time, in ${inLines(missingLines, missing)}.`,
      fix: 'Complete these times in the file, or remove the rows.',
      ...onLines(missingLines, missing),
      column,
    });
  if (frequency.isNewestFirst)
    issues.push({
      severity: 'warning',
      code: 'newest-first',
      where,
      message: 'The rows run from the newest to the oldest.',
      fix: 'Sort them by time.',
      column,
      values: { rows },
    });
  else if (!frequency.sorted)
    issues.push({
      severity: 'warning',
      code: 'times-not-sorted',
      where,
      message: `Time goes back in ${inLines(frequency.stepsBack.map(lineOf))}${frequency.stepsBack.length === KEPT ? ' and perhaps more' : ''}.`,
      fix: 'Sort the rows by time.',
      line: lineOf(frequency.stepsBack[0]),
      column,
      count: frequency.stepsBack.length,
      values: { lines: frequency.stepsBack.map(lineOf).join(', ') },
    });
  if (frequency.duplicates > 0)
    issues.push({
      severity: 'warning',
      code: 'duplicate-times',
      where,
      message: `${counted(frequency.duplicates, 'row has', 'rows have')} a time that another row had before, first ${at(frequency.firstDuplicates[0])}.`,
      fix: 'Merge them: keep the last, or take their mean.',
      column,
      count: frequency.duplicates,
      values: { count: frequency.duplicates, first: at(frequency.firstDuplicates[0]), times: frequency.firstDuplicates.map(at).join(', ') },
    });
  if (frequency.gaps > 0)
    issues.push({
      severity: 'warning',
      code: 'gaps',
      where,
      message: `${counted(frequency.gaps, 'gap')} with ${counted(frequency.missingSteps, 'missing step')} in all, first after ${at(frequency.firstGaps[0])}. The step is ${stepWords(frequency.duration)}.`,
      fix: 'Fill the grid: the new rows have missing values, which can then be interpolated.',
      column,
      count: frequency.gaps,
      values: {
        gaps: frequency.gaps,
        steps: frequency.missingSteps,
        first: at(frequency.firstGaps[0]),
        times: frequency.firstGaps.map(at).join(', '),
      },
    });
  if (frequency.clockChanges > 0 && found.timezone === null)
    issues.push({
      severity: 'question',
      code: 'clock-changes',
      where,
      message: `${counted(frequency.clockChanges, 'gap or repeat of an hour falls', 'gaps and repeats of an hour fall')} on the nights when clocks change. The times seem to be local, and were taken as UTC.`,
      fix: 'Give the time zone, or merge the repeated hour and fill the missing one.',
      column,
      count: frequency.clockChanges,
      values: { count: frequency.clockChanges },
    });
  if (frequency.duration === null && rows > 2 && frequency.first < frequency.last)
    issues.push({
      severity: 'warning',
      code: 'irregular-steps',
      where,
      message: 'The steps between the times are irregular.',
      fix: 'Bring the series to a regular step, or work with numbered rows.',
      column,
      values: { irregular: frequency.irregular },
    });
  else if (frequency.hasJitter)
    issues.push({
      severity: 'warning',
      code: 'unsteady-clock',
      where,
      message: `The times are near a step of ${stepWords(frequency.duration)} without keeping it exactly (${number(frequency.irregular)} of ${number(rows)}).`,
      fix: 'Fill to the regular grid if small shifts do not matter.',
      column,
      count: frequency.irregular,
      values: { count: frequency.irregular, frequency: frequency.duration ?? '' },
    });
  else if (frequency.irregular > 0)
    issues.push({
      severity: 'warning',
      code: 'odd-steps',
      where,
      message: `${counted(frequency.irregular, 'step does', 'steps do')} not fit the step of ${stepWords(frequency.duration)}, first after ${at(frequency.firstIrregular[0])}.`,
      fix: 'Look at these rows before filling the grid.',
      column,
      count: frequency.irregular,
      values: { count: frequency.irregular, first: at(frequency.firstIrregular[0]), times: frequency.firstIrregular.map(at).join(', ') },
    });
  if (frequency.weekdaysOnly)
    issues.push({
      severity: 'warning',
      code: 'weekdays-only',
      where,
      message: 'There are no Saturdays and Sundays. Weekends are not counted as gaps.',
      fix: 'Nothing to do: no rows are invented for closed days.',
      column,
    });
  return issues;
}

/** Columns that hold nothing, or one value, or a number that probably stands for missing. */
export function aboutValues(columns: FinalColumn[], timeColumns: number[], layout: Layout): Issue[] {
  const issues: Issue[] = [];
  const isData = (i: number) => !timeColumns.includes(i) && !layout.rowNumbers.includes(i) && !layout.keys.includes(i);
  const empty = columns.filter((column) => column.type === 'empty').map((column) => column.name);
  if (empty.length > 0)
    issues.push({
      severity: 'warning',
      code: 'empty-columns',
      where: empty.length === 1 ? `column ${empty[0]}` : 'table',
      message: `${counted(empty.length, 'column has', 'columns have')} no values: ${names(empty)}.`,
      fix: 'Leave them out of the dataset.',
      values: { count: empty.length, names: empty.slice(0, KEPT).join(', ') },
      count: empty.length,
      ...(empty.length === 1 && { column: empty[0] }),
    });
  const constant: string[] = [];
  columns.forEach((column, i) => {
    if (column.type !== 'number' || !isData(i)) return;
    const { isConstant, suspect, count } = surveyValues(column);
    if (isConstant) constant.push(column.name);
    if (suspect !== undefined)
      issues.push({
        severity: 'question',
        code: 'value-may-mean-missing',
        where: `column ${column.name}`,
        message: `${number(suspect)} occurs ${count === 1 ? 'once' : `${number(count)} times`} in "${column.name}", far from all other values. Does it mean missing? It was kept.`,
        fix: 'Add it to the words that mean missing if it does.',
        values: { value: suspect, count },
        column: column.name,
        count,
      });
  });
  if (constant.length > 0)
    issues.push({
      severity: 'warning',
      code: 'constant-columns',
      where: constant.length === 1 ? `column ${constant[0]}` : 'table',
      message: `${counted(constant.length, 'column never changes', 'columns never change')}: ${names(constant)}.`,
      fix: 'Leave them out: a model can learn nothing from them.',
      values: { count: constant.length, names: constant.slice(0, KEPT).join(', ') },
      count: constant.length,
      ...(constant.length === 1 && { column: constant[0] }),
    });
  if (!columns.some((column, i) => isData(i) && (column.type === 'number' || column.type === 'boolean')))
    issues.push({
      severity: 'warning',
      code: 'no-numbers',
      where: 'table',
      message: 'No column holds numbers, so there is no series to plot or to forecast.',
      fix: 'Check the delimiter and the decimal mark, or use the text as a sequence of letters.',
      values: { columns: columns.length },
    });
  return issues;
}

/** Beside nines: of the UCI's air quality, of float32, NetCDF and 16 and 32 bits. */
const MAY_MEAN_MISSING: ReadonlySet<number> = new Set([
  ...[-200, -1e20, 1e20, 9.96921e36, 9.969209968386869e36, -3.4e38, 3.4e38, -32768, -32767, 32767, -2147483648, 2147483647, -6999, -8888],
]);

/** One value only? And does an outermost value such as -999 occur again and again, far from the others? */
function surveyValues({ reader, missing, values }: FinalColumn): { isConstant: boolean; suspect?: number; count: number } {
  if (!(reader instanceof NumberReader)) return { isConstant: false, count: 0 };
  const { least, most } = reader;
  if (least === most) return { isConstant: values.length - missing > 1, count: 0 };
  for (const outer of [least, most]) {
    if (!/^-?9{2,}(\.9+)?$/.test(String(outer)) && !MAY_MEAN_MISSING.has(outer)) continue;
    const { count, innerLeast, innerMost } = withoutValue(values, outer);
    const gap = outer === least ? innerLeast - outer : outer - innerMost;
    const isFar = gap > innerMost - innerLeast || (outer < 0 && innerLeast >= 0 && -outer >= 99);
    if ((count >= 2 || outer <= -999) && isFar) return { isConstant: false, suspect: outer, count };
  }
  return { isConstant: false, count: 0 };
}

function withoutValue(values: Values, outer: number): { count: number; innerLeast: number; innerMost: number } {
  let count = 0;
  let innerLeast = Infinity;
  let innerMost = -Infinity;
  for (const [numbers] of stretchesOf(values))
    for (const value of numbers) {
      if (value === outer) count++;
      else if (value === value) {
        if (value < innerLeast) innerLeast = value;
        if (value > innerMost) innerMost = value;
      }
    }
  return { count, innerLeast, innerMost };
}
