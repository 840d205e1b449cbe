/**
 * Cuts UTF-8 bytes into rows and cells, without making a string of any of them. It only says where cells begin and end:
 * what they mean is for the readers of columns. It is not a detector either: how to cut is given (`Cutting`).
 *
 * `scan` takes a stretch of bytes and stops before a row that the stretch does not hold in full, so a stream feeds it block by
 * block and keeps the rest for the next one. What a newcomer would get wrong: a cell that begins with a quote still has its
 * quotes in the batch (`cellText` removes them), and a quote counts as one only at the start of a cell.
 */
import { decodeUtf8, encodeUtf8 } from './text.ts';

/** How cells and rows are told apart. */
export interface Cutting {
  /** One or more characters; '' means that a row is one cell. */
  delimiter: string;
  /** The delimiter is a space, and any number of them is one: columns set with spaces. */
  runs?: boolean;
  /** '"', "'" or '' when nothing quotes. */
  quote: string;
  /** The character that makes a quote inside quotes an ordinary one: the quote itself (doubled) or a backslash. */
  escape: string;
  /** Rows that begin with this are skipped and counted; '' when there are none. */
  comment: string;
  /** A carriage return alone ends a row too (it always may stand before a line feed). */
  bareReturn: boolean;
  /** Rows without any character are kept as one empty cell: in a file of one column they are missing values. */
  keepBlank: boolean;
  /** Cells that a row should have, to repair rows with a stray quote; 0 when not known. */
  width: number;
}

/** Rows of one scan. Valid until the next scan: the arrays are used again. */
export interface Batch {
  bytes: Uint8Array;
  rows: number;
  /** Index of the first cell of each row in `cellStart` and `cellEnd`; one more entry than rows. */
  firstCell: Int32Array;
  cellStart: Int32Array;
  cellEnd: Int32Array;
  /** Line of the file, from 1, on which each row begins. */
  line: Float64Array;
}

const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const ROWS_PER_BATCH = 4096;
const CELLS_PER_BATCH = 1 << 16;
/** A quoted cell longer than this was never closed: without a limit one stray quote would swallow the file. */
const LONGEST_QUOTED_CELL = 1 << 17;
const KEPT_LINES = 20;

/** What was odd about the rows, with the first lines of each kind. */
export class LineList {
  count = 0;
  lines: number[] = [];
  add(line: number): void {
    this.count++;
    if (this.lines.length < KEPT_LINES) this.lines.push(line);
  }
}

export class Tokenizer {
  readonly batch: Batch = {
    bytes: new Uint8Array(0),
    rows: 0,
    firstCell: new Int32Array(0),
    cellStart: new Int32Array(1024),
    cellEnd: new Int32Array(1024),
    line: new Float64Array(0),
  };
  /** Line of the file at which the next scan begins. */
  line = 1;
  readonly comments = new LineList();
  readonly blanks = new LineList();
  /** A quote that was not closed, or that stands in the middle of a quoted cell. */
  readonly strayQuotes = new LineList();

  private readonly cutting: Cutting;
  /** 0 ordinary, 1 may begin a delimiter, 2 may end a row. */
  private readonly kinds = new Uint8Array(256);
  private readonly delimiter: Uint8Array;
  private readonly comment: Uint8Array;
  private readonly quote: number;
  private readonly escape: number;
  private readonly runs: boolean;
  /** The space that may stand around quotes; none when a single space is the delimiter. */
  private readonly padding: number;
  /** Blank lines since the last row: those at the very end of the file are not worth a word. */
  private readonly pendingBlanks: number[] = [];
  /** What the last call of `closeQuote` saw. */
  private newlines = 0;
  private malformed = false;
  /** Where the line that `cutLine` cut ends. */
  private lineEnd = 0;

