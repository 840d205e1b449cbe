/**
 * How large a plate is for what stands on it. Estimated from the characters, so that layout and routing need no
 * browser; the plate is then drawn at exactly this size.
 */
export interface PlateText {
  name: string;
  /** Two lines in the small mono. */
  lines: readonly string[];
  /** The amber glyph of a cell with recurrence of its own. */
  hasGlyph: boolean;
}

export const PLATE_HEIGHT = 66;
const PADDING = 22;
const GLYPH = 30;
const LEAST = 88;
const MOST = 190;

export function plateSize({ name, lines, hasGlyph }: PlateText): { width: number; height: number } {
  const widths = [textWidth(name, 7.4, 13) + (hasGlyph ? GLYPH : 0), ...lines.map((line) => textWidth(line, 6.15, 10.5))];
  const wished = Math.ceil((Math.max(...widths) + PADDING) / 2) * 2;
  return { width: Math.min(MOST, Math.max(LEAST, wished)), height: PLATE_HEIGHT };
}

/** Width of a text in pixels: `narrow` per ordinary character, `wide` per Chinese, Japanese or Korean one. */
export function textWidth(text: string, narrow: number, wide: number): number {
  let width = 0;
  for (const character of text) width += /[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFF60]/.test(character) ? wide : narrow;
  return width;
}
