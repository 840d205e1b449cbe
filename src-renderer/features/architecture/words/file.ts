// The architecture file as text: written so that a person can read it, and read with problems that say where.
import { defaultEdge, parseArchitecture, type Architecture } from '#engine/architecture.ts';
import type { Issue } from '#engine/issue.ts';

/** One cell or edge per line; what equals its default is left out. */
export function architectureText(a: Architecture): string {
  const nodes = a.nodes.map(({ id, cell, options, weights }) => ({
    id,
    cell,
    ...(Object.keys(options).length ? { options } : {}),
    ...(weights === undefined ? {} : { weights }),
  }));
  const edges = a.edges.map(({ from, to, ...rest }) => ({
    from,
    to,
    ...Object.fromEntries(Object.entries(rest).filter(([name, value]) => value !== defaultEdge[name as keyof typeof defaultEdge])),
  }));
  const list = (items: object[]) => (items.length ? `[\n${items.map((item) => `    ${line(item)}`).join(',\n')}\n  ]` : '[]');
  return `{\n  "version": 1,\n  "nodes": ${list(nodes)},\n  "edges": ${list(edges)},\n  "output": ${JSON.stringify(a.output)}\n}\n`;
}

const line = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? `{ ${Object.entries(value)
        .map(([key, inner]) => `${JSON.stringify(key)}: ${line(inner)}`)
        .join(', ')} }`
    : JSON.stringify(value);

export function readArchitectureText(text: string): { architecture?: Architecture; issues: Issue[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { issues: [notJson(text)] };
  }
  return parseArchitecture(json);
}

function notJson(text: string): Issue {
  const isEmpty = !text.trim();
  const at = isEmpty ? undefined : text.slice(0, brokenAt(text)).split('\n').length;
  return {
    severity: 'error',
    code: isEmpty ? 'empty-file' : 'not-json',
    where: at ? `line ${at}` : 'file',
    message: isEmpty ? 'There is no text in it.' : 'This is not JSON: a sign is missing or too many here.',
    fix: 'An architecture file begins with { "version": 1, "nodes": [',
    ...(at ? { line: at } : {}),
  };
}

/** Where the text stops being JSON: the longest beginning of it that only lacks its end. The parser itself does not always say. */
function brokenAt(text: string): number {
  const lacksEnd = (length: number): boolean => {
    const beginning = text.slice(0, length);
    try {
      JSON.parse(beginning);
      return true;
    } catch (error) {
      const { message } = error as Error;
      return (
        /end of JSON|Unterminated|end of data/.test(message) || Number(/position (\d+)/.exec(message)?.[1]) >= beginning.trimEnd().length
      );
    }
  };
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (lacksEnd(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
