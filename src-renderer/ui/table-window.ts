/**
 * Which rows of a long table are on the screen. Browsers cannot scroll through more than some ten million pixels, so beyond
 * `tallest` the scrollbar stands for a share of the rows instead of for their pixels.
 */
export interface TableWindow {
  /** First row to draw, and the one after the last. */
  from: number;
  to: number;
  /** Height of what is scrolled, in pixels. */
  height: number;
  /** Where the first row stands. */
  top: number;
}

const tallest = 8_000_000;
/** Rows drawn beyond the edges, so that fast scrolling shows no holes. */
const spare = 6;

export function tableWindow(rowCount: number, rowHeight: number, viewHeight: number, scrollTop: number): TableWindow {
  const full = rowCount * rowHeight;
  const shown = Math.ceil(viewHeight / rowHeight) + 1;
  if (full <= tallest) {
    const from = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
    return { from, to: Math.min(rowCount, from + shown + 2 * spare), height: full, top: from * rowHeight };
  }
  const share = Math.min(1, Math.max(0, scrollTop / Math.max(1, tallest - viewHeight)));
  const from = Math.round(share * Math.max(0, rowCount - shown + 1));
  return { from, to: Math.min(rowCount, from + shown), height: tallest, top: scrollTop };
}

/** Where to scroll so that a row is in sight; undefined when it is. */
export function scrollFor(row: number, rowCount: number, rowHeight: number, viewHeight: number, scrollTop: number): number | undefined {
  if (rowCount * rowHeight > tallest) {
    const { from, to } = tableWindow(rowCount, rowHeight, viewHeight, scrollTop);
    if (row >= from && row < to - 2) return undefined;
    const shown = Math.ceil(viewHeight / rowHeight) + 1;
    return (Math.max(0, row - shown / 2) / Math.max(1, rowCount - shown + 1)) * (tallest - viewHeight);
  }
  if (row * rowHeight < scrollTop) return row * rowHeight;
  if ((row + 1) * rowHeight > scrollTop + viewHeight) return (row + 1) * rowHeight - viewHeight;
  return undefined;
}
