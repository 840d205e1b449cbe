/**
 * Numbers as people read them: at most four significant digits, true minus sign, groups of three, a space before % and units.
 * The same in every language of the window. What is not a number is an en dash.
 */
const MINUS = '\u2212';
const SPACE = '\u00a0';
export const NOTHING = '–';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const signed = (text: string): string => text.replace('-', MINUS);

/** A whole number: 17,420. */
export const count = (n: number): string => (Number.isFinite(n) ? signed(grouped.format(n)) : NOTHING);

/** A fixed number of decimals: errors have three. */
export const fixed = (x: number | null | undefined, decimals = 3): string =>
  x === null || x === undefined || !Number.isFinite(x) ? NOTHING : signed(x.toFixed(decimals));

/** Decimals that give the largest of some values four significant digits; none for whole numbers. */
export function sharedDecimals(values: ArrayLike<number>): number {
  let most = 0;
  let isWhole = true;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    most = Math.max(most, Math.abs(values[i]));
    if (!Number.isInteger(values[i])) isWhole = false;
  }
  return isWhole || most === 0 ? 0 : Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(most))));
}

/** A measured value with at most `digits` significant digits; very large and very small ones with an exponent. */
export function quantity(x: number | null | undefined, digits = 4): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return NOTHING;
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return rate(x, digits - 1);
  if (size >= 10 ** (digits - 1)) return count(Math.round(x));
  return signed(String(Number(x.toPrecision(digits))));
}

/** Every digit there is, for what is shown on hover and copied. */
export const exact = (x: number): string => (Number.isNaN(x) ? '' : String(x));

/** 1.2e-3: learning rates and differences. */
export function rate(x: number, digits = 2): string {
  if (!Number.isFinite(x)) return NOTHING;
  if (x === 0) return '0';
  const [mantissa, exponent] = x.toExponential(digits).split('e');
  return `${signed(String(Number(mantissa)))}e${exponent.replace('+', '').replace('-', '-')}`;
}

/** A share of 1 as `18 %`. */
export const percent = (share: number, decimals = 0): string =>
  Number.isFinite(share) ? `${signed((share * 100).toFixed(decimals))}${SPACE}%` : NOTHING;

/** Bytes in powers of ten, as disks and the line of truth say it: value and unit apart, so that the unit can be grey. */
export function bytesParts(size: number): { value: string; unit: string } {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let i = 0;
  while (value >= 999.5 && i < units.length - 1) {
    value /= 1000;
    i++;
  }
  return { value: i === 0 ? count(value) : String(Number(value.toPrecision(value >= 99.95 ? 3 : 2))), unit: units[i] };
}

export function bytes(size: number): string {
  const { value, unit } = bytesParts(size);
  return `${value}${SPACE}${unit}`;
}

/** Parameters on a plate: 480, 35.52 k, 1.204 M. */
export function thousands(n: number): string {
  if (n < 1000) return count(n);
  const [value, unit] = n < 999_950 ? [n / 1e3, 'k'] : [n / 1e6, 'M'];
  return `${Number(value.toPrecision(4))}${SPACE}${unit}`;
}

/** On an axis: short for large numbers. */
export const axis = (x: number): string =>
  Math.abs(x) >= 1e5 && Math.abs(x) < 1e9 ? (x < 0 ? MINUS : '') + thousands(Math.abs(x)) : quantity(x);

/** First eight digits of a hash in two groups: c41f 09ae. */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)} ${hash.slice(4, 8)}`;
