/**
 * Where the table begins and ends inside the file: a preamble above, names in one or several rows, a total or a source below. Decided against
 * what the columns hold further down: a row of words above columns of numbers is a header, the same row above words may be data.
 */
import { TimeParser, type DateOrder } from './times.ts';
import { plainDigits, timeNameScore } from './time-words.ts';
import { decodeUtf8 } from './text.ts';
import type { Piece, Sample } from './sample.ts';
import { Tokenizer, cellText, type Cutting } from './tokenize.ts';
import { MISSING_SIGNS, MISSING_WORDS } from './words.ts';

export interface HeadRow {
  /** From 1; right only for rows at the beginning of the text. */
  line: number;
  /** Byte of the text at which the row begins. */
  start: number;
  cells: string[];
}

export interface TableArea {
  /** Names as the file has them; empty when it has none. */
  names: string[];
  headerRows: number;
  /** Byte and line at which the data begins, and the byte at which it ends. */
  start: number;
  line: number;
  end: number;
  /** Cells in a row of the table. */
  width: number;
  /** Lines above the header that are not of the table, comments too, and how many of them are no comments. */
  preamble: string[];
  preambleRows: number;
  /** Rows at the end that are not of the table: totals, sources, empty ones. */
  footer: HeadRow[];
  /** Cells of the rows of names, to know them again when they are repeated further down. */
  headers: string[][];
}

const HEAD_ROWS = 6000;
const HEAD_CELLS = 100_000;
const HEADER_ROWS_AT_MOST = 3;
/** Letters of a cell that can still be a number or a time. */
const LONGEST_THING = 64;

type Kind = 'number' | 'time' | 'missing' | 'text';

const parser = new TimeParser();
function kindOf(cell: string): Kind {
  const word = plainDigits(cell.trim().toLowerCase());
  if (word.length > LONGEST_THING) return 'text';
  if (MISSING_WORDS.has(word) || MISSING_SIGNS.has(word)) return 'missing';
  if (/^\d{1,4}\. ?\d{1,2}\. ?(\d{2}|\d{4})?\.?$/.test(word)) return 'time';
  if (
    /^[+-]?\s?[$€£¥]?\s?[\d.,'’\s\u00a0\u202f]*\d[\d.,'’\s\u00a0\u202f]*(e[+-]?\d+)?\s?%?$/.test(word) &&
    !/\d\s+\d{1,2}\b(?!\d)/.test(word)
  )
    return 'number';
  if (/^[+-]?(inf|infinity)$/.test(word)) return 'number';
  if (!/\d/.test(word)) return 'text';
  if (/^\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?$/.test(word)) return 'time';
  for (const order of ['YMD', 'DMY', 'MDY'] as DateOrder[]) {
    parser.order = order;
    const time = parser.parseText(cell.trim());
    if (time === time) return 'time';
  }
  return 'text';
}

const isFilled = (cell: string): boolean => cell.trim() !== '';
const filledOf = (row: HeadRow): number => row.cells.reduce((count, cell) => count + (isFilled(cell) ? 1 : 0), 0);

/** Rows of a stretch of text, at most `most` of them, with their texts; from and to: byte offsets in the stretch. */
export function rowsOf({ bytes, at }: Piece, cutting: Cutting, most = Infinity, from = 0, to = bytes.length): HeadRow[] {
  const tokenizer = new Tokenizer(cutting, 512);
  const rows: HeadRow[] = [];
  const { batch } = tokenizer;
  let left = most < Infinity ? HEAD_CELLS : Infinity;
  for (let place = from; place < to && rows.length < most;) {
    const next = tokenizer.scan(bytes, place, to, true);
    for (let row = 0; row < batch.rows && rows.length < most && left > 0; row++) {
      const cells: string[] = [];
      for (let cell = batch.firstCell[row]; cell < batch.firstCell[row + 1]; cell++)
        cells.push(cellText(bytes, batch.cellStart[cell], batch.cellEnd[cell], cutting));
      left -= cells.length;
      rows.push({ line: batch.line[row], start: at + batch.cellStart[batch.firstCell[row]], cells });
    }
    if (next === place) break;
    place = next;
  }
  return rows;
}

/** The person's own word on where the table lies. */
export interface AreaOptions {
  header?: boolean;
  /** Rows of names, where there are several. */
  headerRows?: number;
  /** Lines above the table. */
  skipLines?: number;
}

