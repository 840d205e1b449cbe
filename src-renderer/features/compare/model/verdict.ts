/**
 * What can be said about the runs that are selected: each against the pinned row and against the linear model, on the windows it
 * saw itself. Sentences are made of this by the catalogue of the language.
 */
import { headlineOf } from '#engine/train/metrics.ts';
import { gainOf } from './gain.ts';
import { errorOf, referenceOf, type Pin } from './reference.ts';
import type { Row, RunRow, WindowSet } from './rows.ts';

export interface Verdict {
  row: RunRow;
  set: WindowSet;
  /** Against the pinned row of its windows; none where the pinned run saw others, or it is the pinned one itself. */
  reference: { row: Row; gain: number } | null;
  linear: number | null;
  /** The same on the test part, once the run has ended. */
  test: { reference: number | null; linear: number | null } | null;
}

export function verdictsOn(selected: readonly RunRow[], sets: readonly WindowSet[], pin: Pin): Verdict[] {
  return selected
    .flatMap((row): Verdict[] => {
      const set = sets.find((s) => s.key === row.set);
      if (!set) return [];
      const reference = referenceOf(set, pin);
      const linear = set.baselines.find((b) => b.name === 'linear');
      const gain = reference && reference.id !== row.id ? gainOf(errorOf(row), errorOf(reference)) : null;
      const against = (other: Row | undefined) => gainOf(headlineOf(row.test), headlineOf(other?.test));
      return [
        {
          row,
          set,
          reference: reference && gain !== null ? { row: reference, gain } : null,
          linear: linear && linear.id !== reference?.id ? gainOf(errorOf(row), errorOf(linear)) : null,
          test: row.test ? { reference: reference?.id === row.id ? null : against(reference), linear: against(linear) } : null,
        },
      ];
    })
    .sort((a, b) => (errorOf(a.row) ?? Infinity) - (errorOf(b.row) ?? Infinity));
}
