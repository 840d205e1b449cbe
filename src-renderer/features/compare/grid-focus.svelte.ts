/**
 * Where the keyboard is in the table: one cell at a time can be reached with Tab, arrow keys move on from it. Cells carry
 * `data-line` and `data-column`; in a cell with one control the control has the focus.
 */
export const HEAD = 'head';

export class GridFocus {
  line = $state.raw(HEAD);
  column = $state.raw('');

  tab(line: string, column: string): 0 | -1 {
    return this.line === line && this.column === column ? 0 : -1;
  }

  at(line: string, column: string): void {
    this.line = line;
    this.column = column;
  }

  /** A line or column that has gone: the first one there is takes its place. */
  keepWithin(lines: readonly string[], columns: readonly string[]): void {
    if (!lines.includes(this.line)) this.line = lines[1] ?? HEAD;
    if (!columns.includes(this.column)) this.column = columns[1] ?? columns[0] ?? '';
  }

  /** True when the key moves. */
  move(event: KeyboardEvent, lines: readonly string[], columns: readonly string[], page: number): boolean {
    if (event.altKey) return false;
    const isFar = event.ctrlKey || event.metaKey;
    const row = Math.max(0, lines.indexOf(this.line));
    const column = Math.max(0, columns.indexOf(this.column));
    const target: [number, number] | undefined = {
      ArrowDown: [isFar ? lines.length - 1 : row + 1, column] as [number, number],
      ArrowUp: [isFar ? 0 : row - 1, column] as [number, number],
      ArrowRight: [row, isFar ? columns.length - 1 : column + 1] as [number, number],
      ArrowLeft: [row, isFar ? 0 : column - 1] as [number, number],
      PageDown: [row + page, column] as [number, number],
      PageUp: [row - page, column] as [number, number],
      Home: [isFar ? 0 : row, 0] as [number, number],
      End: [isFar ? lines.length - 1 : row, columns.length - 1] as [number, number],
    }[event.key];
    if (!target) return false;
    const within = (x: number, most: number) => Math.min(most - 1, Math.max(0, x));
    this.at(lines[within(target[0], lines.length)], columns[within(target[1], columns.length)]);
    return true;
  }
}