/** body: sample rows from the whole file. skipHint: the first line only names the delimiter. */
export function findTable({ pieces, size }: Sample, cutting: Cutting, body: HeadRow[], skipHint: boolean, wanted: AreaOptions): TableArea {
  const { bytes } = pieces[0];
  const wantsHeader = wanted.headerRows === undefined ? wanted.header : wanted.headerRows > 0;
  let head = rowsOf(pieces[0], cutting, HEAD_ROWS).filter((row, i) => i > 20 || !(isRule(row) || isWidthsRow(row)));
  // Rows of delimiters alone, as spreadsheets leave them between names and numbers.
  if (cutting.width > 1) head = head.filter((row) => filledOf(row) > 0);
  if (skipHint) head.shift();
  if (wanted.skipLines) head = head.filter((row) => row.line > wanted.skipLines!);
  let width = Math.max(1, cutting.width);
  const hard = hardColumns(body, width);
  let first = firstDataRow(head, hard, width);
  let headerRows = 0;
  if (wanted.headerRows !== undefined || wanted.skipLines !== undefined) {
    // The table begins where the person says: only the number of header rows may be open.
    if (wanted.skipLines === undefined) first = Math.max(first, wanted.headerRows!);
    headerRows = Math.min(wanted.headerRows ?? (wantsHeader === false ? 0 : wantsHeader ? Math.max(1, first) : first), head.length);
    if (wanted.skipLines !== undefined) first = headerRows;
  } else if (wantsHeader === false) {
    while (first > 0 && isTableRow(head[first - 1], width)) first--;
  } else {
    headerRows = countHeaderRows(head, first, hard, body, width, wantsHeader === true);
    if (headerRows < 0) [first, headerRows] = [first - headerRows, -headerRows];
    if (headerRows === 0 && wantsHeader && first < head.length) [first, headerRows] = [first + 1, 1];
  }
  // One row of words and nothing else: names without data.
  if (head.length === 1 && hard.size === 0 && wantsHeader !== false) [first, headerRows] = [1, 1];
  const block = head.slice(first - headerRows, first);
  let names = joinNames(block);
  const data = head[first];
  // R writes no name above the row names, so all names stand one column too far left.
  if (headerRows > 0 && names.length === width - 1 && hasRowNames(body, width, names[0], hard.get(0))) names = ['', ...names];
  while (names.length > width && !isFilled(names[names.length - 1])) names.pop();
  const strange = headerRows === 0 && wantsHeader !== false && first > 0 ? cutOtherwise(bytes, head[first - 1], width) : undefined;
  if (strange) [names, headerRows] = [strange, 1];
  const comment =
    headerRows === 0 && wantsHeader !== false ? headerInComment(pieces[0], cutting, data?.start ?? bytes.length, width, hard) : undefined;
  if (comment) [names, headerRows] = [comment, 1];
  width = Math.max(width, names.length);
  const start = data?.start ?? size;
  const footer = data ? findFooter(pieces[pieces.length - 1], start, cutting, hard, width) : [];
  return {
    names,
    headerRows,
    start,
    line: data?.line ?? (head.length > 0 ? head[head.length - 1].line + 1 : 1),
    end: footer.length > 0 ? footer[0].start : size,
    width,
    preamble: linesOf(bytes, head[first - headerRows]?.start ?? data?.start ?? 0),
    preambleRows: head.slice(0, Math.max(0, comment ? first : first - headerRows)).filter((row) => filledOf(row) > 0).length,
    footer,
    headers: block.map((row) => row.cells),
  };
}

const linesOf = (bytes: Uint8Array, end: number): string[] =>
  decodeUtf8(bytes, 0, end)
    .split(/\r\n|\n|\r/)
    .filter(isFilled);

function lineEnd(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
  return at;
}

/** Columns of numbers or times further down, with which of the two. */
function hardColumns(body: HeadRow[], width: number): Map<number, Kind> {
  const exact = body.filter((row) => row.cells.length === width);
  const full = exact.length > body.length * 0.2 || width <= 1 ? exact : body.filter((row) => row.cells.length >= width * 0.6);
  const rows = full.slice(full.length >= 3 ? Math.max(1, Math.floor(full.length / 3)) : full.length - 1).slice(0, 300);
  const hard = new Map<number, Kind>();
  for (let column = 0; column < width; column++) {
    const counts = { number: 0, time: 0, missing: 0, text: 0 };
    for (const row of rows) if (column < row.cells.length) counts[kindOf(row.cells[column])]++;
    const values = counts.number + counts.time + counts.text;
    if (values === 0) continue;
    if (counts.number >= values * 0.5) hard.set(column, 'number');
    else if (counts.time >= values * 0.5) hard.set(column, 'time');
  }
  return hard;
}

