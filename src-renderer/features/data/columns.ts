// Columns as the Data page shows them: colour, unit, and which ones stand together in a plot.
import type { TaskKind } from '#engine/data/design.ts';
import type { DatasetRecord } from '#shared/records.ts';

export const wordColumns = ({ categories }: Pick<DatasetRecord, 'categories'>): string[] => categories.map(({ name }) => name);

/** What the data look like, by the same rule as the engine's first design. */
export const foundTask = (record: Pick<DatasetRecord, 'sequences' | 'columns' | 'categories'>): TaskKind =>
  record.sequences?.classes.length ? 'classify' : record.columns.length === 0 && record.categories.length > 0 ? 'next' : 'forecast';

/** `Temperature (°C)`, `load [MW]`: the unit stands in brackets at the end of many names. */
export function nameAndUnit(column: string): { name: string; unit: string } {
  const match = /^(.*\S)\s*[([]\s*([^()[\]]{1,12})\s*[)\]]$/.exec(column);
  return match && !/^\d+$/.test(match[2]) ? { name: match[1], unit: match[2].trim() } : { name: column, unit: '' };
}

/** Ink for what is predicted first; the others have a colour by their place in the file. Neighbours, and every second one, differ well. */
const cycle = ['--s1', '--s4', '--s3', '--s6', '--s2', '--s5'];
export function colourOf(columns: readonly string[], targets: readonly string[], name: string): string {
  if (name === targets[0]) return 'var(--s7)';
  const others = columns.filter((c) => c !== targets[0]);
  return `var(${cycle[Math.max(0, others.indexOf(name)) % cycle.length]})`;
}

/** Up to three columns beside the one that is shown, spread over the list so that they differ. */
export function companionsOf(features: readonly string[], shown: string, most = 3): string[] {
  const others = features.filter((name) => name !== shown);
  if (others.length <= most) return others;
  const step = others.length / most;
  return Array.from({ length: most }, (_, i) => others[Math.floor(i * step)]);
}

/** Whether series can share an axis: none spans less than a sixteenth of what all span together. */
export function canShareAxis(ranges: readonly (readonly [number, number] | undefined)[]): boolean {
  const known = ranges.filter((r): r is [number, number] => r !== undefined && r[1] > r[0]);
  if (known.length < 2) return true;
  const span = Math.max(...known.map((r) => r[1])) - Math.min(...known.map((r) => r[0]));
  return known.every((r) => r[1] - r[0] >= span / 16);
}
