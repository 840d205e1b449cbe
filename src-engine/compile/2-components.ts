// Strongly connected components: which cells, or which values, form a loop.

/**
 * Tarjan 1972, without recursion (a drawing may be deep). Components come out in topological order: whoever is read comes first.
 * The order of `nodes` decides within a component and between equals, so that the same drawing always gives the same program.
 */
export function components<T>(nodes: readonly T[], sourcesOf: (node: T) => readonly T[]): T[][] {
  const place = new Map(nodes.map((n, i) => [n, i]));
  const sources = nodes.map((n) => sourcesOf(n).flatMap((s) => place.get(s) ?? []));
  const index = new Int32Array(nodes.length).fill(-1);
  const low = new Int32Array(nodes.length);
  const isOpen = new Uint8Array(nodes.length);
  const open: number[] = [];
  const found: T[][] = [];
  let count = 0;
  nodes.forEach((_, root) => {
    if (index[root] >= 0) return;
    const path: { node: number; next: number }[] = [{ node: root, next: 0 }];
    while (path.length) {
      const frame = path[path.length - 1];
      const { node } = frame;
      if (frame.next === 0) {
        index[node] = low[node] = count++;
        open.push(node);
        isOpen[node] = 1;
      }
      if (frame.next < sources[node].length) {
        const source = sources[node][frame.next++];
        if (index[source] < 0) path.push({ node: source, next: 0 });
        else if (isOpen[source]) low[node] = Math.min(low[node], index[source]);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) low[above.node] = Math.min(low[above.node], low[node]);
      if (low[node] === index[node]) {
        const component = open.splice(open.lastIndexOf(node)).sort((a, b) => a - b);
        for (const n of component) isOpen[n] = 0;
        found.push(component.map((n) => nodes[n]));
      }
    }
  });
  return found;
}

/** The same for nodes with ids and edges between them. */
export function componentsOf(ids: readonly string[], edges: readonly { from: string; to: string }[]): string[][] {
  const sources = Map.groupBy(edges, (e) => e.to);
  return components(ids, (id) => sources.get(id)?.map((e) => e.from) ?? []);
}
