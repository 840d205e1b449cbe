/**
 * Names of columns that are safe to use as keys, to show in a page and to write into a spreadsheet: never empty, never twice the same, no
 * markup, no formula, no name that JavaScript objects keep for themselves. Every change is told.
 */
import type { Issue } from '../issue.ts';
import { counted, names as listed } from './wording.ts';

const RESERVED = new Set(['__proto__', 'prototype', 'constructor', '__definegetter__', '__definesetter__', '__lookupgetter__', '__lookupsetter__', 'hasownproperty', 'tostring', 'valueof']); // prettier-ignore
const LONGEST = 120;

/** raw: names as the file has them, '' where it has none; hasHeader: false when all are made up, which needs no words. */
export function safeNames(raw: string[], hasHeader: boolean): { names: string[]; issues: Issue[] } {
  const used = new Set<string>();
  const unnamed: string[] = [];
  const doubled: string[] = [];
  const hostile: [from: string, to: string][] = [];
  const names = raw.map((text, i) => {
    const plain = text
      .replace(/[\s\u00a0]+/g, ' ')
      .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
      .trim();
    let name = harmless(plain);
    if (name === '') name = `column ${i + 1}`;
    if (plain === '') unnamed.push(name);
    else if (name !== plain) hostile.push([plain.slice(0, 60), name]);
    const wanted = name;
    for (let again = 2; used.has(name); again++) name = `${wanted} (${again})`;
    if (name !== wanted && plain !== '') doubled.push(wanted);
    used.add(name);
    return name;
  });
  const issues: Issue[] = [];
  if (hasHeader && unnamed.length > 0)
    issues.push({
      severity: 'warning',
      code: 'columns-without-name',
      where: 'header',
      message: `${counted(unnamed.length, 'column has', 'columns have')} no name and ${unnamed.length === 1 ? 'is' : 'are'} now called ${listed(unnamed)}.`,
      fix: 'Rename them here or in the file.',
      values: { count: unnamed.length, names: unnamed.slice(0, 20).join(', ') },
      count: unnamed.length,
    });
  if (doubled.length > 0)
    issues.push({
      severity: 'warning',
      code: 'duplicate-names',
      where: 'header',
      message: `${new Set(doubled).size === 1 ? 'The name' : 'The names'} ${listed([...new Set(doubled)])} ${new Set(doubled).size === 1 ? 'occurs' : 'occur'} more than once. The later ones got a number, as in "${doubled[0]} (2)".`,
      fix: 'Check that each column is what its name says.',
      values: { count: doubled.length, names: [...new Set(doubled)].slice(0, 20).join(', ') },
      count: doubled.length,
    });
  if (hostile.length > 0)
    issues.push({
      severity: 'warning',
      code: 'unsafe-names',
      where: 'header',
      message: `${counted(hostile.length, 'name holds', 'names hold')} characters that could act as code. "${hostile[0][0]}" is now "${hostile[0][1]}".`,
      fix: 'Rename the column if you want another name.',
      values: { count: hostile.length, from: hostile[0][0], to: hostile[0][1] },
      count: hostile.length,
    });
  return { names, issues };
}

function harmless(name: string): string {
  let safe = name
    .replace(/[\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  // A sign in front of a number is a name (+5V); in front of anything else a spreadsheet would run it.
  while (/^([=@]|[+-](?![\d.]))/.test(safe)) safe = safe.slice(1).trim();
  if (RESERVED.has(safe.toLowerCase())) return '';
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}
