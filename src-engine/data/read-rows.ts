/**
 * One walk over all rows of the table, block by block, handing their cells to the readers of the columns; and what is odd about rows as such: too
 * short, too long, the header once more. Nothing is kept of them but their values.
 */
import type { Guess } from './column-guess.ts';
import type { ColumnReader } from './column-readers.ts';
import type { TableArea } from './header.ts';
import { PlainRows } from './plain-rows.ts';
import { RepeatedHeader } from './repeated-header.ts';
import { Blocks, type ByteSource } from './source.ts';
import { addLine, noLines, type LinesSeen } from './table-issues.ts';
import { Tokenizer, cellText, type Batch, type Cutting } from './tokenize.ts';

export interface RowsSetting {
  text: ByteSource;
  cutting: Cutting;
  area: TableArea;
  /** Called between blocks with how much of the text has been read; may throw to end the work. */
  onProgress?: (bytes: number) => void;
}

/** A row that is longer than the table is wide, with the cells that belong to no column. */
export interface Overflow {
  row: number;
  cells: string[];
}

/** What one walk over the rows found besides the cells. */
export interface Pass {
  readers: ColumnReader[];
  guesses: Guess[];
  rows: number;
  tokenizer: Tokenizer;
  /** Rows with fewer cells than the table is wide, and rows with more that hold something. */
  shortRows: LinesSeen;
  longRows: LinesSeen;
  /** Cells in the longest row, and what stands beyond the last column in the first of the long rows. */
  widest: number;
  overflow: Overflow[];
  repeatedHeaders: LinesSeen;
  /** Line of the file on which a row begins. */
  lineOf: (row: number) => number;
}

const OVERFLOW_KEPT = 10_000;

export function readRows(setting: RowsSetting, readers: ColumnReader[], guesses: Guess[]): Pass {
  const { cutting, area } = setting;
  const lines = new RowLines();
  const header = new RepeatedHeader(area.headers, cutting);
  const pass: Pass = {
    readers,
    guesses: [...guesses],
    rows: 0,
    tokenizer: new Tokenizer(cutting),
    shortRows: noLines(),
    longRows: noLines(),
    widest: area.width,
    overflow: [],
    repeatedHeaders: noLines(),
    lineOf: (row) => lines.lineOf(row),
  };
  walk(
    setting,
    pass.tokenizer,
    { header, seen: pass.repeatedHeaders },
    {
      take(batch) {
        checkWidths(batch, setting, pass);
        for (let column = 0; column < readers.length; column++) readers[column].take(batch, column);
        lines.addBatch(pass.rows, batch);
        pass.rows += batch.rows;
      },
      plain: PlainRows.of(cutting, readers, header),
      passed(line, rows) {
        lines.add(pass.rows, line);
        pass.rows += rows;
      },
    },
  );
  return pass;
}

/** The same rows once more for some columns only. */
export function readAgain(setting: RowsSetting, readers: ReadonlyMap<number, ColumnReader>): void {
  walk(
    setting,
    new Tokenizer(setting.cutting),
    { header: new RepeatedHeader(setting.area.headers, setting.cutting), seen: noLines() },
    {
      take(batch) {
        for (const [column, reader] of readers) reader.take(batch, column);
      },
    },
  );
}

/** Who takes the rows of a walk. */
interface Taker {
  take(batch: Batch): void;
  /** Takes rows itself where they are plain. */
  plain?: PlainRows;
  /** So many plain rows were taken, the first of them on this line. */
  passed?(line: number, rows: number): void;
}

/** Rows that the tokenizer cuts before plain ones are looked for again: few where most are plain, more and more where they are not. */
const FEW = 32;
const MANY = 4096;

