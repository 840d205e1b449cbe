/**
 * What every metric says of itself, whatever the task; the tables are metrics.ts (forecasts), metrics-intervals.ts,
 * metrics-classes.ts and metrics-symbols.ts. A metric that has no value (a percentage of nothing) is null, never NaN.
 */
export interface Metric<Input> {
  label: string;
  /** One sentence; the exact definition and its source stand at the entry. */
  help: string;
  /** level: the nearer to the level that was asked for, the better. */
  better: 'lower' | 'higher' | 'level';
  /** True when the value carries the unit of the target. */
  hasUnit: boolean;
  /** In percent. */
  isPercent?: true;
  /** NaN or infinite where it has no value; who reads it gets null. */
  of(input: Input): number;
}

export type ValuesOf<Name extends string> = Record<Name, number | null>;

export const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Every metric of a table. */
export const valuesOf = <Name extends string, Input>(table: Record<Name, Metric<Input>>, input: Input): ValuesOf<Name> =>
  Object.fromEntries(Object.entries<Metric<Input>>(table).map(([name, metric]) => [name, finite(metric.of(input))])) as ValuesOf<Name>;

/** Mean of what has a value; null where nothing has. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((x) => x !== null);
  return known.length ? finite(known.reduce((a, b) => a + b, 0) / known.length) : null;
}
