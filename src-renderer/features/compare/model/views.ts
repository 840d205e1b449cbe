// Ready-made looks at the runs of a project, and the tags people write into their notes.
import { drawingIdentity } from './drawing-name.ts';
import type { Row, RunRow, WindowSet } from './rows.ts';
import { errorOf } from './reference.ts';

export type ViewName = 'all' | 'bestOfEach' | 'beatsLinear' | 'going' | 'tuned';
export const viewNames: readonly ViewName[] = ['all', 'bestOfEach', 'beatsLinear', 'going', 'tuned'];

export function inView(view: ViewName, sets: readonly WindowSet[]): Set<string> {
  const all = sets.flatMap((set) => set.runs);
  const ids = (rows: readonly RunRow[]) => new Set(rows.map((r) => r.id));
  switch (view) {
    case 'all':
      return ids(all);
    case 'going':
      return ids(all.filter((r) => r.isGoing));
    case 'tuned':
      return ids(all.filter((r) => r.run.plan.parent));
    case 'beatsLinear':
      return ids(
        sets.flatMap((set) =>
          set.runs.filter((r) =>
            isBelow(
              r,
              set.baselines.find((b) => b.name === 'linear'),
            ),
          ),
        ),
      );
    case 'bestOfEach':
      return ids(sets.flatMap(bestOfEach));
    default:
      return view satisfies never;
  }
}

function isBelow(row: Row, other: Row | undefined): boolean {
  const [a, b] = [errorOf(row), errorOf(other)];
  return a !== null && b !== null && a < b;
}

/** One run per architecture: the one with the smallest validation error. */
function bestOfEach(set: WindowSet): RunRow[] {
  const best = new Map<string, RunRow>();
  for (const row of set.runs) {
    const name = drawingIdentity(row.run.plan.architecture);
    const known = best.get(name);
    if (!known || isBelow(row, known) || errorOf(known) === null) best.set(name, row);
  }
  return [...best.values()];
}

/** Words with `#` in a note. */
export const tagsOf = (note: string): string[] => [...new Set([...note.matchAll(/#([\p{L}\p{N}_-]+)/gu)].map((m) => m[1]))];

export function tagCounts(rows: readonly RunRow[]): [tag: string, count: number][] {
  const counts = new Map<string, number>();
  for (const row of rows) for (const tag of tagsOf(row.run.note)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
