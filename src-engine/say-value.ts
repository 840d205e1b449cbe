/**
 * What stands in a file, as a sentence can show it: JSON, cut short. Of a value that is a megabyte long or a hundred
 * thousand lists deep no more is looked at than is shown: JSON.stringify goes to its end, and out of the stack.
 */
export function sayValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? quoted(value) : cut(json(value, 0));
}

/** Names, the first few of them. */
export function sayNames(names: Iterable<string>): string {
  const all = [...names];
  if (all.length <= mostNames) return all.join(', ');
  return `${all.slice(0, mostNames).join(', ')} and ${all.length - mostNames} more`;
}

/** The place of a key within another place: `nodes[3].options.units`, `file["a b"]`. */
export const keyOf = (where: string, key: string): string => (/^\w{1,60}$/.test(key) ? `${where}.${key}` : `${where}[${quoted(key)}]`);

const cut = (text: string): string => (text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text);

/** In quotation marks; marks that nobody sees, or that turn a sentence round, are spelt out. */
const quoted = (text: string): string =>
  JSON.stringify(cut(text)).replace(/[\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);

const mostCharacters = 60;
const mostNames = 60;
const mostDepth = 3;

function json(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  // 1e999 is read as Infinity, which JSON would write as null.
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const [open, close] = isList ? '[]' : '{}';
  const parts: string[] = [];
  for (const key in value) {
    if (depth === mostDepth || parts.join().length > mostCharacters) return `${open}${[...parts, '…'].join(',')}${close}`;
    const inner = json((value as Record<string, unknown>)[key], depth + 1);
    parts.push(isList ? inner : `${quoted(key)}:${inner}`);
  }
  return `${open}${parts.join(',')}${close}`;
}
