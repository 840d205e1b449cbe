/**
 * How a text table is cut: delimiter, quote, escape, comments, line ends. Every candidate cuts the sample, and the one wins whose rows are of
 * one width and whose cells are things: numbers, times, clean words. (Header and preamble: `header.ts`. Decimal marks: `number-format.ts`.)
 *
 * What a newcomer would get wrong: widths alone mislead. `2020-01-01 00:00;1,5` has as many commas and spaces in every row as semicolons;
 * only with the semicolon are the pieces whole.
 */
import { looksNumeric } from './number-format.ts';
import type { Sample } from './sample.ts';
import { decodeUtf8 } from './text.ts';
import { TimeParser, type DateOrder } from './times.ts';
import { Tokenizer, cellText, type Cutting } from './tokenize.ts';
import { MISSING_SIGNS, MISSING_WORDS } from './words.ts';

export interface DialectOptions {
  delimiter?: string;
  quote?: string;
  escape?: string;
  comment?: string;
}

export interface Dialect {
  cutting: Cutting;
  /** 0 to 1: how much the sample looks like a table when cut this way. */
  score: number;
  /** The next best delimiter, when it is nearly as good. */
  rival?: string;
  /** One column of `1,5` and no header: cut at the comma, which may have been a decimal mark. */
  mayBeDecimalComma?: boolean;
  /** The first line only names the delimiter. */
  hasHint: boolean;
}

/** In order of preference between equals. */
const DELIMITERS = [',', ';', '\t', '|', ' '];
/** Tried only when none of the above makes a table. */
// prettier-ignore
const RARE_DELIMITERS = ['^', '~', '§', '¦', '¬', '¤', 'þ', '→', '•', '·', '，', '；', '、', '،', '؛', '\u0001', '\u001f', '\u001e', '::', ':', '#', '!', '&', '$', '=', '/', '@', '*', '%', '\\', '+', '_', '°'];
/** Signs that stand inside words and addresses too: two columns of words are one that was cut. */
const INSIDE_WORDS = new Set(['#', '!', '&', '$', '=', '/', '@', '*', '%', '\\', '+', '_', '·', '°', '、']);
/** Beside the double quote. */
const RARE_QUOTES = ["'", '`', '~', '|', '*'];
const COMMENTS = ['#', '%', '//', '!', '*', "''", '--'];
const ROWS_JUDGED = 400;
const CELLS_JUDGED = 4000;
/** Rows above a table that are told from it, and the least that must stand below them. */
const PREAMBLE_ROWS_AT_MOST = 5000;
const LEAST_BELOW_PREAMBLE = 10;

export function findDialect(sample: Sample, options: DialectOptions): Dialect {
  const bareReturn = hasBareReturns(sample);
  const hint = delimiterHint(sample);
  const wanted = options.delimiter ?? hint;
  const delimiters = wanted !== undefined ? [wanted === '\\t' ? '\t' : wanted] : DELIMITERS;
  const comment = options.comment ?? findComment(sample, bareReturn);
  const quotes = options.quote !== undefined ? [options.quote] : quotesIn(sample);
  const judge = new CellJudge();
  const quoting = quotes.flatMap((quote) =>
    (options.escape === undefined ? escapesFor(sample, quote) : [options.escape]).map((escape) => ({ quote, escape })),
  );
  const tries = (list: string[], weight: number) =>
    list.flatMap((delimiter) =>
      quoting.flatMap(({ quote, escape }) => {
        const sign = comment === delimiter ? '' : comment;
        const cutting: Cutting = { delimiter, quote, escape, comment: sign, bareReturn, keepBlank: false, width: 0 };
        // Spaces are mostly there to align columns; single ones with empty cells between them are rare.
        const ways = delimiter === ' ' ? [{ ...cutting, runs: true }, cutting] : [cutting];
        return ways.map((way) => judgeCutting(sample, way, judge, weight));
      }),
    );
  let tried = tries(wanted === undefined ? [...delimiters, ''] : delimiters, 1);
  let best = tried.reduce(better);
  if (wanted === undefined && best.cutting.delimiter === '' && best.shareOfTyped < 0.9) {
    tried = [best, ...tries(RARE_DELIMITERS, 0.9)];
    best = tried.reduce(better);
  }
  const double =
    wanted === undefined ? tries(delimitersOfSeveral(sample, bareReturn, best.cutting.delimiter), 1).reduce(better, none) : none;
  if (double.score > 0 && double.width > 1 && (best.cutting.delimiter === '' || double.shareOfTyped > 0.1)) best = double;
  const rival = tried
    .filter((each) => each.cutting.delimiter !== best.cutting.delimiter)
    .reduce((a, b) => (b.score > (a?.score ?? 0) ? b : a), undefined as Judged | undefined);
  let mayBeDecimalComma = false;
  if (wanted === undefined && best.cutting.delimiter === ',' && best.width === 2) {
    const columns = decimalCommaColumn(sample, best.cutting);
    if (columns === 'one') best = { ...best, cutting: { ...best.cutting, delimiter: '', width: 1 }, width: 1 };
    mayBeDecimalComma = columns === 'either';
  }
  const cutting = { ...best.cutting, width: best.width, keepBlank: best.width <= 1 };
  return {
    cutting,
    score: best.score,
    ...(rival && rival.score > best.score * 0.95 && { rival: rival.cutting.delimiter }),
    mayBeDecimalComma,
    hasHint: hint !== undefined,
  };
}

