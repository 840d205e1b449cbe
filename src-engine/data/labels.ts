// Which column gives the class of a series, and what it says of each: a word, or a number under a name that means one, that never changes within a series.
import type { OpenTable } from './read-table.ts';
import type { ReadColumn } from './read-column.ts';
import { stretchesOf } from './values.ts';

export const LABEL_NAME =
  /^(label|labels|class|classes|klass|category|target_class|class_?id|class_?label|activity|diagnosis|outcome|类别|标签|分类)$/i;

/** wanted: the person's own choice; null for none. A column that differs within a series is no class of series. */
export function labelColumn(table: OpenTable, wanted?: string | null): number | undefined {
  if (wanted === null) return undefined;
  const { columns, layout } = table;
  const candidates = columns
    .map((column, i) => ({ column, i }))
    .filter(({ column, i }) => !layout.keys.includes(i) && !layout.rowNumbers.includes(i) && canBeLabel(column))
    .filter(({ column }) => (wanted === undefined ? LABEL_NAME.test(column.name.trim()) : column.name === wanted));
  return candidates.find(({ column }) => isConstantWithin(column, layout.seriesOf!, layout.series))?.i;
}

const canBeLabel = ({ type, hasMoreWords }: ReadColumn): boolean =>
  (type === 'text' && !hasMoreWords) || type === 'boolean' || type === 'number';

function isConstantWithin({ values }: ReadColumn, seriesOf: Int32Array, series: number): boolean {
  const first = new Float64Array(series).fill(NaN);
  for (const [numbers, from] of stretchesOf(values))
    for (let i = 0; i < numbers.length; i++) {
      const which = seriesOf[from + i];
      if (first[which] !== first[which]) first[which] = numbers[i];
      else if (numbers[i] === numbers[i] && numbers[i] !== first[which]) return false;
    }
  return true;
}

/** The class of each series as a word; null where it has none. */
export function labelsOfSeries({ columns, layout }: OpenTable, label: number): (string | null)[] {
  const seriesOf = layout.seriesOf!;
  const labels = new Array<string | null>(layout.series).fill(null);
  for (const [numbers, from] of stretchesOf(columns[label].values))
    for (let i = 0; i < numbers.length; i++) labels[seriesOf[from + i]] ??= labelWord(columns[label], numbers[i]);
  return labels;
}

/** A class as a person writes it. */
export function labelWord({ type, words }: ReadColumn, value: number): string | null {
  if (value !== value) return null;
  if (words) return words[value] ?? null;
  return type === 'boolean' ? (value === 1 ? 'true' : 'false') : String(value);
}