  constructor(cutting: Cutting, rowsPerBatch = ROWS_PER_BATCH) {
    this.batch.firstCell = new Int32Array(rowsPerBatch + 1);
    this.batch.line = new Float64Array(rowsPerBatch);
    this.cutting = cutting;
    this.delimiter = encodeUtf8(cutting.delimiter);
    this.comment = encodeUtf8(cutting.comment);
    this.runs = cutting.runs === true;
    this.padding = cutting.delimiter === ' ' && !this.runs ? -1 : SPACE;
    this.quote = cutting.quote ? cutting.quote.charCodeAt(0) : -1;
    this.escape = cutting.escape && cutting.escape !== cutting.quote ? cutting.escape.charCodeAt(0) : -1;
    if (this.delimiter.length > 0) this.kinds[this.delimiter[0]] = 1;
    this.kinds[LINE_FEED] = 2;
    if (cutting.bareReturn) this.kinds[RETURN] = 2;
  }

  /**
   * Cuts whole rows of bytes [from, to) into `batch`, as many as a batch holds, and returns where the next scan begins.
   * `last` says that the file ends at `to`, so that a row without a line end counts as well. Returns `from` when the stretch holds
   * no whole row: give a longer one. most: rows at most.
   */
  scan(bytes: Uint8Array, from: number, to: number, last: boolean, most = Infinity): number {
    const batch = this.batch;
    batch.bytes = bytes;
    batch.rows = 0;
    batch.firstCell[0] = 0;
    let position = from;
    const rows = Math.min(most, batch.line.length);
    while (position < to && batch.rows < rows && batch.firstCell[batch.rows] < CELLS_PER_BATCH) {
      if (this.comment.length > 0 && startsWith(bytes, position, to, this.comment)) {
        const end = this.endOfLine(bytes, position, to, last);
        if (end < 0) return position;
        this.comments.add(this.line++);
        position = end;
        continue;
      }
      const next = this.cutRow(bytes, position, to, last);
      if (next < 0) return position;
      position = next;
    }
    return position;
  }

  /** Rows of one line each that somebody else has cut. */
  pass(rows: number): void {
    this.seeBlanks();
    this.line += rows;
  }

  /** A row follows: the blank lines before it are not those at the end of the file. */
  private seeBlanks(): void {
    for (const line of this.pendingBlanks) this.blanks.add(line);
    this.pendingBlanks.length = 0;
  }

  /** Cuts the row at `start` and returns where the next one begins, or -1 when the row is not all there. */
  private cutRow(bytes: Uint8Array, start: number, to: number, last: boolean): number {
    const batch = this.batch;
    const kinds = this.kinds;
    const { quote, padding } = this;
    const first = batch.firstCell[batch.rows];
    let { cellStart, cellEnd } = batch;
    let cell = first;
    let i = start;
    let newlines = 0;
    let malformed = false;
    if (this.runs) while (i < to && bytes[i] === SPACE) i++;
    for (;;) {
      if (cell === cellStart.length) {
        this.growCells();
        ({ cellStart, cellEnd } = batch);
      }
      const cellAt = i;
      if (quote >= 0 && i < to) {
        let q = i;
        while (q < to && bytes[q] === padding) q++;
        if (bytes[q] === quote) {
          const closed = this.closeQuote(bytes, q + 1, to, last);
          if (closed === -2) return -1;
          if (closed === -1) {
            const endCell = this.cutLine(bytes, start, to, last, first);
            return endCell < 0 ? -1 : this.takeLine(first, endCell);
          }
          newlines += this.newlines;
          malformed ||= this.malformed;
          i = closed;
        }
      }
      while (i < to && kinds[bytes[i]] === 0) i++;
      if (i >= to && !last) return -1;
      cellStart[cell] = cellAt;
      cellEnd[cell] = i;
      if (i >= to || kinds[bytes[i]] === 2) break;
      const afterDelimiter = this.skipDelimiter(bytes, i, to);
      if (afterDelimiter === i) {
        // The first byte of a long delimiter stood alone: it belongs to the cell.
        i = this.restOfCell(bytes, i + 1, to);
        if (i >= to && !last) return -1;
        cellEnd[cell] = i;
        if (i >= to || kinds[bytes[i]] === 2) break;
        i += this.delimiter.length;
      } else i = afterDelimiter;
      if (this.runs) {
        // Spaces before the end of the row are padding, not one more cell.
        let end = i;
        while (end < to && bytes[end] === RETURN && kinds[RETURN] === 0) end++;
        if (end >= to && !last) return -1;
        if (end >= to || kinds[bytes[end]] === 2) {
          i = end;
          break;
        }
      }
      cell++;
    }
    cell++;
    let next = i;
    if (i < to) {
      next = i + 1;
      if (bytes[i] === RETURN) {
        if (next >= to && !last) return -1;
        if (next < to && bytes[next] === LINE_FEED) next++;
      } else {
        let end = cellEnd[cell - 1];
        while (end > cellStart[cell - 1] && bytes[end - 1] === RETURN) end--;
        cellEnd[cell - 1] = end;
      }
    }
    if ((malformed || newlines > 0) && this.cutting.width > 0 && cell - first !== this.cutting.width) {
      const endCell = this.cutLine(bytes, start, to, last, cell);
      if (endCell < 0) return -1;
      if (endCell - cell === this.cutting.width || (malformed && newlines > 0)) return this.takeLine(cell, endCell);
    }
    if (malformed) this.strayQuotes.add(this.line);
    if (cell - first === 1 && !this.cutting.keepBlank && isBlank(bytes, cellStart[first], cellEnd[first])) {
      this.pendingBlanks.push(this.line);
      this.line += 1 + newlines;
      return next;
    }
    this.finishRow(cell, 1 + newlines);
    return next;
  }