interface Judged {
  cutting: Cutting;
  score: number;
  width: number;
  /** Share of cells that are numbers, times or missing. */
  shareOfTyped: number;
}

const none: Judged = { cutting: {} as Cutting, score: 0, width: 0, shareOfTyped: 0 };
const better = (a: Judged, b: Judged): Judged => (b.score > a.score + 1e-9 ? b : a);

/** Cuts the sample and scores it: share of good cells x share of rows of one width x a little for more columns. */
function judgeCutting(sample: Sample, cutting: Cutting, judge: CellJudge, weight: number): Judged {
  const widths = new Map<number, number>();
  /** Of each width: cells that were judged, and those that are numbers, times or missing. */
  const judged = new Map<number, { cells: number; typed: number }>();
  const headWidths: number[] = [];
  let rows = 0;
  let good = 0;
  let typed = 0;
  let cells = 0;
  let strays = 0;
  const rowsPerStretch = Math.ceil(ROWS_JUDGED / sample.pieces.length);
  const cellsPerStretch = Math.ceil(CELLS_JUDGED / sample.pieces.length);
  judge.begin();
  for (const { bytes } of sample.pieces) {
    const tokenizer = new Tokenizer(cutting, 512);
    const { batch } = tokenizer;
    // Judged rows lie evenly in the stretch, whose first ones may be a preamble.
    const between = bytes.length / rowsPerStretch;
    let nextJudged = 0;
    let judgedCells = 0;
    for (let at = 0; at < bytes.length;) {
      const next = tokenizer.scan(bytes, at, bytes.length, true);
      for (let row = 0; row < batch.rows; row++) {
        const first = batch.firstCell[row];
        const width = batch.firstCell[row + 1] - first;
        widths.set(width, (widths.get(width) ?? 0) + 1);
        if (headWidths.length === rows && rows < PREAMBLE_ROWS_AT_MOST) headWidths.push(width);
        rows++;
        if (batch.cellStart[first] < nextJudged || judgedCells > cellsPerStretch) continue;
        nextJudged = batch.cellStart[first] + between;
        const ofWidth = judged.get(width) ?? { cells: 0, typed: 0 };
        judged.set(width, ofWidth);
        for (let cell = 0; cell < Math.min(width, 200); cell++) {
          const value = judge.cell(bytes, batch.cellStart[first + cell], batch.cellEnd[first + cell], cutting);
          good += value;
          if (value === 1) {
            typed++;
            ofWidth.typed++;
          }
          ofWidth.cells++;
          judgedCells++;
          cells++;
        }
      }
      if (next === at) break;
      at = next;
    }
    strays += tokenizer.strayQuotes.count;
  }
  const typedShare = (each: number): number => {
    const found = judged.get(each);
    return found ? found.typed / found.cells : cells === 0 ? 0 : typed / cells;
  };
  let width = 0;
  let most = 0;
  for (const [each, count] of widths) {
    // A preamble may be longer than the table: rows that are not cut say nothing about how to cut.
    if (each < 2 && widths.size > 1) continue;
    // Rows of numbers are the table, rows of words above them what is said about it.
    const value = count * (1 - 1 / (each + 1)) * (0.1 + typedShare(each));
    if (value > most) [most, width] = [value, each];
  }
  if (width <= 1 && cutting.delimiter !== '') return { cutting, score: 0, width: 1, shareOfTyped: 0 };
  const shareOfTyped = cells === 0 ? 0 : typed / cells;
  // What stands above the first row of the table says nothing about how steady it is.
  const above = Math.max(0, headWidths.indexOf(width));
  const below = rows - above;
  const steadiness =
    rows === 0
      ? 0
      : (widths.get(width) ?? 0) / (below >= LEAST_BELOW_PREAMBLE && above < (typedShare(width) > 0.5 ? 12 : 3) * below ? below : rows);
  // Words can be cut anywhere; only numbers and times excuse rows of different widths.
  const regularity = shareOfTyped > 0.3 ? 0.3 + 0.7 * steadiness : steadiness ** 2;
  // Clocks are full of colons and dates of slashes: only cells that are something by themselves count there.
  if ((cutting.delimiter === ':' || cutting.delimiter === '/') && shareOfTyped < 0.9) return { cutting, score: 0, width: 1, shareOfTyped };
  if (INSIDE_WORDS.has(cutting.delimiter) && width < 3 && shareOfTyped < 0.3) return { cutting, score: 0, width: 1, shareOfTyped };
  const spaces = cutting.delimiter === ' ' ? 0.85 : 1;
  const quoting = rows === 0 ? 1 : 1 - 0.5 * Math.min(1, strays / rows);
  return {
    cutting,
    score: cells === 0 ? 0 : (good / cells) * regularity * (1 - 1 / (width + 1)) * spaces * quoting * weight,
    width,
    shareOfTyped,
  };
}