function walk(
  setting: RowsSetting,
  tokenizer: Tokenizer,
  repeated: { header: RepeatedHeader; seen: LinesSeen },
  { take, plain, passed }: Taker,
): void {
  const { text, area, onProgress } = setting;
  tokenizer.line = area.line;
  const { batch } = tokenizer;
  let mostRows = FEW;
  let isPlainNext = false;
  for (const blocks = new Blocks(text, area.start, area.end); ;) {
    const { bytes, isLast } = blocks;
    const lastLine = plain ? bytes.lastIndexOf(10) + 1 : 0;
    let at = 0;
    while (at < bytes.length) {
      if (plain && isPlainNext) {
        const { line } = tokenizer;
        at = plain.take(bytes, at, lastLine, line);
        if (plain.rows > 0) {
          tokenizer.pass(plain.rows);
          passed?.(line, plain.rows);
        }
        mostRows = plain.rows > FEW ? FEW : Math.min(MANY, mostRows * 2);
        isPlainNext = plain.rows > FEW;
        if (isPlainNext) continue;
      }
      const next = tokenizer.scan(bytes, at, bytes.length, isLast, plain ? mostRows : MANY);
      if (area.headers.length > 0) dropRepeatedHeaders(batch, repeated.header, repeated.seen);
      take(batch);
      isPlainNext = true;
      if (next === at) break;
      at = next;
    }
    onProgress?.(blocks.at + at);
    if (isLast) return;
    blocks.next(at);
  }
}

/** Counts rows that are too short or too long, and keeps what stands beyond the last column. */
function checkWidths(batch: Batch, { area, cutting }: RowsSetting, pass: Pass): void {
  const { firstCell, cellStart, cellEnd, bytes } = batch;
  for (let row = 0; row < batch.rows; row++) {
    const width = firstCell[row + 1] - firstCell[row];
    if (width === area.width) continue;
    if (width < area.width) {
      addLine(pass.shortRows, batch.line[row], width);
      continue;
    }
    let used = width;
    while (used > area.width && isBlank(bytes, cellStart[firstCell[row] + used - 1], cellEnd[firstCell[row] + used - 1])) used--;
    if (used === area.width) continue;
    addLine(pass.longRows, batch.line[row], used);
    pass.widest = Math.max(pass.widest, used);
    if (pass.overflow.length >= OVERFLOW_KEPT) continue;
    const cells: string[] = [];
    for (let cell = firstCell[row] + area.width; cell < firstCell[row] + used; cell++)
      cells.push(cellText(bytes, cellStart[cell], cellEnd[cell], cutting));
    pass.overflow.push({ row: pass.rows + row, cells });
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] > 32) return false;
  return true;
}

function dropRepeatedHeaders(batch: Batch, header: RepeatedHeader, seen: LinesSeen): void {
  for (let row = 0; row < batch.rows; row++) {
    if (!header.isRow(batch, row)) continue;
    addLine(seen, batch.line[row], 0);
    removeRow(batch, row--);
  }
}

function removeRow(batch: Batch, row: number): void {
  const { firstCell, cellStart, cellEnd, line } = batch;
  const from = firstCell[row + 1];
  const removed = from - firstCell[row];
  const end = firstCell[batch.rows];
  cellStart.copyWithin(firstCell[row], from, end);
  cellEnd.copyWithin(firstCell[row], from, end);
  for (let next = row; next < batch.rows; next++) {
    firstCell[next] = next === row ? firstCell[row] : firstCell[next + 1] - removed;
    if (next + 1 < batch.rows) line[next] = line[next + 1];
  }
  batch.rows--;
  firstCell[batch.rows] = end - removed;
}

/** Lines of rows, kept only where they stop running in step. */
class RowLines {
  private readonly rows: number[] = [];
  private readonly offsets: number[] = [];

  addBatch(first: number, { line, rows }: Batch): void {
    if (rows === 0) return;
    this.add(first, line[0]);
    // Lines only ever run ahead of rows: in step at both ends is in step between.
    if (line[rows - 1] - line[0] === rows - 1) return;
    for (let row = 1; row < rows; row++) this.add(first + row, line[row]);
  }

  /** Rows from `row` on stand on lines from `line` on. */
  add(row: number, line: number): void {
    const offset = line - row;
    if (offset === this.offsets[this.offsets.length - 1]) return;
    this.rows.push(row);
    this.offsets.push(offset);
  }

  lineOf(row: number): number {
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle] <= row) low = middle;
      else high = middle - 1;
    }
    return row + (this.offsets[low] ?? 0);
  }
}
