/** `float32 [batch, time, 7]` as it is shown: sizes with a times sign, the element type apart. */
export function shapeOf(text: string): { sizes: string; type: string } {
  const match = /^(\w+)\s*\[(.*)\]$/.exec(text);
  if (match)
    return {
      type: match[1],
      sizes: match[2]
        .split(',')
        .map((s) => s.trim())
        .join(' × '),
    };
  return { type: '', sizes: text.replaceAll(' x ', ' × ') };
}