function mismatches(row: HeadRow, hard: Map<number, Kind>): { present: number; wrong: number } {
  let present = 0;
  let wrong = 0;
  for (const [column, kind] of hard) {
    if (column >= row.cells.length) continue;
    const own = kindOf(row.cells[column]);
    if (own === 'missing') continue;
    present++;
    if (own !== kind) wrong++;
  }
  return { present, wrong };
}

/** `------+---+---`, as terminals draw it under the names. */
const isRule = (row: HeadRow): boolean => row.cells.length > 0 && row.cells.every((cell) => /^\s*[+|:]?[-=]{3,}[-=+|:]*\s*$/.test(cell));

/** `5s 15s 20d 14n` under the names: widths and kinds of the columns, as in tables of the US Geological Survey. */
const isWidthsRow = (row: HeadRow): boolean => row.cells.length > 1 && row.cells.every((cell) => /^\d{1,3}[sdn]$/.test(cell.trim()));

const isTableRow = (row: HeadRow, width: number): boolean =>
  row.cells.length >= Math.max(1, width * 0.6) && filledOf(row) >= Math.min(2, width) * 0.5;

function firstDataRow(head: HeadRow[], hard: Map<number, Kind>, width: number): number {
  if (hard.size === 0) {
    const first = head.findIndex((row) => row.cells.length >= width && filledOf(row) >= width * 0.5);
    return Math.max(0, first);
  }
  let first = head.findIndex((row) => {
    const { present, wrong } = mismatches(row, hard);
    return wrong === 0 && present >= Math.max(1, hard.size * 0.4) && row.cells.length >= Math.min(width, Math.max(1, width * 0.6));
  });
  // Nothing quite fits: the first that mostly does.
  if (first < 0) first = head.findIndex((row) => mismatches(row, hard).wrong < mismatches(row, hard).present * 0.6);
  if (first < 0) return 0;
  first = belowNames(head, first, hard, width);
  // Rows above of which anything fits are data with troubles: a header never holds a time or a number of its column.
  while (first > 0) {
    const row = head[first - 1];
    const { present, wrong } = mismatches(row, hard);
    if (row.cells.length < width * 0.6 || saysTime(row, hard) || isNumbered(row.cells.slice(1))) break;
    // A row of which nothing fits, but with numbers in it and a row of words above, has lost a cell and moved aside.
    const isShifted = row.cells.some((cell) => kindOf(cell) === 'number') && first > 1 && isRowOfWords(head[first - 2], width);
    if (present === wrong && !isShifted) break;
    first--;
  }
  return first;
}

/** Rows that hold few cells, or numbers that count on, belong to the table all the same where different names for every column stand right above. */
function belowNames(head: HeadRow[], first: number, hard: Map<number, Kind>, width: number): number {
  let narrow = 0;
  for (let at = first - 1; at >= 0; at--) {
    const row = head[at];
    if (width > 2 && row.cells.length === width && filledOf(row) === width && isRowOfWords(row, width))
      return new Set(row.cells).size === width ? at + 1 : first;
    const { present, wrong } = mismatches(row, hard);
    // A row that is not cut at all is written with other delimiters.
    const isUncut = row.cells.length === 1 && width > 2 && narrow++ < 2;
    if (!isUncut && (row.cells.length < 2 || present === 0 || wrong > 0)) return first;
  }
  return first;
}

const isRowOfWords = (row: HeadRow, width: number): boolean =>
  row.cells.length >= width - 1 && filledOf(row) >= width * 0.5 && row.cells.every((cell) => !isFilled(cell) || kindOf(cell) === 'text');

/** The name of a time stands where times stand below. */
const saysTime = (row: HeadRow, hard: Map<number, Kind>): boolean =>
  row.cells.some((cell, column) => hard.has(column) && kindOf(cell) === 'text' && timeNameScore(cell) === 2);

