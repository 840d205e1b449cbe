// The known name that somebody may have meant: of a function, a cell, a key.

/** Letters to insert, remove, replace or swap with a neighbour to get from one word to the other (Damerau 1964, optimal string alignment). */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replaced = rows[i - 1][j - 1] + Number(a[i - 1] !== b[j - 1]);
      row.push(Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, replaced, isSwap ? rows[i - 2][j - 2] + 1 : Infinity));
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** Undefined when none is near: a third of its letters may differ. Upper and lower case are the same here. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 40) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far < least && far <= Math.max(1, Math.floor(candidate.length / 3)) && far < candidate.length) [best, least] = [candidate, far];
  }
  return best;
}
