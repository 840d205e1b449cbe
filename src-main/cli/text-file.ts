// Small files that people write by hand: architectures and designs.
import { readFileSync } from 'node:fs';

/** The text of a file without its byte-order mark. Shells and editors of Windows also write two bytes a letter, behind one. */
export function readTextFile(path: string): string {
  const bytes = readFileSync(path);
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
