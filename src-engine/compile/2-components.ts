// Strongly connected components: which cells form a loop.

/**
 * Tarjan 1972, without recursion (a drawing may be deep). Components come out in topological order: whoever is read comes first.
 * Within equals the order of `nodes` decides, so that the same drawing always gives the same program.
 */
export function components(nodes: readonly string[], edges: readonly { from: string; to: string }[]): string[][] {
  const sources = new Map<string, string[]>(nodes.map((n) => [n, []]));
  for (const { from, to } of edges) sources.get(to)?.push(from);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  for (const root of nodes) {
    if (index.has(root)) continue;
    const path: { node: string; next: number }[] = [{ node: root, next: 0 }];
    while (path.length) {
      const frame = path[path.length - 1];
      const { node } = frame;
      if (frame.next === 0) {
        index.set(node, index.size);
        low.set(node, index.get(node)!);
        open.push(node);
        isOpen.add(node);
      }
      const source = sources.get(node)![frame.next++];
      if (source !== undefined) {
        if (!index.has(source)) path.push({ node: source, next: 0 });
        else if (isOpen.has(source)) low.set(node, Math.min(low.get(node)!, index.get(source)!));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) low.set(above.node, Math.min(low.get(above.node)!, low.get(node)!));
      if (low.get(node) === index.get(node)) {
        const component = open.splice(open.indexOf(node));
        for (const n of component) isOpen.delete(n);
        found.push(nodes.filter((n) => component.includes(n)));
      }
    }
  }
  return found;
}
