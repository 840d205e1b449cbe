/**
 * How large a plate is for what stands on it. Estimated from the characters, so that layout and routing need no
 * browser; the plate is then drawn at exactly this size.
 */
export interface PlateText {
  name: string;
  /** What it reads and gives, mono. */
  shape: string;
  /** Which cell it is, and its parameters in mono. */
  label: string;
  count: string;
  /** The amber glyph of a cell with recurrence of its own. */
  hasGlyph: boolean;
}

export const PLATE_HEIGHT = 66;
const PADDING = 24;
/** A character of the small mono. */
const MONO = 6.15;
const GLYPH = 30;
const LEAST = 88;
const MOST = 190;

export function plateSize({ name, shape, label, count, hasGlyph }: PlateText): { width: number; height: number } {
  const widths = [
    textWidth(name, 7.3, 13) + (hasGlyph ? GLYPH : 0),
    textWidth(shape, MONO, 11),
    textWidth(label, 5.7, 11) + (count ? 6 + textWidth(count, MONO, 11) : 0),
  ];
  const wished = Math.ceil((Math.max(...widths) + PADDING) / 2) * 2;
  return { width: Math.min(MOST, Math.max(LEAST, wished)), height: PLATE_HEIGHT };
}

/** Width of a text in pixels: `narrow` for a small letter, more for a capital, m or w, `wide` for a Chinese, Japanese or Korean character. */
export function textWidth(text: string, narrow: number, wide: number): number {
  const [capital, broad] = narrow === MONO ? [narrow, narrow] : [narrow * 1.3, narrow * 1.6];
  const widthOf = (character: string): number => {
    if (/[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFF60]/.test(character)) return wide;
    return /[mw]/.test(character) ? broad : /[A-Z\d]/.test(character) ? capital : narrow;
  };
  return [...text].reduce((width, character) => width + widthOf(character), 0);
}
