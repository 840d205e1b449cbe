/** The names of the columns once more between the rows, as in files that were joined: with other blanks, with or without quotes, behind a byte-order mark. */
import { encodeUtf8 } from './text.ts';
import { cellText, type Batch, type Cutting } from './tokenize.ts';

const SPACE = 32;
const QUOTES = new Set([34, 39]);
/** A byte-order mark in UTF-8, where files were joined as they were. */
const MARK = [0xef, 0xbb, 0xbf];

export class RepeatedHeader {
  private readonly rows: string[][];
  /** What the first cell of each row of names begins with. */
  private readonly firstNames: Uint8Array[];
  /** 1 for bytes that a row of names can begin with. */
  readonly starts = new Uint8Array(256);
  private readonly cutting: Cutting;

  /** rows: cells of the rows of names. */
  constructor(rows: string[][], cutting: Cutting) {
    this.rows = rows.map(trimmed).filter((row) => row.length > 0);
    this.firstNames = this.rows.map((row) => encodeUtf8(row[0]));
    this.cutting = cutting;
    if (this.rows.length === 0) return;
    for (const name of this.firstNames) this.starts[name[0] ?? cutting.delimiter.charCodeAt(0)] = 1;
    for (const byte of [MARK[0], SPACE, ...QUOTES]) this.starts[byte] = 1;
  }

  /** The row at `i` begins like one of names: only then it is worth while to look at its cells. */
  mayBegin(bytes: Uint8Array, i: number, to: number): boolean {
    if (this.starts[bytes[i]] === 0) return false;
    if (bytes[i] === MARK[0] && bytes[i + 1] === MARK[1] && bytes[i + 2] === MARK[2]) i += 3;
    while (i < to && (bytes[i] === SPACE || QUOTES.has(bytes[i]))) i++;
    return this.firstNames.some((name) => {
      if (name.length === 0) return bytes[i] === this.cutting.delimiter.charCodeAt(0);
      for (let k = 0; k < name.length; k++) if (bytes[i + k] !== name[k]) return false;
      return true;
    });
  }

  isRow({ bytes, firstCell, cellStart, cellEnd }: Batch, row: number): boolean {
    const first = firstCell[row];
    const last = firstCell[row + 1];
    if (!this.mayBegin(bytes, cellStart[first], cellEnd[last - 1])) return false;
    const cells = trimmed(
      Array.from({ length: last - first }, (_, i) => cellText(bytes, cellStart[first + i], cellEnd[first + i], this.cutting)),
    );
    return this.rows.some((names) => names.length === cells.length && names.every((name, i) => name === cells[i]));
  }
}

/** Cells without the blanks and quotes around them, and without the empty ones at the end. */
function trimmed(cells: string[]): string[] {
  const texts = cells.map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  while (texts.length > 0 && texts[texts.length - 1] === '') texts.pop();
  return texts;
}
