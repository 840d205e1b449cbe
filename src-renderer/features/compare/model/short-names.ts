/**
 * Names for narrow columns: the first word where it tells a run apart, else what follows the words that it shares with others.
 * `drawn settle`, `GRU seed 3`, `GRU fast` become `drawn`, `seed 3`, `fast`.
 */
export function shortNames(names: readonly string[]): string[] {
  const words = names.map((name) => name.split(/[\s_,;:()-]+/).filter(Boolean));
  return names.map((name, i) => {
    const own = words[i];
    const alike = words.filter((w, j) => j !== i && w[0] === own[0]);
    if (!own.length) return name;
    if (!alike.length) return own[0];
    const shared = Math.min(...alike.map((w) => sharedWords(own, w)));
    return own.slice(shared).join(' ') || name;
  });
}

function sharedWords(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}