  /**
   * Cuts one physical line, in which a quote that does not close is an ordinary character: for rows with a stray quote. Its cells are
   * written from index `at` on, so that the row as it was cut before can still be taken. Returns the index after its last cell, and
   * `lineEnd` is where the next line begins; -1 when the line is not all there.
   */
  private cutLine(bytes: Uint8Array, start: number, to: number, last: boolean, at: number): number {
    const batch = this.batch;
    this.lineEnd = this.endOfLine(bytes, start, to, last);
    if (this.lineEnd < 0) return -1;
    let end = this.lineEnd;
    while (end > start && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === RETURN)) end--;
    let cell = at;
    let i = start;
    for (;;) {
      if (cell === batch.cellStart.length) this.growCells();
      batch.cellStart[cell] = i;
      let q = i;
      while (q < end && bytes[q] === this.padding) q++;
      if (q < end && bytes[q] === this.quote) {
        const closed = this.closeQuote(bytes, q + 1, end, true);
        if (closed >= 0 && !this.malformed) i = closed;
      }
      i = this.restOfCell(bytes, i, end);
      batch.cellEnd[cell++] = i;
      if (i >= end) return cell;
      i = this.skipDelimiter(bytes, i, end);
    }
  }

  /** Takes the cells that `cutLine` wrote as the row. */
  private takeLine(at: number, endCell: number): number {
    const { firstCell, rows, cellStart, cellEnd } = this.batch;
    const first = firstCell[rows];
    cellStart.copyWithin(first, at, endCell);
    cellEnd.copyWithin(first, at, endCell);
    this.strayQuotes.add(this.line);
    this.finishRow(first + endCell - at, 1);
    return this.lineEnd;
  }

  private finishRow(endCell: number, lines: number): void {
    const batch = this.batch;
    this.seeBlanks();
    batch.line[batch.rows] = this.line;
    batch.rows++;
    batch.firstCell[batch.rows] = endCell;
    this.line += lines;
  }

  /**
   * Where the quoted cell ends whose opening quote stands before `i`: the index after its closing quote. -1 when it is never closed,
   * -2 when the stretch ends first. A quote inside that is neither doubled, escaped nor before a delimiter is kept as it is, and
   * `malformed` says so; but not together with a line end, or every odd quote would be searched to the end of the file.
   */
  private closeQuote(bytes: Uint8Array, i: number, to: number, last: boolean): number {
    const quote = this.quote;
    const start = i;
    this.newlines = 0;
    this.malformed = false;
    const limit = Math.min(to, start + LONGEST_QUOTED_CELL);
    for (; i < limit; i++) {
      const byte = bytes[i];
      if (byte === LINE_FEED || (byte === RETURN && this.cutting.bareReturn && bytes[i + 1] !== LINE_FEED)) this.newlines++;
      else if (byte === this.escape && i + 1 < limit) {
        const following = bytes[i + 1];
        if (following === quote || following === this.escape) i++;
      } else if (byte === quote) {
        if (i + 1 < to && bytes[i + 1] === quote && this.escape < 0) {
          i++;
          continue;
        }
        let after = i + 1;
        while (after < to && (bytes[after] === this.padding || bytes[after] === RETURN)) after++;
        if (after >= to) return last ? i + 1 : -2;
        if (!last && after + this.delimiter.length > to) return -2;
        if (bytes[after] === LINE_FEED || (bytes[after - 1] === RETURN && this.cutting.bareReturn)) return i + 1;
        if (this.runs ? after > i + 1 : this.skipDelimiter(bytes, after, to) > after) return i + 1;
        this.malformed = true;
      }
      // An odd quote and a line end in one cell: the cell was never meant to go on.
      if (this.malformed && this.newlines > 0) return -1;
    }
    return i < to || last ? -1 : -2;
  }

  /** `i` itself when no delimiter stands there, otherwise the index behind it. */
  private skipDelimiter(bytes: Uint8Array, i: number, to: number): number {
    const delimiter = this.delimiter;
    if (delimiter.length === 0 || bytes[i] !== delimiter[0]) return i;
    if (this.runs) {
      while (i < to && bytes[i] === SPACE) i++;
      return i;
    }
    if (delimiter.length > 1 && !startsWith(bytes, i, to, delimiter)) return i;
    return i + delimiter.length;
  }

  private restOfCell(bytes: Uint8Array, i: number, to: number): number {
    const kinds = this.kinds;
    for (; i < to; i++) {
      const kind = kinds[bytes[i]];
      if (kind === 2) return i;
      if (kind === 1 && (this.delimiter.length === 1 || startsWith(bytes, i, to, this.delimiter))) return i;
    }
    return i;
  }

  /** The start of the next line, or -1 when the stretch ends first and the file does not. */
  private endOfLine(bytes: Uint8Array, i: number, to: number, last: boolean): number {
    for (; i < to; i++) {
      if (bytes[i] === LINE_FEED) return i + 1;
      if (bytes[i] === RETURN && this.cutting.bareReturn) {
        if (i + 1 === to) return last ? to : -1;
        return bytes[i + 1] === LINE_FEED ? i + 2 : i + 1;
      }
    }
    return last ? to : -1;
  }

  private growCells(): void {
    const { batch } = this;
    for (const name of ['cellStart', 'cellEnd'] as const) {
      const larger = new Int32Array(batch[name].length * 2);
      larger.set(batch[name]);
      batch[name] = larger;
    }
  }
}

