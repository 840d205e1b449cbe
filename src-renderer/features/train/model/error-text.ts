// An error as it stands beside a curve: three decimals, and three digits where those would all be zeros.
import { fixed, NOTHING, quantity, rate } from '../../../i18n/format.ts';

export function errorText(x: number | null | undefined): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return NOTHING;
  const size = Math.abs(x);
  if (size === 0) return '0';
  if (size >= 1000) return size >= 1e6 ? rate(x, 1) : quantity(x);
  if (size >= 0.0995) return fixed(x, size >= 99.95 ? 1 : size >= 9.995 ? 2 : 3);
  return size < 1e-4 ? rate(x, 1) : fixed(x, 2 - Math.floor(Math.log10(size)));
}
