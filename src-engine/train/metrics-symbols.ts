/**
 * Metrics of a network that says how likely each next symbol is: one entry each. Both are the same number on two scales.
 */
import type { Metric, ValuesOf } from './metric.ts';

export interface SymbolSums {
  /** Symbols that were forecast. */
  count: number;
  /** -sum of ln p of the symbols that came: cross-entropy in nats. */
  nats: number;
}

export const symbolMetrics = {
  /** exp(nats / count): Jelinek and others 1977. */
  perplexity: {
    label: 'Perplexity',
    help: 'Among how many equally likely symbols it is as unsure; 1 is certain and right.',
    better: 'lower',
    hasUnit: false,
    of: ({ nats, count }) => Math.exp(nats / count),
  },
  /** nats / count / ln 2: bits that a perfect coder would spend on each symbol (Shannon 1951). Of characters: bits per character. */
  bitsPerCharacter: {
    label: 'Bits per character',
    help: 'Bits that coding each symbol takes with these probabilities.',
    better: 'lower',
    hasUnit: false,
    of: ({ nats, count }) => nats / count / Math.LN2,
  },
} satisfies Record<string, Metric<SymbolSums>>;

export type SymbolMetricName = keyof typeof symbolMetrics;
export type SymbolValues = ValuesOf<SymbolMetricName>;
