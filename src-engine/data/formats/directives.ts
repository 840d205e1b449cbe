/**
 * The head of .tsf, .ts and .arff files: lines that begin with @ and say what follows, comments, and @data, behind which the data stands. Which of the three a file
 * is, its directives say, whatever it is called.
 */
import { decodeUtf8 } from '../text.ts';
import type { ByteSource } from '../source.ts';
import { linesOf } from './lines.ts';

export type SeriesFormat = 'tsf' | 'ts' | 'arff';

export interface Head {
  format: SeriesFormat;
  /** Words in lower case without @, and what stands behind them, in order, with their lines. */
  directives: { word: string; rest: string; line: number }[];
  comments: string[];
  /** Line of @data, and the byte at which the data begins; undefined when the head never ends. */
  data?: { line: number; start: number };
}

/** What one of them begins with. */
const FIRST_WORDS = new Set(['relation', 'problemname', 'attribute', 'timestamps', 'missing', 'univariate', 'dimensions', 'frequency']);

/** Undefined for a text of another kind. */
export function headOf(text: ByteSource): Head | undefined {
  const directives: Head['directives'] = [];
  const comments: string[] = [];
  let data: Head['data'];
  let start = 0;
  for (const line of linesOf(text)) {
    const said = decodeUtf8(line.bytes, line.start, Math.min(line.end, line.start + 100_000)).trim();
    start += line.end - line.start + 1;
    if (line.bytes[line.end] === 13) start++;
    if (said === '' || said.startsWith('%') || said.startsWith('#')) {
      if (said !== '' && comments.length < 1000) comments.push(said.replace(/^[%#]+\s?/, ''));
      continue;
    }
    const match = /^@([a-z_]+)\b\s*(.*)$/i.exec(said);
    if (directives.length === 0 && !FIRST_WORDS.has(match?.[1].toLowerCase() ?? '')) return undefined;
    if (!match) {
      // Attributes of a relational attribute, and what else may stand here, are not for this reader.
      continue;
    }
    const word = match[1].toLowerCase();
    if (word === 'data') {
      data = { line: line.number, start };
      break;
    }
    directives.push({ word, rest: match[2].trim(), line: line.number });
    if (directives.length > 100_000) break;
  }
  const words = new Set(directives.map((d) => d.word));
  const format = formatOf(words);
  return format && { format, directives, comments, ...(data && { data }) };
}

function formatOf(words: ReadonlySet<string>): SeriesFormat | undefined {
  if (words.has('problemname') || words.has('classlabel') || words.has('univariate') || words.has('targetlabel')) return 'ts';
  if (words.has('attribute')) return ['frequency', 'horizon', 'missing', 'equallength'].some((w) => words.has(w)) ? 'tsf' : 'arff';
  return undefined;
}
