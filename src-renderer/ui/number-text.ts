// What a person types into a field of numbers: a decimal comma is fine, and so are grouping spaces and a true minus sign.

/** NaN for what is no number. */
export function parseNumber(text: string): number {
  const plain = text
    .trim()
    .replaceAll('\u2212', '-')
    .replace(/[\s\u00a0\u202f_]/g, '');
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return Number(plain.replaceAll(',', ''));
  const pointed = plain.includes('.') ? plain : plain.replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(pointed) ? Number(pointed) : NaN;
}

/** Every digit that is needed and no more: 0.1, not 0.1000001. */
export const numberText = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(12))) : '');
