// Issues that say the same of several places become one that names them all.
import type { Issue } from '#engine/issue.ts';

export function grouped(issues: readonly Issue[]): Issue[] {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const key = `${issue.code} ${issue.message} ${issue.fix}`;
    groups.set(key, [...(groups.get(key) ?? []), issue]);
  }
  return [...groups.values()].map((same) => {
    const [first] = same;
    if (same.length === 1) return first;
    const columns = same.map((issue) => issue.column);
    const named = columns.every((name) => name !== undefined);
    const places = named ? columns : same.map((issue) => issue.where);
    const list = `${places.slice(0, 6).join(', ')}${places.length > 6 ? ', ...' : ''}`;
    return { ...first, where: named ? `column ${list}` : list };
  });
}