/** € 1.234,50 and 1 234,50 €: groups of three, and a currency on one side. */
const AMOUNT =
  /^\(?(\p{Sc}\s?)?[-+\u2212]?\d{1,3}([.,'’\s\u00a0\u2007\u2009\u202f]\d{3})*([.,]\d+)?(\s?(\p{Sc}|%|‰|eur|usd|kwh|mwh|kw|mw))?\)?$/u;

/** How much a cell is a thing, from 0 to 1. Remembers what it has seen: cells repeat, and every candidate shows the same ones. */
class CellJudge {
  private readonly known = new Map<string, number>();
  private readonly parser = new TimeParser();

  begin(): void {
    if (this.known.size > 50_000) this.known.clear();
  }

  cell(bytes: Uint8Array, start: number, end: number, cutting: Cutting): number {
    while (start < end && bytes[start] <= 32) start++;
    while (end > start && bytes[end - 1] <= 32) end--;
    if (start === end) return 0.9;
    if (end - start > 200) return 0.5;
    const quote = cutting.quote ? cutting.quote.charCodeAt(0) : -1;
    const isQuoted = end - start >= 2 && bytes[start] === quote && bytes[end - 1] === quote;
    const text = isQuoted ? cellText(bytes, start, end, cutting) : decodeUtf8(bytes, start, end);
    const key = isQuoted ? `"${text}` : text;
    let value = this.known.get(key);
    if (value === undefined) {
      value = this.judge(text, isQuoted);
      this.known.set(key, value);
    }
    return value;
  }

  private judge(text: string, isQuoted: boolean): number {
    const word = text.trim().toLowerCase();
    if (MISSING_WORDS.has(word) || MISSING_SIGNS.has(word)) return 1;
    if (/^[+-]?[\d.,]*\d[\d.,]*([eE][+-]?\d+)?\s?(%|°?[CFK]|[$€£¥])?$/.test(word) && looksNumeric(text)) return 1;
    if (AMOUNT.test(word)) return 1;
    if (this.isTime(text)) return 1;
    if (isQuoted) return 0.9;
    // Another delimiter or a quote inside: cut at the wrong place.
    if (/[;\t|"]/.test(text)) return 0;
    if (text.includes(',')) return /[\p{L}] ?, \p{L}/u.test(text) ? 0.4 : 0;
    if (looksNumeric(text)) return 0.8;
    return text.length <= 60 ? 0.8 : 0.6;
  }

  private isTime(text: string): boolean {
    if (!/\d/.test(text)) return false;
    if (/^\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?$/.test(text)) return true;
    return (['DMY', 'MDY', 'YMD'] as DateOrder[]).some((order) => {
      this.parser.order = order;
      const time = this.parser.parseText(text);
      return time === time;
    });
  }
}

/**
 * Delimiters of several characters, such as `||`, `~|~` or three spaces: what stands equally often in every line, and of which the single one that was
 * found is only ever a part.
 */
function delimitersOfSeveral({ pieces: [{ bytes }] }: Sample, bareReturn: boolean, single: string): string[] {
  const lines = decodeUtf8(bytes, 0, Math.min(bytes.length, 65536))
    .replace(/"(?:[^"]|"")*"/g, '0')
    .split(bareReturn ? /\r\n|\r|\n/ : /\r?\n/)
    .slice(0, 200)
    .filter((line) => line.trim() !== '');
  if (lines.length > 3 && lines.length < 200) lines.pop();
  if (lines.length < 2) return [];
  const places = lines
    .slice(0, 1)
    .map((line) => line.match(/(?<=[^\s\p{P}\p{S}])([^\p{L}\p{N}"'.+\-()_ ]{2,4}| {2,4})(?=[\p{L}\p{N}"'+\-.])/gu) ?? []);
  return [...new Set(places[0])].filter((delimiter) => {
    // Blanks beside a delimiter are trimmed anyway.
    if (delimiter.trim().length === 1 || /[,;]$/.test(delimiter.trim()) !== /^[,;]/.test(delimiter.trim())) return false;
    const count = lines[0].split(delimiter).length;
    const fitting = lines.filter((line) => line.split(delimiter).length === count).length;
    return (
      fitting >= lines.length * 0.9 &&
      (single === '' || lines.every((line) => line.split(delimiter).every((part) => !part.includes(single))))
    );
  });
}

/** `sep=;` in the first line, as Excel writes it. */
function delimiterHint({ pieces: [{ bytes }] }: Sample): string | undefined {
  const match = /^"?sep=(.)"?[\r\n]/i.exec(decodeUtf8(bytes, 0, Math.min(bytes.length, 16)));
  return match?.[1];
}

/** Carriage returns without a line feed end rows when the file has hardly any line feed. */
function hasBareReturns(sample: Sample): boolean {
  let bare = 0;
  let feeds = 0;
  for (const { bytes } of sample.pieces) {
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] === 10) feeds++;
      else if (bytes[i] === 13 && bytes[i + 1] !== 10 && bytes[i + 1] !== 13) bare++;
    }
  }
  return bare > feeds * 0.1;
}

/** Quotes worth trying: a single one only where it opens and closes cells, for it is an apostrophe everywhere else. */
function quotesIn(sample: Sample): string[] {
  const texts = sample.pieces.map(({ bytes }) => decodeUtf8(bytes, 0, Math.min(bytes.length, 65536)));
  const others = RARE_QUOTES.filter((quote) => {
    const sign = `\\${quote}`;
    const opens = new RegExp(`(^|[,;\\t\\r\\n]) ?${sign}`, 'g');
    const closes = new RegExp(`(^|[,;\\t\\r\\n]) ?${sign}([^${sign}\\r\\n]|${sign}${sign})*${sign} ?(?=[,;\\t\\r\\n]|$)`, 'g');
    const count = (pattern: RegExp) =>
      texts.reduce((sum, text) => sum + (text.includes(quote) ? (text.match(pattern)?.length ?? 0) : 0), 0);
    const closed = count(closes);
    // Cells side by side share the delimiter between them, so that only every other one is seen to close.
    return closed >= 2 && closed >= count(opens) * 0.4;
  });
  return ['"', ...others];
}

/** What may make a quote inside quotes an ordinary one: doubling it, a backslash where any stands before a quote, NUL where it stands nowhere else. */
function escapesFor(sample: Sample, quote: string): string[] {
  if (quote === '') return [''];
  const code = quote.charCodeAt(0);
  let hasBackslash = false;
  let nul = 0;
  let otherNul = 0;
  for (const { bytes } of sample.pieces) {
    for (let i = 1; i < bytes.length; i++) {
      if (bytes[i - 1] === 0 && bytes[i] === code) nul++;
      else if (bytes[i - 1] === 0) otherNul++;
      else if (bytes[i] === code && bytes[i - 1] === 92) hasBackslash = true;
    }
  }
  if (nul > 0 && otherNul === 0) return ['\0'];
  return hasBackslash ? [quote, '\\'] : [quote];
}

/** The sign that comment lines begin with, if some lines do and most do not. */
function findComment(sample: Sample, bareReturn: boolean): string {
  const counts = new Map<string, number>();
  let lines = 0;
  let isFirstComment = '';
  for (const { bytes } of sample.pieces) {
    const end = bytes.length;
    let at = 0;
    while (at < end) {
      let next = at;
      while (next < end && bytes[next] !== 10 && !(bareReturn && bytes[next] === 13)) next++;
      let from = at;
      while (from < next && bytes[from] <= 32) from++;
      if (from < next) {
        lines++;
        const line = decodeUtf8(bytes, from, Math.min(next, from + 12));
        const sign = COMMENTS.find((each) => line.startsWith(each));
        if (sign !== undefined && isComment(line, sign)) {
          counts.set(sign, (counts.get(sign) ?? 0) + 1);
          if (lines === 1) isFirstComment = sign;
        }
      }
      at = next + 1;
    }
  }
  for (const [sign, count] of counts) {
    const isUsual = sign === '#' || sign === '%';
    // Signs that also begin ordinary lines are believed where the file begins with one.
    if (!isUsual && sign !== isFirstComment) continue;
    if (count < lines * 0.5 || (sign === isFirstComment && count < lines && isUsual)) return sign;
  }
  return '';
}

/** `#N/A` and `***` are missing values, `-- ` and `* ` need a blank or a word behind them. */
function isComment(line: string, sign: string): boolean {
  if (/^#(n\/a|na\b|value!|ref!|div|num!|name\?|null!)/i.test(line)) return false;
  return sign === '#' || sign === '%' || sign === '//' ? true : new RegExp(`^[^\\s\\p{L}]{${sign.length}}[\\s\\p{L}]`, 'u').test(line);
}

/**
 * Two columns, or one of decimal commas? One when every row but a header without comma is `1,5`; either when there is no such header
 * and both halves are only digits; two otherwise.
 */
function decimalCommaColumn(sample: Sample, cutting: Cutting): 'one' | 'two' | 'either' {
  const tokenizer = new Tokenizer({ ...cutting, delimiter: '', width: 0 });
  const { batch } = tokenizer;
  let rows = 0;
  let hasHeader = false;
  for (const { bytes } of sample.pieces) {
    for (let at = 0; at < bytes.length && rows < 5000;) {
      const next = tokenizer.scan(bytes, at, bytes.length, true);
      for (let row = 0; row < batch.rows; row++) {
        const cell = batch.firstCell[row];
        const text = decodeUtf8(bytes, batch.cellStart[cell], batch.cellEnd[cell]).trim();
        if (rows++ === 0 && /^"?[^\d,]/.test(text) && !/^-\d/.test(text)) {
          if (text.replace(/".*?"/g, '').includes(',')) return 'two';
          hasHeader = true;
          continue;
        }
        if (!/^-?\d+(,\d+)?$/.test(text)) return 'two';
      }
      if (next === at) break;
      at = next;
    }
  }
  if (rows < 2) return 'two';
  return hasHeader ? 'one' : 'either';
}
