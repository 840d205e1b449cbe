/** The ways to split as the page offers them, and what each begins with. */
import type { DatasetDesign, Split } from '#engine/data/design.ts';
import { newDesign } from '#engine/data/design-file.ts';
import type { DatasetRecord } from '#shared/records.ts';

export type SplitKind = 'time' | 'last' | 'date' | 'series' | 'column';

export const kindOf = (split: Split): SplitKind => (split.by === 'time' ? (split.unit === 'last' ? 'last' : 'time') : split.by);

/** words: of the column that a split by a column begins with. */
export function freshSplit(
  kind: SplitKind,
  record: Pick<DatasetRecord, 'inspection' | 'categories'>,
  { horizon }: Pick<DatasetDesign, 'horizon'>,
  words: readonly string[],
): Split {
  switch (kind) {
    case 'time':
      return newDesign.split;
    case 'last':
      return { by: 'time', unit: 'last', train: 0, validation: horizon, test: horizon };
    case 'date': {
      const { first = '', last = '' } = record.inspection.time ?? {};
      const at = (share: number) => dateBetween(Date.parse(first), Date.parse(last), share);
      return { by: 'date', validation: at(0.7), test: at(0.8) };
    }
    case 'series':
      return { by: 'series', unit: 'share', train: 0.7, validation: 0.1, test: 0.2, order: 'shuffled', seed: 1, group: null };
    case 'column': {
      const [{ name }] = record.categories;
      const called = (pattern: RegExp) => words.filter((word) => pattern.test(word));
      const test = called(/^(test|eval)/i);
      // Where the words do not say it, the last one is for the test.
      return {
        by: 'column',
        column: name,
        validation: called(/^(val|dev)/i),
        test: test.length ? test : words.slice(-1),
        share: 0.1,
        seed: 1,
      };
    }
    default:
      return kind satisfies never;
  }
}

/** Whole days where the span has enough of them, else minutes. */
function dateBetween(first: number, last: number, share: number): string {
  const at = first + share * (last - first);
  if (!Number.isFinite(at)) return '';
  return new Date(at).toISOString().slice(0, last - first > 30 * 86_400_000 ? 10 : 16);
}