/** Header rows right above `first`; negative when the row at `first` is itself the header and data begins below it. */
function countHeaderRows(
  head: HeadRow[],
  first: number,
  hard: Map<number, Kind>,
  body: HeadRow[],
  width: number,
  isWanted: boolean,
): number {
  if (first >= head.length) return 0;
  if (first === 0 || !couldBeHeader(head[first - 1], width, hard)) {
    if (hard.size === 0) return isHeaderOfWords(head, first, body, width) || isWanted ? -1 : 0;
    if (isNumberedHeader(head, first, width)) return -1;
    if (first === 0) return 0;
  }
  let rows = 0;
  while (rows < HEADER_ROWS_AT_MOST && first - rows > 0) {
    const row = head[first - rows - 1];
    const below = head[first - rows];
    if (rows === 0 ? !couldBeHeader(row, width, hard) : !belongsAbove(row, below, width, hard)) break;
    rows++;
  }
  return rows;
}

/** Names that are set apart by another delimiter than the rows below them. */
function cutOtherwise(bytes: Uint8Array, row: HeadRow, width: number): string[] | undefined {
  if (width < 3 || row.cells.length >= width || row.start > bytes.length) return undefined;
  const line = decodeUtf8(bytes, row.start, lineEnd(bytes, row.start));
  for (const delimiter of [';', ',', '\t', '|', ' ', '&', '=', '/', '^', '~', ':']) {
    const cells = line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (cells.length === width && new Set(cells).size === width && cells.every((cell) => isFilled(cell) && kindOf(cell) === 'text'))
      return cells;
  }
  return undefined;
}

/** Words, filling the table's width. */
function couldBeHeader(row: HeadRow, width: number, hard: Map<number, Kind>): boolean {
  const filled = filledOf(row);
  if (filled === 0 || row.cells.length > width + 2 + width * 0.2) return false;
  // `Date,,` above the data: the name of the index alone, as pandas writes it under the names of the columns.
  if (filled === 1 && row.cells.length === width && width > 2 && isFilled(row.cells[0]) && timeNameScore(row.cells[0]) === 2) return true;
  if (
    width >= 3
      ? filled < width * 0.5 || row.cells.length < width * 0.6
      : row.cells.length < width - 1 || filled < Math.min(width, row.cells.length) * 0.5
  )
    return false;
  const { present, wrong } = mismatches(row, hard);
  return hard.size === 0 || present === 0 || wrong >= present * 0.6 || saysTime(row, hard) || isNumbered(row.cells.slice(1));
}

function belongsAbove(row: HeadRow, below: HeadRow, width: number, hard: Map<number, Kind>): boolean {
  if (below.line - row.line !== 1) return false;
  const isIndexName = filledOf(below) === 1 && below.cells.length === width;
  if (isMergedGroups(row, below, width)) return true;
  if (width <= 2 && !areUnits(below.cells)) return false;
  if (!couldBeHeader(row, width, hard) || row.cells.length !== below.cells.length) return false;
  if (isIndexName || areUnits(below.cells)) return true;
  // No name over the times, and right above a name for every column: units of any kind.
  if (hasNoTimeName(below, hard) && filledOf(row) === row.cells.length && new Set(row.cells).size === row.cells.length) return true;
  // A word of its own over the times that the names do not share: keys and values above the table.
  const time = [...hard].find(([, kind]) => kind === 'time')?.[0];
  if (
    time !== undefined &&
    isFilled(row.cells[time]) &&
    isFilled(below.cells[time]) &&
    timeNameScore(row.cells[time]) === 0 &&
    !isFilled(row.cells[row.cells.length - 1])
  )
    return false;
  // Groups above names: some cells empty or repeated, as merged cells of a spreadsheet are exported.
  const texts = row.cells.filter(isFilled);
  return (
    row.cells.every((cell) => !isFilled(cell) || kindOf(cell) === 'text') &&
    (texts.length < row.cells.length || new Set(texts).size < texts.length || isCodeRow(below.cells))
  );
}

/** `,North,,South,` above a name for every column: merged cells, of which only the first keeps its word. */
const isMergedGroups = (row: HeadRow, below: HeadRow, width: number): boolean =>
  row.cells.length === width &&
  below.cells.length === width &&
  filledOf(below) === width &&
  filledOf(row) >= (isFilled(row.cells[0]) ? 3 : 2) &&
  row.cells.every((cell) => !isFilled(cell) || kindOf(cell) === 'text');

const hasNoTimeName = (row: HeadRow, hard: Map<number, Kind>): boolean =>
  [...hard].some(([column, kind]) => kind === 'time' && !isFilled(row.cells[column] ?? ''));

