/**
 * How large a plate is for what stands on it. Estimated from the characters, so that layout and routing need no
 * browser; the plate is then drawn at exactly this size.
 */
export interface PlateText {
  name: string;
  /** What it reads and gives, mono, and at which steps in words. */
  shape: string;
  beat?: string;
  /** Which cell it is, whose weights it uses, and its parameters in mono. */
  label: string;
  sharing?: string;
  count: string;
  /** The amber glyph of a cell with recurrence of its own; it points the other way where the cell runs backwards. */
  hasGlyph: boolean;
  isBackward?: boolean;
}

export const PLATE_HEIGHT = 66;
const PADDING = 24;
/** A character of the small mono. */
const MONO = 6.15;
const GLYPH = 30;
const LEAST = 88;
const MOST = 190;

export function plateSize({ name, shape, beat = '', label, sharing = '', count, hasGlyph }: PlateText): { width: number; height: number } {
  const widths = [
    textWidth(name, 7.3, 13) + (hasGlyph ? GLYPH : 0),
    textWidth(shape, MONO, 11) + beside(textWidth(beat, 6.2, 11)),
    textWidth(label, 5.7, 11) + beside(textWidth(sharing, 6, 11)) + beside(textWidth(count, MONO, 11)),
  ];
  const wished = Math.ceil((Math.max(...widths) + PADDING) / 2) * 2;
  return { width: Math.min(MOST, Math.max(LEAST, wished)), height: PLATE_HEIGHT };
}

const beside = (width: number): number => (width ? 6 + width : 0);

/** Width of a text in pixels: `narrow` for a small letter, more for a capital, m or w, `wide` for a Chinese, Japanese or Korean character. */
export function textWidth(text: string, narrow: number, wide: number): number {
  const [capital, broad] = narrow === MONO ? [narrow, narrow] : [narrow * 1.3, narrow * 1.6];
  const widthOf = (character: string): number => {
    if (/[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFF60]/.test(character)) return wide;
    return /[mw]/.test(character) ? broad : /[A-Z\d]/.test(character) ? capital : narrow;
  };
  return [...text].reduce((width, character) => width + widthOf(character), 0);
}
