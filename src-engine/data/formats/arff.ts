/**
 * .arff, Weka's format: attributes with their types in the head, then a table without a header, whose rows may list only what is not zero. The table is
 * read like any other, with the names and types that the head gives.
 * Source: the ARFF description of the Weka manual.
 */
import { memorySource, sourceFrom, bytesOf, type ByteSource } from '../source.ts';
import { encodeUtf8, decodeUtf8 } from '../text.ts';
import type { ReadHost, ReadOptions, TableRead } from '../read-table.ts';
import type { Head } from './directives.ts';
import { brokenHead } from './issues.ts';
import { linesOf } from './lines.ts';

interface Attribute {
  name: string;
  /** `numeric`, `nominal`, `string`, `date` or `relational`. */
  type: string;
}

/** `@attribute 'Feature 0' real`, `@attribute class {a, b}`. */
function attributeOf(rest: string): Attribute {
  const match = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\S+))\s*(.*)$/.exec(rest);
  const name = (match?.[1] ?? match?.[2] ?? match?.[3] ?? '').replace(/\\(.)/g, '$1');
  const type = (match?.[4] ?? '').toLowerCase();
  if (type.startsWith('{')) return { name, type: 'nominal' };
  return { name, type: /^(numeric|real|integer)/.test(type) ? 'numeric' : type.split(/\s/)[0] };
}

/** The table behind the head, to be read with these options and names. */
export interface ArffTable {
  text: ByteSource;
  options: ReadOptions;
  host: Pick<ReadHost, 'names' | 'linesBefore' | 'wordColumns'>;
  /** Name of the last attribute with named values, which is the class by custom. */
  label?: string;
}

export function openArff(text: ByteSource, head: Head): ArffTable | TableRead {
  const attributes = head.directives.filter((d) => d.word === 'attribute').map((d) => attributeOf(d.rest));
  if (!head.data || attributes.length === 0) return { issues: [brokenHead('.arff', head)] };
  if (attributes.some((a) => a.type === 'relational')) return { issues: [relational()] };
  const { data } = head;
  const body = sourceFrom(text, data.start);
  const label = attributes.findLast((a) => a.type === 'nominal')?.name;
  return {
    text: isSparse(body) ? dense(body, attributes) : body,
    options: { delimiter: ',', comment: '%', header: false, encoding: 'utf-8', decimal: '.', thousands: '' },
    host: {
      names: attributes.map((a) => a.name),
      linesBefore: data.line,
      wordColumns: new Set(attributes.flatMap((a, i) => (a.type === 'nominal' || a.type === 'string' ? [i] : []))),
    },
    ...(label !== undefined ? { label } : {}),
  };
}

const relational = (): { severity: 'error'; code: string; where: string; message: string; fix: string } => ({
  severity: 'error',
  code: 'relational-arff',
  where: 'file',
  message: 'This .arff file keeps whole series inside of single cells (a relational attribute).',
  fix: 'The archives offer the same data as .ts: download that.',
});

/** The first row begins with a brace. */
function isSparse(body: ByteSource): boolean {
  for (const { bytes, start, end } of linesOf(body)) {
    const row = decodeUtf8(bytes, start, Math.min(end, start + 100)).trim();
    if (row !== '' && !row.startsWith('%')) return row.startsWith('{');
  }
  return false;
}

/** `{0 1.5, 3 b}` as a row with all its cells: what is not named is 0, or the first of the named values. */
function dense(body: ByteSource, attributes: Attribute[]): ByteSource {
  const rows = decodeUtf8(bytesOf(body), 0, body.size).split(/\r?\n/);
  const out = rows.map((row) => {
    const match = /^\s*\{(.*)\}\s*$/.exec(row);
    if (!match) return row;
    const cells = attributes.map((a): string => (a.type === 'numeric' ? '0' : ''));
    for (const [, index, quoted, plain] of match[1].matchAll(/(\d+)\s+(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([^,]*?))\s*(?:,|$)/g)) cells[Number(index)] = quoted ?? plain; // prettier-ignore
    return cells.join(',');
  });
  return memorySource(encodeUtf8(out.join('\n')));
}