const UNIT =
  /^([[(].*[\])]|-|%|°\s?[CFK]?|deg\s?[CF]?|℃|([kMGTmµun]?(W|Wh|V|A|Ah|Nm|N|J|Bq|Sv|lx|lm|S|VA|VAr|Hz|Pa|g|m|s|L|l|J|bar|t|mol)|h|min|hr|d|ppm|ppb|dB|rpm|mph|kn|K|C|F|EUR|USD|CNY|in|ft|lb|psi|kg|cm|mm|km|hPa|mbar|mmHg|inHg|ug|kWp|kVAr|kVArh|VArh|NTU|pH|pcs)([/·* ][a-zA-Zµ²³0-9-]+)*([²³]|\d)?)$/;
const areUnits = (cells: string[]): boolean => {
  const filled = cells.filter(isFilled);
  return filled.length > 0 && filled.filter((cell) => UNIT.test(cell.trim())).length >= filled.length * 0.6;
};
/** Types or codes under the names: `float64`, `AAPL`. */
const isCodeRow = (cells: string[]): boolean =>
  cells.filter(isFilled).every((cell) => /^(float|int|str|object|bool|datetime|double|number|text|string)\d*$/i.test(cell.trim()));

/** 0, 1, 2 ... or 1960, 1961 ...: whole numbers in equal steps. */
function isNumbered(cells: string[]): boolean {
  const filled = cells.filter(isFilled).map((cell) => (/^\d{1,9}$/.test(cell.trim()) ? Number(cell) : NaN));
  if (filled.length < 2 || filled.some((value) => value !== value)) return false;
  const step = filled[1] - filled[0];
  if (step < 1) return false;
  for (let i = 1; i < filled.length; i++) if (filled[i] - filled[i - 1] !== step) return false;
  return areYears(cells) || (filled.length >= 3 && filled[0] <= 1);
}

const areYears = (cells: string[]): boolean =>
  cells.filter(isFilled).every((cell) => /^\d{4}$/.test(cell.trim()) && Number(cell) >= 1500 && Number(cell) <= 2200);

/** A first row of numbers that are names: counted through, where the rows below are not. */
function isNumberedHeader(head: HeadRow[], first: number, width: number): boolean {
  const row = head[first];
  const next = head[first + 1];
  if (!next || width < 2 || row.cells.length < width - 1) return false;
  // Names of the columns in front, such as `Country Name, Country Code, 1960, 1961`.
  let corner = 0;
  while (corner < row.cells.length && (!isFilled(row.cells[corner]) || kindOf(row.cells[corner]) === 'text')) corner++;
  const isCorner = corner > 0;
  const cells = row.cells.slice(corner);
  if (cells.length < 2 || !isNumbered(cells)) return false;
  const nextCells = next.cells.slice(corner);
  // Years under words are names, whatever counts on below them.
  if (isCorner && areYears(cells) && !areYears(nextCells)) return true;
  if (isNumbered(nextCells)) return false;
  return isCorner || (cells.length >= 3 && nextCells.some((cell) => /[.,]/.test(cell)));
}

/** A first row above columns of words: all different, and none of them a word of its column. */
function isHeaderOfWords(head: HeadRow[], first: number, body: HeadRow[], width: number): boolean {
  const row = head[first];
  if (!row || head.length - first < 2 || row.cells.length < width) return false;
  const cells = row.cells.slice(0, width).map((cell) => cell.trim());
  if (cells.some((cell) => cell === '' || cell.length > 60) || new Set(cells).size < cells.length) return false;
  const below = body.filter((each) => each.start !== row.start);
  let repeats = 0;
  for (let column = 0; column < width; column++) {
    const values = below.map((each) => each.cells[column]?.trim() ?? '');
    if (values.includes(cells[column])) return false;
    if (new Set(values).size < values.length) repeats++;
  }
  return width > 1 || repeats > 0;
}

/** Names of several header rows, one above the other, said once each. */
function joinNames(block: HeadRow[]): string[] {
  if (block.length === 0) return [];
  const width = Math.max(...block.map((row) => row.cells.length));
  if (block.length === 1) return block[0].cells;
  // In upper rows an empty cell belongs to the group on its left.
  const rows = block.map((row, level) => {
    const isGroup =
      level < block.length - 1 && row.cells.filter(isFilled).length < row.cells.length * 0.8 && filledOf(block[block.length - 1]) > 1;
    let group = '';
    return Array.from({ length: width }, (_, column) => {
      const cell = (row.cells[column] ?? '').trim();
      if (cell !== '') group = cell;
      return isGroup ? group : cell;
    });
  });
  const last = rows[rows.length - 1];
  const isIndexName = last.filter(isFilled).length === 1 && isFilled(last[0]);
  return Array.from({ length: width }, (_, column) => {
    if (isIndexName && column === 0) return last[0];
    const parts = rows.map((row) => row[column]).filter(isFilled);
    return [...new Set(parts)].join(' ');
  });
}