const startsWith = (bytes: Uint8Array, at: number, to: number, prefix: Uint8Array): boolean => {
  if (at + prefix.length > to) return false;
  for (let k = 0; k < prefix.length; k++) if (bytes[at + k] !== prefix[k]) return false;
  return true;
};

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] > SPACE) return false;
  return true;
}

/** The text of a cell: quotes removed and inner ones made single; spaces around a cell without quotes are padding. */
export function cellText(bytes: Uint8Array, start: number, end: number, cutting: Pick<Cutting, 'quote' | 'escape'>): string {
  while (start < end && bytes[start] <= SPACE) start++;
  while (end > start && bytes[end - 1] <= SPACE) end--;
  // ="007" keeps Excel from making a number of it.
  if (bytes[start] === 61 && bytes[start + 1] === 34 && bytes[end - 1] === 34 && end - start >= 3)
    return decodeUtf8(bytes, start + 2, end - 1);
  const quote = cutting.quote ? cutting.quote.charCodeAt(0) : -1;
  if (end - start < 2 || bytes[start] !== quote || bytes[end - 1] !== quote) return decodeUtf8(bytes, start, end);
  const inner = decodeUtf8(bytes, start + 1, end - 1);
  if (cutting.escape && cutting.escape !== cutting.quote) {
    if (!inner.includes(cutting.escape)) return inner;
    const mark = cutting.escape === '\\' ? '\\\\' : cutting.escape;
    return inner.replace(new RegExp(`${mark}([${mark}${cutting.quote}])`, 'g'), '$1');
  }
  return inner.includes(cutting.quote) ? inner.replaceAll(cutting.quote + cutting.quote, cutting.quote) : inner;
}
