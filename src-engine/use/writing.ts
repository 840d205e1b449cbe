/**
 * How the symbols of a model are written by a person: those of a text are its characters, one behind the other; symbols of any other
 * file are words that stand apart, in quotation marks where they hold a space.
 */
import type { Issue } from '../issue.ts';

export type Writing = 'text' | 'words';

/** A text where every symbol is one character; `isText`: whether its file was read as one. */
export const writingOf = (symbols: readonly string[], isText: boolean): Writing =>
  isText && symbols.every((symbol) => [...symbol].length === 1) ? 'text' : 'words';

const quoted = (word: string): string => (word === '' || /[\s"]/.test(word) ? `"${word.replaceAll('"', '""')}"` : word);

export const write = (symbols: readonly string[], writing: Writing): string =>
  writing === 'text' ? symbols.join('') : symbols.map(quoted).join(' ');

/** What a prompt is made of. A quotation mark that nobody closes is a part of its word. */
export function read(prompt: string, writing: Writing): string[] {
  if (writing === 'text') return [...prompt];
  return [...prompt.matchAll(/"((?:[^"]|"")*)"(?=\s|$)|(\S+)/g)].map(([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain);
}

/** Symbols that are named at most in one Issue. */
const mostNamed = 8;

/** The codes of a prompt, or an Issue that says which symbols the model has never seen. */
export function codesOfPrompt(prompt: string, symbols: readonly string[], writing: Writing): { codes: number[]; issues: Issue[] } {
  const place = new Map(symbols.map((symbol, i) => [symbol, i]));
  const written = read(prompt, writing);
  const unknown = [...new Set(written.filter((symbol) => !place.has(symbol)))];
  if (!unknown.length) return { codes: written.map((symbol) => place.get(symbol)!), issues: [] };
  const names = listOf(unknown);
  const known = listOf(symbols, 100);
  const [message, fix] =
    writing === 'text'
      ? [`The model has never seen ${names}.`, `Leave out what its text does not have. It knows ${known}.`]
      : [`The model does not know ${names}.`, `Write its symbols with spaces between them. It knows ${known}.`];
  return {
    codes: [],
    issues: [{ severity: 'error', code: 'unknown-symbols', where: 'prompt', message, fix, values: { writing, names, known } }],
  };
}

const visible: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** In quotation marks, with what cannot be seen spelt out; of many the first ones. */
function listOf(symbols: readonly string[], most = mostNamed): string {
  const shown = symbols.slice(0, most).map((symbol) => `"${symbol.replaceAll(/[\n\r\t]/g, (c) => visible[c])}"`);
  return shown.join(', ') + (symbols.length > most ? ` (${symbols.length} in all)` : '');
}