/** All rows have one cell more than there are names, and their first is no time that the first name could mean. */
function hasRowNames(body: HeadRow[], width: number, firstName: string, firstKind: Kind | undefined): boolean {
  const rows = body.filter((row) => row.cells.length === width && isFilled(row.cells[width - 1]));
  if (rows.length < (body.length - 1) * 0.9) return false;
  if (timeNameScore(firstName) < 2 || firstKind === undefined) return true;
  return firstKind === 'number' && rows.every((row, i) => i < 2 || Number(row.cells[0]) === Number(rows[i - 1].cells[0]) + 1);
}

/** `# time temperature`: the last comment line above the data, if it has as many words as the table has columns. */
function headerInComment(piece: Piece, cutting: Cutting, dataStart: number, width: number, hard: Map<number, Kind>): string[] | undefined {
  if (!cutting.comment || hard.size === 0 || dataStart === 0) return undefined;
  const rows = rowsOf(piece, { ...cutting, comment: '', width: 0 }, HEAD_ROWS, 0, dataStart);
  const last = rows[rows.length - 1];
  if (!last) return undefined;
  let cells = last.cells.slice();
  cells[0] = (cells[0] ?? '').trim();
  if (!cells[0].startsWith(cutting.comment)) return undefined;
  cells[0] = cells[0].slice(cutting.comment.length).trim();
  // A sign that stands alone is no name.
  if (cells[0] === '') cells = cells.slice(1);
  if (cells.length !== width || cells.some((cell) => !isFilled(cell) || kindOf(cell) !== 'text')) return undefined;
  return cells;
}

const TOTAL =
  /^(grand )?(total|totals|sum|mean|average|avg|count|min|max|summe|gesamt|mittelwert|total général|promedio|media|moyenne|moyen|média|totale|totaal|gemiddelde|summa|summe|medel|medelvärde|gennemsnit|keskiarvo|yhteensä|suma|razem|średnia|průměr|celkem|összesen|átlag|итого|всего|среднее|toplam|ortalama|σύνολο|المجموع|合计|总计|平均|平均值|小计|source|sources|note|notes|quelle|fuente|来源|注|注释|数据来源|end|eof|\(?c\)|©|\*|\d+ rows?)(?![\p{L}\p{N}])|^(合计|合計|总计|總計|平均|小计|小計|来源|注|数据来源|합계|평균|총계)/iu;

/** Total, mean, least and most, and a little more. */
const TOTALS_AT_MOST = 6;

/** Rows at the end without a value where the table has values, from the last upwards. tail: the last stretch of the text. */
function findFooter(tail: Piece, start: number, cutting: Cutting, hard: Map<number, Kind>, width: number): HeadRow[] {
  if (hard.size === 0 || width < 2) return [];
  const { bytes } = tail;
  let from = Math.max(0, start - tail.at);
  if (bytes.length - from > 65536) {
    from = bytes.length - 65536;
    while (from < bytes.length && bytes[from - 1] !== 10 && bytes[from - 1] !== 13) from++;
  }
  const rows = rowsOf(tail, cutting, Infinity, from);
  const footer: HeadRow[] = [];
  const timeAt = [...hard].find(([, kind]) => kind === 'time')?.[0] ?? -1;
  for (let i = rows.length - 1; i > 0; i--) {
    const row = rows[i];
    const filled = filledOf(row);
    const { present, wrong } = mismatches(row, hard);
    const firstCell = row.cells.find(isFilled)?.trim() ?? '';
    const isLeft = filled <= Math.max(1, width / 3) && present === wrong;
    const isWord = isFilled(row.cells[0] ?? '') && kindOf(row.cells[0]) === 'text';
    const isTotal = hard.has(0) && isWord && TOTAL.test(firstCell);
    // Where times stand, a word without any digit is the name of a total in some language.
    const time = (timeAt >= 0 && row.cells[timeAt]?.trim()) || '';
    const isNamed = time !== '' && time === firstCell && kindOf(time) === 'text' && !/\d/.test(time) && rows.length - i <= TOTALS_AT_MOST;
    if (filled > 0 && !isLeft && !isTotal && !isNamed) break;
    footer.unshift(row);
  }
  return footer;
}
